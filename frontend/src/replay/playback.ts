/** The position in the interview, and how it moves while it plays. */
import { createTimer, type Clock } from "../lib/clock";

export interface Span {
  readonly atMs: number;
  readonly untilMs: number;
}

export interface PlaybackOptions {
  readonly clock: Clock;
  readonly startMs: number;
  readonly endMs: number;
  /** The position, or whether it plays, has changed. */
  readonly onChange: () => void;
}

export interface Playback {
  readonly positionMs: () => number;
  readonly isPlaying: () => boolean;
  readonly play: () => void;
  readonly pause: () => void;
  readonly seek: (positionMs: number) => void;
  readonly setSpeed: (speed: number) => void;
  /** When something happened, by time; pauses between are left out. null: nothing is left out. */
  readonly skipPauses: (activity: readonly Span[] | null) => void;
}

const stepMs = 100;
/** Pauses longer than this are left out, all but these parts at their ends. */
const shortestSkippedMs = 8_000;
const keptAfterMs = 2_000;
const keptBeforeMs = 1_500;

export function createPlayback({ clock, startMs, endMs, onChange }: PlaybackOptions): Playback {
  const timer = createTimer(clock);
  // Where a newcomer sees what came of it.
  let positionMs = endMs;
  let speed = 1;
  let activity: readonly Span[] | null = null;

  function moveTo(next: number): void {
    positionMs = Math.min(endMs, Math.max(startMs, next));
  }

  function run(): void {
    const sinceMs = clock.nowMs();
    timer.start(stepMs, () => {
      moveTo(positionMs + (clock.nowMs() - sinceMs) * speed);
      if (activity !== null) moveTo(afterPause(positionMs, activity));
      if (positionMs < endMs) run();
      onChange();
    });
  }

  return {
    positionMs: () => positionMs,
    isPlaying: timer.isRunning,
    play: () => {
      if (timer.isRunning()) return;
      if (positionMs >= endMs) moveTo(startMs);
      run();
      onChange();
    },
    pause: () => {
      timer.cancel();
      onChange();
    },
    seek: (next) => {
      moveTo(next);
      onChange();
    },
    setSpeed: (next) => {
      speed = next;
    },
    skipPauses: (spans) => {
      activity = spans;
    },
  };
}

/** The position, or shortly before the next activity where a long pause lies between. */
export function afterPause(positionMs: number, activity: readonly Span[]): number {
  const next = activity.find(({ atMs }) => atMs > positionMs);
  if (next === undefined) return positionMs;
  const doneMs = activity.reduce(
    (latest, { atMs, untilMs }) => (atMs <= positionMs ? Math.max(latest, untilMs) : latest),
    -Infinity,
  );
  const isPause = next.atMs - doneMs > shortestSkippedMs && positionMs - doneMs >= keptAfterMs;
  return isPause ? Math.max(positionMs, next.atMs - keptBeforeMs) : positionMs;
}

/** The time of the entry before the position, or after it; null where there is none. */
export function neighbour(positionMs: number, entries: readonly Span[], direction: 1 | -1): number | null {
  const found =
    direction === 1 ? entries.find(({ atMs }) => atMs > positionMs) : entries.findLast(({ atMs }) => atMs < positionMs);
  return found?.atMs ?? null;
}
