/** What the document's line to the server carries, and how much of it goes in one message. Pure. */
import * as Y from "yjs";

import type { QueueRules, QueueState } from "../../lib/retryQueue";

/** A change that the server has not acknowledged. */
export interface WaitingUpdate {
  readonly kind: "update";
  readonly update: Uint8Array;
  /** Peers who got all of it directly. */
  readonly reached: readonly string[];
  /** Of how many changes it is made. */
  readonly changes: number;
}

/** A comparison with the server, or a change for it. */
export type Outgoing = { readonly kind: "sync" } | WaitingUpdate;

/** The server takes 500 000 bytes; what a merge adds stays below the difference. */
const maxBatchBytes = 400_000;

export const updateQueueRules: QueueRules<Outgoing> = {
  backoff: { firstMs: 500, ceilingMs: 10_000 },
  // Compared once, however often it was asked for.
  keyOf: ({ kind }) => (kind === "sync" ? kind : null),
  batch: batchSize,
};

/** As much as has gathered, because one message is cheaper than many. A comparison goes alone. */
function batchSize(values: readonly Outgoing[]): number {
  let bytes = 0;
  let count = 0;
  for (const value of values) {
    if (value.kind === "sync") return Math.max(1, count);
    bytes += value.update.byteLength;
    // A single one that is too large goes alone: the server says what is wrong with it.
    if (count > 0 && bytes > maxBatchBytes) break;
    count += 1;
  }
  return count;
}

/** All changes that are not acknowledged, in order. */
export function waitingUpdates(queue: QueueState<Outgoing>): readonly WaitingUpdate[] {
  const inFlight = queue.flights.flatMap(({ entries }) => entries);
  return [...inFlight, ...queue.waiting].flatMap(({ value }) => (value.kind === "update" ? [value] : []));
}

export function countChanges(updates: readonly WaitingUpdate[]): number {
  return updates.reduce((sum, { changes }) => sum + changes, 0);
}

/** One update that holds all of them; null where there are none. Reached counts who got every one. */
export function mergeUpdates(updates: readonly WaitingUpdate[]): WaitingUpdate | null {
  const [first, ...others] = updates;
  if (first === undefined || others.length === 0) return first ?? null;
  return {
    kind: "update",
    update: Y.mergeUpdates(updates.map(({ update }) => update)),
    reached: first.reached.filter((peerId) => others.every(({ reached }) => reached.includes(peerId))),
    changes: countChanges(updates),
  };
}

/** Whether it still fits into one message with room to spare. */
export function fitsOneMessage({ update }: WaitingUpdate): boolean {
  return update.byteLength <= maxBatchBytes;
}
