/** A line between two parts that can be moved: dragged, by arrow keys, and set back by a double click. */
import { setAttribute } from "./dom";
import { clamp, type Range } from "../room/workspace";

export interface Separator {
  /** The share of the part before it, as a percentage. */
  readonly setPercent: (percent: number) => void;
}

interface Dependencies {
  readonly element: HTMLElement;
  /** The box that the two parts share. */
  readonly box: HTMLElement;
  readonly range: Range;
  readonly initialPercent: number;
  readonly onMove: (percent: number) => void;
}

const stepPercent = 2;
const largeStepPercent = 10;

export function createSeparator({ element, box, range, initialPercent, onMove }: Dependencies): Separator {
  let percent = initialPercent;
  const moveTo = (wanted: number): void => {
    const next = clamp(wanted, range);
    if (next !== percent) onMove(next);
  };
  setAttribute(element, "aria-valuemin", String(range.min));
  setAttribute(element, "aria-valuemax", String(range.max));

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    // Otherwise the drag selects text on its way. It also keeps the focus away, so that is moved by hand.
    event.preventDefault();
    element.focus();
  });
  element.addEventListener("pointermove", (event) => {
    if (!element.hasPointerCapture(event.pointerId)) return;
    const { left, width } = box.getBoundingClientRect();
    if (width > 0) moveTo(((event.clientX - left) / width) * 100);
  });
  element.addEventListener("dblclick", () => {
    moveTo(initialPercent);
  });
  element.addEventListener("keydown", (event) => {
    const target = keyTarget(event.key, percent, range);
    if (target === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moveTo(target);
  });

  return {
    setPercent: (next) => {
      percent = next;
      setAttribute(element, "aria-valuenow", String(next));
      setAttribute(element, "aria-valuetext", `${next} percent`);
    },
  };
}

function keyTarget(key: string, percent: number, { min, max }: Range): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowUp":
      return percent - stepPercent;
    case "ArrowRight":
    case "ArrowDown":
      return percent + stepPercent;
    case "PageUp":
      return percent - largeStepPercent;
    case "PageDown":
      return percent + largeStepPercent;
    case "Home":
      return min;
    case "End":
      return max;
    default:
      return null;
  }
}
