/**
 * Names stand at cursors for a moment after they move, and while a mouse rests on them; for ever they would cover the code. The
 * editor draws a cursor anew as it likes, so the moment belongs to the person's colour and not to an element.
 */
import { createTimer, type Clock, type Timer } from "../../lib/clock";
import { setAttribute } from "../../ui/dom";

const shownMs = 3_000;

export interface CursorLabels {
  /** Somebody's cursor moved. */
  readonly moved: (colour: number) => void;
}

export function createCursorLabels(surface: HTMLElement, clock: Clock): CursorLabels {
  const timers = new Map<number, Timer>();
  const show = (): void => {
    const moving = [...timers].filter(([, timer]) => timer.isRunning()).map(([colour]) => String(colour));
    setAttribute(surface, "data-moving", moving.join(" "));
  };
  return {
    moved: (colour) => {
      const timer = timers.get(colour) ?? createTimer(clock);
      timers.set(colour, timer);
      timer.start(shownMs, show);
      show();
    },
  };
}
