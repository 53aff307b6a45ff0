/** Times of the room in words. Pure. */
import { elapsed } from "../lib/duration";

export interface RoomTimes {
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly scheduledEndMs: number;
}

export function clockText({ nowMs, startedAtMs, scheduledEndMs }: RoomTimes): {
  readonly text: string;
  readonly isOver: boolean;
} {
  const leftMs = scheduledEndMs - nowMs;
  const isOver = leftMs < 0;
  // The minute that runs counts as left, as on any clock that counts down.
  const minutes = isOver ? Math.floor(-leftMs / 60_000) : Math.ceil(leftMs / 60_000);
  const words = isOver ? `${minutes} min over` : `${minutes} min left`;
  return { text: `${elapsed(nowMs - startedAtMs)}, ${words}`, isOver };
}
