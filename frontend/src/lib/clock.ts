/** Time as a dependency: tests move it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment; only differences mean anything. */
  readonly nowMs: () => number;
  /** Calls back once after `delayMs`; returns the function that calls it off. */
  readonly after: (delayMs: number, callback: () => void) => Cancel;
}

export type Cancel = () => void;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A timer of which at most one runs; `cancel` is harmless where none does. */
export interface Timer {
  readonly isRunning: () => boolean;
  /** Starts it, in place of one that runs. */
  readonly start: (delayMs: number, callback: () => void) => void;
  readonly cancel: () => void;
}

export function createTimer(clock: Clock): Timer {
  let running: Cancel | null = null;
  const cancel = (): void => {
    running?.();
    running = null;
  };
  return {
    isRunning: () => running !== null,
    start: (delayMs, callback) => {
      cancel();
      running = clock.after(delayMs, () => {
        running = null;
        callback();
      });
    },
    cancel,
  };
}
