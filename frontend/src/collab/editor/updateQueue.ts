/** What the server has yet to acknowledge, in order. Pure. */
import * as Y from "yjs";

export interface Batch {
  readonly update: Uint8Array;
  /** Peers who got all of it directly. */
  readonly reached: readonly string[];
}

export interface UpdateQueue {
  readonly add: (update: Uint8Array, reached: readonly string[], changes?: number) => void;
  /**
   * The next batch: as much as has gathered, because one message is cheaper than many. It stays under way, and nothing else is
   * given, until `acknowledge` or `putBack`. null: nothing waits, or a batch is under way.
   */
  readonly take: () => Batch | null;
  readonly acknowledge: () => void;
  /** Nobody knows what became of the batch: it goes first again. */
  readonly putBack: () => void;
  /** One update that holds everything which waits takes its place; null: nothing waits any more. */
  readonly replaceAll: (update: Uint8Array | null) => void;
  /** Changes that the server has not acknowledged. */
  readonly changes: () => number;
  /** All of them in one update; null where there are none. */
  readonly merged: () => Uint8Array | null;
}

interface Entry extends Batch {
  readonly changes: number;
}

export function createUpdateQueue(options: { readonly maxBatchBytes: number }): UpdateQueue {
  let waiting: Entry[] = [];
  let underWay: Entry[] = [];

  function fitting(): number {
    let bytes = 0;
    let count = 0;
    for (const { update } of waiting) {
      bytes += update.byteLength;
      // A single one that is too large goes alone: the server says what is wrong with it.
      if (count > 0 && bytes > options.maxBatchBytes) break;
      count += 1;
    }
    return count;
  }

  const everything = (): Entry[] => [...underWay, ...waiting];
  return {
    add: (update, reached, changes = 1) => {
      waiting.push({ update, reached, changes });
    },
    take: () => {
      if (underWay.length > 0 || waiting.length === 0) return null;
      underWay = waiting.splice(0, fitting());
      return mergeEntries(underWay);
    },
    acknowledge: () => {
      underWay = [];
    },
    putBack: () => {
      waiting = everything();
      underWay = [];
    },
    replaceAll: (update) => {
      const changes = Math.max(1, countChanges(everything()));
      underWay = [];
      waiting = update === null ? [] : [{ update, reached: [], changes }];
    },
    changes: () => countChanges(everything()),
    merged: () => {
      const entries = everything();
      if (entries.length === 0) return null;
      const whole: Entry = { ...mergeEntries(entries), changes: countChanges(entries) };
      // Not merged anew for every change of a long outage.
      if (underWay.length === 0 && whole.update.byteLength <= options.maxBatchBytes) waiting = [whole];
      return whole.update;
    },
  };
}

function countChanges(entries: readonly Entry[]): number {
  return entries.reduce((sum, { changes }) => sum + changes, 0);
}

function mergeEntries(entries: readonly Entry[]): Batch {
  const [first, ...others] = entries;
  if (first === undefined) throw new Error("nothing to merge");
  if (others.length === 0) return first;
  return {
    update: Y.mergeUpdates(entries.map(({ update }) => update)),
    reached: first.reached.filter((peerId) => others.every(({ reached }) => reached.includes(peerId))),
  };
}
