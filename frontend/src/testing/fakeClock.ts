import type { Clock } from "../lib/clock";

export interface FakeClock extends Clock {
  /** Moves the time on; what falls due on the way runs, in order. */
  readonly advance: (durationMs: number) => void;
  readonly pendingCount: () => number;
}

export function createFakeClock(): FakeClock {
  let nowMs = 0;
  let timers: { readonly dueMs: number; readonly callback: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    after: (delayMs, callback) => {
      const timer = { dueMs: nowMs + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (durationMs) => {
      const untilMs = nowMs + durationMs;
      for (;;) {
        const [next] = timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs);
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.dueMs;
        next.callback();
      }
      nowMs = untilMs;
    },
    pendingCount: () => timers.length,
  };
}

/** Lets every promise that is already on its way run to its end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
}
