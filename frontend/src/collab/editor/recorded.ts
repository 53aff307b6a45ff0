/**
 * Whether the server has what this page shows, whoever typed it. Asked before something is done with the server's copy, as
 * running it is: over the data channels a page sees what others type sooner than the server does.
 */
import * as Y from "yjs";

import type { Clock } from "../../lib/clock";
import type { ToolSocket } from "../../rtc/toolSocket";
import type { Provider } from "./provider";
import { recordIntervalMs } from "./providerMachine";
import { lacks } from "./stateDiff";

export interface RecordDependencies {
  readonly doc: Y.Doc;
  readonly provider: Pick<Provider, "getSnapshot" | "subscribe" | "release" | "compare">;
  readonly wire: Pick<ToolSocket, "request">;
  readonly clock: Clock;
}

export const recordedWithinMs = 3_000;
/** Others send what they have typed within their `recordIntervalMs`; who has not by then has lost the server. */
const patientComparisons = 3;

/** Waits for what is on its way, here and from others. False: it did not arrive within `recordedWithinMs`. */
export async function isRecorded({ doc, provider, wire, clock }: RecordDependencies): Promise<boolean> {
  const shown = Y.snapshot(doc);
  const deadlineMs = clock.nowMs() + recordedWithinMs;
  if (!(await isSaved(provider, clock))) return false;
  for (let comparisons = 1; clock.nowMs() < deadlineMs; comparisons += 1) {
    const result = await wire.request("doc_sync", {
      stateVector: Y.encodeStateVector(doc),
    });
    if (result.ok) {
      const { update, stateVector } = result.value;
      if (
        !lacks(
          {
            update: new Uint8Array(update),
            stateVector: new Uint8Array(stateVector),
          },
          shown,
        )
      )
        return true;
    }
    // From here then, although the record says that it was typed here.
    if (comparisons === patientComparisons) provider.compare();
    await new Promise<void>((resolve) => clock.after(recordIntervalMs * comparisons, resolve));
  }
  return false;
}

/** Whether the server has everything that was typed here. */
function isSaved(provider: RecordDependencies["provider"], clock: Clock): Promise<boolean> {
  const isDone = (): boolean => provider.getSnapshot().kind === "saved";
  if (isDone()) return Promise.resolve(true);
  provider.release();
  return new Promise((resolve) => {
    const settle = (saved: boolean): void => {
      cancel();
      unsubscribe();
      resolve(saved);
    };
    const cancel = clock.after(recordedWithinMs, () => {
      settle(false);
    });
    const unsubscribe = provider.subscribe(() => {
      if (isDone()) settle(true);
    });
  });
}
