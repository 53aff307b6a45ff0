/** The server's time on this machine, whatever its own clock says. */
import type { Clock } from "./clock";

export interface ServerClock {
  /** Milliseconds since 1970 by the server's clock. */
  readonly nowMs: () => number;
  /** Tells it what the server said its time was, in answer to a request sent at `sentMs` of the local clock. */
  readonly observe: (serverTime: string, sentMs: number) => void;
}

export function createServerClock(clock: Clock): ServerClock {
  let offsetMs: number | null = null;
  return {
    nowMs: () => {
      if (offsetMs === null) throw new Error("The server's time is not known yet");
      return clock.nowMs() + offsetMs;
    },
    observe: (serverTime, sentMs) => {
      const serverMs = Date.parse(serverTime);
      if (Number.isNaN(serverMs)) throw new Error(`The server's time is no time: ${serverTime}`);
      // It looked at its clock somewhere in between; the middle is wrong by half the round trip at most.
      offsetMs = serverMs - (sentMs + clock.nowMs()) / 2;
    },
  };
}
