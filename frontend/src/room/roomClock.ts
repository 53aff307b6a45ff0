/** How long the interview has been going on, and how long is left of what was planned: in the header, for both roles. */
import { createTimer, type Clock } from "../lib/clock";
import { byId, setText } from "../ui/dom";
import { clockText } from "./time";

export interface RoomClock {
  readonly update: () => void;
}

interface Dependencies {
  readonly clock: Clock;
  /** null before the first join. */
  readonly times: () => { readonly nowMs: number; readonly startedAtMs: number } | null;
  readonly scheduledEndMs: number;
  /** Each second. */
  readonly onTick: () => void;
}

const tickMs = 1_000;

export function createRoomClock({ clock, times, scheduledEndMs, onTick }: Dependencies): RoomClock {
  const target = byId("room-clock", HTMLElement);
  const timer = createTimer(clock);
  const update = (): void => {
    const now = times();
    target.hidden = now === null;
    if (now === null) return;
    const { text, isOver } = clockText({ ...now, scheduledEndMs });
    setText(target, text);
    target.classList.toggle("is-over", isOver);
    onTick();
    timer.start(tickMs, update);
  };
  return { update };
}
