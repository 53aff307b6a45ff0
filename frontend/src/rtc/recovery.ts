/** When to try to repair a connection, and what to call its state meanwhile. What trying means is the caller's. */
import { backoffDelayMs } from "../lib/backoff";
import { createTimer, type Clock } from "../lib/clock";
import type { ConnectionStateName } from "./types";

export const recoveryTimes = {
  /** An interruption often ends by itself. */
  disconnectedMs: 3_000,
  /** From the offer to a path; also covers an offer or answer that got lost. */
  connectMs: 10_000,
  /** After a try: long enough for an ICE restart over a slow relay. */
  retry: { firstMs: 8_000, ceilingMs: 30_000 },
} as const;

/** After that many tries people are told that it failed; the tries go on. */
const triesUntilFailed = { beforeFirstConnect: 1, afterwards: 2 } as const;

export interface Recovery {
  readonly onConnectionState: (state: RTCPeerConnectionState) => void;
  /** Counts as the first try of a new series: the network or the peer is back. */
  readonly tryNow: () => void;
  readonly stateName: () => ConnectionStateName;
  readonly close: () => void;
}

export interface RecoveryOptions {
  readonly clock: Clock;
  readonly tryToRepair: () => void;
  readonly onChange: () => void;
}

export function createRecovery({ clock, tryToRepair, onChange }: RecoveryOptions): Recovery {
  const timer = createTimer(clock);
  let current: RTCPeerConnectionState = "new";
  let wasConnected = false;
  let tries = 0;

  function attempt(): void {
    tries += 1;
    timer.start(backoffDelayMs(tries, recoveryTimes.retry), attempt);
    tryToRepair();
    onChange();
  }

  timer.start(recoveryTimes.connectMs, attempt);
  return {
    onConnectionState: (state) => {
      current = state;
      if (state === "connected") {
        wasConnected = true;
        tries = 0;
        timer.cancel();
      } else if (state === "failed" && tries === 0) {
        attempt();
      } else if (state === "disconnected" && tries === 0) {
        timer.start(recoveryTimes.disconnectedMs, attempt);
      } else if (!timer.isRunning()) {
        timer.start(recoveryTimes.connectMs, attempt);
      }
      onChange();
    },
    tryNow: () => {
      tries = 0;
      attempt();
    },
    stateName: () => {
      if (current === "connected") return "connected";
      const limit = wasConnected ? triesUntilFailed.afterwards : triesUntilFailed.beforeFirstConnect;
      if (tries > limit) return "failed";
      return wasConnected ? "reconnecting" : "connecting";
    },
    close: () => {
      timer.cancel();
    },
  };
}
