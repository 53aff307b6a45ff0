/** Sends what the store holds, oldest first, and comes back for what could not be sent. */
import type { Clock } from "../lib/clock";
import { endsAccess } from "../lib/httpStatus";
import { createRetryQueue, type SendOutcome } from "../lib/retryQueue";
import type { Outcome, ProctoringApi } from "./protocol";
import type { ProctoringStore } from "./store";

const backoff = { firstMs: 2000, ceilingMs: 60_000 } as const;
/** As many as the server takes in one request. */
const incidentsPerRequest = 50;

export interface UploadState {
  readonly waitingSnapshots: number;
  readonly isOffline: boolean;
}

export interface UploadQueue {
  /** Something was added, or the network is back: try now. */
  readonly flush: () => void;
  /** Sends nothing more until `resume`, and keeps what waits. */
  readonly pause: () => void;
  readonly resume: () => void;
}

interface Parts {
  readonly store: ProctoringStore;
  readonly api: Pick<ProctoringApi, "sendSnapshot" | "sendIncidents">;
  readonly clock: Clock;
  readonly onChange: (state: UploadState) => void;
  /** The server will never take it: it is gone from here, and this is why. Or it takes nothing, and everything waits. */
  readonly onRefused: (code: string, detail: string) => void;
}

export function createUploadQueue({ store, api, clock, onChange, onRefused }: Parts): UploadQueue {
  // What waits is on the disk, where it survives a reload. The queue holds no more than that there is something.
  const queue = createRetryQueue<"stored">({
    clock,
    backoff,
    keyOf: (value) => value,
    send: async () => {
      try {
        return await sendOldest();
      } catch {
        // The disk may refuse to be read for a moment; what is kept there stays.
        return { kind: "transient", delayMs: backoff.ceilingMs };
      }
    },
  });
  queue.resume();

  async function sendOldest(): Promise<SendOutcome> {
    const incidents = await store.oldestIncidents(incidentsPerRequest);
    if (incidents.length > 0) {
      const ids = new Set(incidents.map(({ clientId }) => clientId));
      return settle(await api.sendIncidents(incidents), () => store.removeIncidents(ids));
    }
    const snapshot = await store.oldestSnapshot();
    if (snapshot !== null) return settle(await api.sendSnapshot(snapshot), () => store.removeSnapshot(snapshot.sequence));
    await tell(false);
    return { kind: "accepted" };
  }

  async function settle(outcome: Outcome<null>, remove: () => Promise<void>): Promise<SendOutcome> {
    switch (outcome.kind) {
      case "ok":
      case "refused":
        if (outcome.kind === "refused" && endsAccess(outcome.code)) {
          // What waits is kept: the link may be given back.
          queue.pause();
          onRefused(outcome.code, outcome.detail);
          return { kind: "transient" };
        }
        await remove();
        if (outcome.kind === "refused") onRefused(outcome.code, outcome.detail);
        await tell(false);
        // There may be more.
        queue.put(["stored"]);
        return { kind: outcome.kind === "ok" ? "accepted" : "rejected" };
      case "offline":
      case "busy":
        await tell(outcome.kind === "offline");
        return { kind: "transient", retryAfterMs: outcome.kind === "busy" ? outcome.retryAfterMs : null };
    }
  }

  async function tell(isOffline: boolean): Promise<void> {
    onChange({ waitingSnapshots: await store.countSnapshots(), isOffline });
  }

  return {
    flush: () => {
      queue.put(["stored"]);
      queue.retryNow();
    },
    pause: queue.pause,
    resume: () => {
      queue.resume();
      queue.put(["stored"]);
    },
  };
}
