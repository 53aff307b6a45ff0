/** The door from within: who waits, whether it is locked, and what an interviewer decides. */
import { createTimer, type Clock } from "../lib/clock";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { RequestResult } from "../rtc/requests";
import type { Call, CallSnapshot } from "../rtc/types";
import { withoutRequest, withRequest, type WaitingPeople } from "./doorModel";

export interface DoorSnapshot {
  readonly waiting: WaitingPeople;
  readonly isLocked: boolean;
  /** What went wrong with the last thing that was asked for; empty where nothing did. */
  readonly problem: string;
}

export interface Door extends Snapshots<DoorSnapshot> {
  readonly update: (snapshot: CallSnapshot) => void;
  readonly admit: (requestId: string) => void;
  readonly deny: (requestId: string) => void;
  readonly remove: (userId: string) => void;
  readonly setLocked: (locked: boolean) => void;
}

/** A server that was killed takes nobody back from the list, so the list is read again while it has somebody. */
const resyncMs = 10_000;

export function createDoor(call: Pick<Call, "toolSocket">, clock: Clock): Door {
  const store = createSnapshotStore<DoorSnapshot>({ waiting: [], isLocked: false, problem: "" });
  const timer = createTimer(clock);
  let isJoined = false;

  const change = (part: Partial<DoorSnapshot>): void => {
    const before = store.getSnapshot();
    store.replace({ ...before, ...part });
    const { waiting } = store.getSnapshot();
    if (waiting.length > 0 && !timer.isRunning()) timer.start(resyncMs, () => void sync());
  };
  const sync = async (): Promise<void> => {
    const answer = await call.toolSocket.request("admission_sync", {});
    if (answer.ok) change({ waiting: answer.value.requests, isLocked: answer.value.locked });
    else if (isJoined) change({});
  };
  const settle = async (asked: Promise<RequestResult<object>>): Promise<boolean> => {
    const result = await asked;
    change({ problem: result.ok ? "" : result.error.message });
    return result.ok;
  };
  const decide = async (event: "admit" | "deny", requestId: string): Promise<void> => {
    await settle(call.toolSocket.request(event, { requestId }));
    // Somebody else may have decided, or the person may have gone: in each case it is not waiting any more.
    change({ waiting: withoutRequest(store.getSnapshot().waiting, requestId) });
    void sync();
  };

  const { toolSocket } = call;
  toolSocket.on("admission_requested", (person) => {
    change({ waiting: withRequest(store.getSnapshot().waiting, person) });
  });
  toolSocket.on("admission_withdrawn", ({ requestId }) => {
    change({ waiting: withoutRequest(store.getSnapshot().waiting, requestId) });
  });
  toolSocket.on("lock_room", ({ locked }) => {
    change({ isLocked: locked });
  });

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    update: ({ signaling }) => {
      const wasJoined = isJoined;
      isJoined = signaling.kind === "joined";
      if (isJoined && !wasJoined) void sync();
      if (!isJoined && wasJoined) timer.cancel();
    },
    admit: (requestId) => void decide("admit", requestId),
    deny: (requestId) => void decide("deny", requestId),
    remove: (userId) => void settle(toolSocket.request("remove_peer", { userId })),
    setLocked: (locked) => {
      void settle(toolSocket.request("lock_room", { locked })).then((done) => {
        if (done) change({ isLocked: locked });
      });
    },
  };
}
