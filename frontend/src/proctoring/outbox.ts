/** Sends what the store holds, oldest first, and comes back for what could not be sent. */
import { backoffDelayMs } from "../lib/backoff";
import { createTimer, type Clock } from "../lib/clock";
import type { Outcome, ProctoringApi } from "./protocol";
import type { ProctoringStore } from "./store";

const backoff = { firstMs: 2000, ceilingMs: 60_000 } as const;
/** As many as the server takes in one request. */
const incidentsPerRequest = 50;

export interface OutboxState {
  readonly waitingSnapshots: number;
  readonly isOffline: boolean;
}

export interface Outbox {
  /** Something was added, or the network is back: try now. */
  readonly poke: () => void;
}

interface Parts {
  readonly store: ProctoringStore;
  readonly api: Pick<ProctoringApi, "sendSnapshot" | "sendIncidents">;
  readonly clock: Clock;
  readonly onChange: (state: OutboxState) => void;
  /** The server will never take it: it is gone from here, and this is why. */
  readonly onRefused: (code: string, detail: string) => void;
}

export function createOutbox({ store, api, clock, onChange, onRefused }: Parts): Outbox {
  const retry = createTimer(clock);
  let isRunning = false;
  let isPoked = false;
  let failures = 0;
  let isOffline = false;

  const tell = async (): Promise<void> => {
    onChange({ waitingSnapshots: await store.countSnapshots(), isOffline });
  };

  /** True when there may be more to send at once. */
  async function sendNext(): Promise<boolean> {
    const incidents = await store.oldestIncidents(incidentsPerRequest);
    if (incidents.length > 0) {
      const ids = new Set(incidents.map(({ clientId }) => clientId));
      return settle(await api.sendIncidents(incidents), () => store.removeIncidents(ids));
    }
    const snapshot = await store.oldestSnapshot();
    if (snapshot === null) return false;
    return settle(await api.sendSnapshot(snapshot), () => store.removeSnapshot(snapshot.sequence));
  }

  async function settle(outcome: Outcome<null>, remove: () => Promise<void>): Promise<boolean> {
    isOffline = outcome.kind === "offline";
    switch (outcome.kind) {
      case "ok":
        failures = 0;
        await remove();
        return true;
      case "refused":
        failures = 0;
        await remove();
        onRefused(outcome.code, outcome.detail);
        return true;
      case "offline":
      case "busy": {
        failures += 1;
        const asked = outcome.kind === "busy" ? outcome.retryAfterMs : null;
        retry.start(Math.max(asked ?? 0, backoffDelayMs(failures, backoff)), poke);
        return false;
      }
    }
  }

  async function run(): Promise<void> {
    do {
      isPoked = false;
      while (await sendNext()) await tell();
      // Asked through a function: it may have been set while we waited, which the type checker does not see.
    } while (wasPoked());
    await tell();
  }

  const wasPoked = (): boolean => isPoked && !retry.isRunning();

  function poke(): void {
    isPoked = true;
    retry.cancel();
    if (isRunning) return;
    isRunning = true;
    void run()
      // The disk may refuse to be read for a moment; what is kept there stays.
      .catch(() => {
        retry.start(backoff.ceilingMs, poke);
      })
      .finally(() => {
        isRunning = false;
      });
  }

  return { poke };
}
