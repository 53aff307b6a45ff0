/** Comparing two copies of a document by what their owners say they have. Pure. */
import * as Y from "yjs";

/** An update with what the other side lacks, or null where it lacks nothing. */
export function missingUpdate(
  doc: Y.Doc,
  theirs: { readonly stateVector: Uint8Array; readonly update: Uint8Array },
): Uint8Array | null {
  const missesText = hasMore(Y.encodeStateVector(doc), theirs.stateVector);
  return missesText || missesDeletions(doc, theirs.update) ? Y.encodeStateAsUpdate(doc, theirs.stateVector) : null;
}

/** Whether the first copy holds something that the second does not. State vectors know of no deletions. */
export function hasMore(stateVector: Uint8Array, other: Uint8Array): boolean {
  const theirs = Y.decodeStateVector(other);
  return [...Y.decodeStateVector(stateVector)].some(([client, clock]) => clock > (theirs.get(client) ?? 0));
}

/** `update` answers to our state vector and names all that its sender knows to be deleted. */
function missesDeletions(doc: Y.Doc, update: Uint8Array): boolean {
  const ours = Y.createDeleteSetFromStructStore(doc.store);
  // Merged, so that neighbouring ranges are one.
  const theirs = Y.mergeDeleteSets([Y.decodeUpdate(update).ds]);
  for (const [client, items] of ours.clients) {
    const known = theirs.clients.get(client) ?? [];
    const isKnown = (from: number, to: number): boolean => known.some(({ clock, len }) => clock <= from && to <= clock + len);
    if (items.some(({ clock, len }) => !isKnown(clock, clock + len))) return true;
  }
  return false;
}
