/** Comparing two copies of a document by what their owners say they have. Pure. */
import * as Y from "yjs";

/** What the other side answers to our state vector: its own, and what we lack. */
export interface Theirs {
  readonly stateVector: Uint8Array;
  /** Names all that its sender knows to be deleted. */
  readonly update: Uint8Array;
}

/** An update with what the other side lacks, or null where it lacks nothing. */
export function missingUpdate(doc: Y.Doc, theirs: Theirs): Uint8Array | null {
  return lacks(theirs, Y.snapshot(doc)) ? Y.encodeStateAsUpdate(doc, theirs.stateVector) : null;
}

/** Whether the other side lacks something of what a document held at a moment. */
export function lacks(theirs: Theirs, snapshot: Y.Snapshot): boolean {
  const known = Y.decodeStateVector(theirs.stateVector);
  const lacksText = [...snapshot.sv].some(([client, clock]) => clock > (known.get(client) ?? 0));
  return lacksText || lacksDeletions(theirs.update, snapshot.ds);
}

/** Whether the first copy holds something that the second does not. State vectors know of no deletions. */
export function hasMore(stateVector: Uint8Array, other: Uint8Array): boolean {
  const theirs = Y.decodeStateVector(other);
  return [...Y.decodeStateVector(stateVector)].some(([client, clock]) => clock > (theirs.get(client) ?? 0));
}

function lacksDeletions(update: Uint8Array, ours: Y.Snapshot["ds"]): boolean {
  // Merged, so that neighbouring ranges are one.
  const theirs = Y.mergeDeleteSets([Y.decodeUpdate(update).ds]);
  for (const [client, items] of ours.clients) {
    const known = theirs.clients.get(client) ?? [];
    const isKnown = (from: number, to: number): boolean => known.some(({ clock, len }) => clock <= from && to <= clock + len);
    if (items.some(({ clock, len }) => !isKnown(clock, clock + len))) return true;
  }
  return false;
}
