/** A divider between two parts that mouse, finger and keyboard move. */

export interface SplitOptions {
  /** The element whose space is divided; it carries the custom property. */
  readonly container: HTMLElement;
  readonly handle: HTMLElement;
  /** `columns` divides the width, counted from the left; `rows` the height, counted from the bottom. */
  readonly axis: "columns" | "rows";
  readonly property: string;
  readonly initialPercent: number;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
}

const leastPercent = 15;
const mostPercent = 80;
const stepPercent = 4;

/** The share after a key; null for keys that do not move the divider. */
export function shareAfterKey(axis: SplitOptions["axis"], key: string, percent: number): number | null {
  const steps: Readonly<Record<string, number>> =
    axis === "columns" ? { ArrowLeft: -stepPercent, ArrowRight: stepPercent } : { ArrowDown: -stepPercent, ArrowUp: stepPercent };
  if (key === "Home") return leastPercent;
  if (key === "End") return mostPercent;
  const step = steps[key];
  return step === undefined ? null : bounded(percent + step);
}

function bounded(percent: number): number {
  return Math.min(mostPercent, Math.max(leastPercent, Math.round(percent)));
}

export function createSplit({ container, handle, axis, property, initialPercent, storage }: SplitOptions): void {
  const key = `talentsync-split-${axis}`;
  const stored = Number(storage.getItem(key) ?? Number.NaN);
  let percent = bounded(Number.isNaN(stored) ? initialPercent : stored);
  const show = (): void => {
    container.style.setProperty(property, `${percent}%`);
    handle.setAttribute("aria-valuenow", String(percent));
  };
  const move = (next: number): void => {
    percent = bounded(next);
    show();
    storage.setItem(key, String(percent));
  };
  handle.setAttribute("aria-valuemin", String(leastPercent));
  handle.setAttribute("aria-valuemax", String(mostPercent));
  show();
  handle.addEventListener("keydown", (event) => {
    const next = shareAfterKey(axis, event.key, percent);
    if (next === null) return;
    event.preventDefault();
    move(next);
  });
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const box = container.getBoundingClientRect();
    move(axis === "columns" ? ((event.clientX - box.left) / box.width) * 100 : ((box.bottom - event.clientY) / box.height) * 100);
  });
}
