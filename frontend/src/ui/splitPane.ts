/** The line between two panes that can be moved: dragged, by keys as the ARIA window splitter has it, and set back by a double click. */
import type { BrowserStorage } from "./browserStorage";
import { setAttribute } from "./dom";

/** Of percentages. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** `columns` divides the width and measures the left pane; `rows` divides the height and measures the bottom one. */
export type Axis = "columns" | "rows";

export interface SplitPane {
  /** The share of the pane that is measured. */
  readonly setPercent: (percent: number) => void;
}

export interface SplitPaneOptions {
  /** The line: `role="separator"`, with a label and a place in the tab order. */
  readonly separator: HTMLElement;
  /** The box that the two panes share. */
  readonly container: HTMLElement;
  readonly axis: Axis;
  readonly range: Range;
  readonly stepPercent: number;
  readonly initialPercent: number;
  /** The line was moved. It stays where it is until `setPercent`. */
  readonly onMove: (percent: number) => void;
}

const largeStepPercent = 10;

export function clamp(value: number, { min, max }: Range): number {
  return Math.min(max, Math.max(min, Math.round(value)));
}

export function createSplitPane(options: SplitPaneOptions): SplitPane {
  const { separator, container, axis, range, initialPercent, onMove } = options;
  let percent = initialPercent;
  const moveTo = (wanted: number): void => {
    const next = clamp(wanted, range);
    if (next !== percent) onMove(next);
  };
  setAttribute(separator, "aria-valuemin", String(range.min));
  setAttribute(separator, "aria-valuemax", String(range.max));

  separator.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    separator.setPointerCapture(event.pointerId);
    // Otherwise the drag selects text on its way. It also keeps the focus away, so that is moved by hand.
    event.preventDefault();
    separator.focus();
  });
  separator.addEventListener("pointermove", (event) => {
    if (!separator.hasPointerCapture(event.pointerId)) return;
    const { left, bottom, width, height } = container.getBoundingClientRect();
    const [before, whole] = axis === "columns" ? [event.clientX - left, width] : [bottom - event.clientY, height];
    if (whole > 0) moveTo((before / whole) * 100);
  });
  separator.addEventListener("dblclick", () => {
    moveTo(initialPercent);
  });
  separator.addEventListener("keydown", (event) => {
    const target = percentAfterKey(event.key, percent, options);
    if (target === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moveTo(target);
  });

  return {
    setPercent: (next) => {
      percent = next;
      setAttribute(separator, "aria-valuenow", String(next));
      setAttribute(separator, "aria-valuetext", `${next} percent`);
    },
  };
}

/** The share after a key, which may lie beyond the range; null for keys that do not move the line. */
export function percentAfterKey(
  key: string,
  percent: number,
  { axis, range, stepPercent }: Pick<SplitPaneOptions, "axis" | "range" | "stepPercent">,
): number | null {
  // The bottom pane grows when the line goes up.
  const up = axis === "columns" ? -1 : 1;
  switch (key) {
    case "ArrowLeft":
      return axis === "columns" ? percent - stepPercent : null;
    case "ArrowRight":
      return axis === "columns" ? percent + stepPercent : null;
    case "ArrowUp":
      return percent + up * stepPercent;
    case "ArrowDown":
      return percent - up * stepPercent;
    case "PageUp":
      return percent + up * largeStepPercent;
    case "PageDown":
      return percent - up * largeStepPercent;
    case "Home":
      return range.min;
    case "End":
      return range.max;
    default:
      return null;
  }
}

export interface StoredSplitPaneOptions {
  /** Carries the custom property with the share. */
  readonly container: HTMLElement;
  readonly handle: HTMLElement;
  readonly axis: Axis;
  readonly property: string;
  readonly initialPercent: number;
  readonly storage: Pick<BrowserStorage, "getItem" | "setItem">;
}

const storedRange: Range = { min: 15, max: 80 };

/** A split pane that keeps its own share, from visit to visit. */
export function createStoredSplitPane(options: StoredSplitPaneOptions): void {
  const { container, handle, axis, property, initialPercent, storage } = options;
  const key = `talentsync-split-${axis}`;
  const stored = Number(storage.getItem(key) ?? Number.NaN);
  const show = (percent: number): void => {
    container.style.setProperty(property, `${percent}%`);
    pane.setPercent(percent);
  };
  const pane = createSplitPane({
    separator: handle,
    container,
    axis,
    range: storedRange,
    stepPercent: 4,
    initialPercent,
    onMove: (percent) => {
      show(percent);
      storage.setItem(key, String(percent));
    },
  });
  show(clamp(Number.isNaN(stored) ? initialPercent : stored, storedRange));
}
