/**
 * Telling one RTCPeerConnection of a peer from the next, when a page was reloaded or a connection built anew.
 *
 * Each side names its own RTCPeerConnection and, as soon as it knows it, the one that it talks to: `connectionId` is "<mine>" or
 * "<mine>><yours>". A client that always sends one and the same id, or none, is understood as well.
 */
import type { Signal } from "./signal";

export interface Address {
  /** The sender's connection. */
  readonly from: string;
  /** The receiver's connection as far as the sender knows; null while it knows none. */
  readonly to: string | null;
}

/** What one side knows of a connection; null where it has none to this peer. */
export interface KnownConnection {
  readonly ownId: string;
  /** The peer's end; null until a description of it was accepted, which is while our first offer is unanswered. */
  readonly remoteId: string | null;
  readonly polite: boolean;
}

export type Admission =
  /** Hand it to the connection that we have. */
  | "deliver"
  /** Close the one that we have, if any, and let a new one answer this offer. */
  | "replace"
  /** It belongs to a connection that is no more, or that we will never have. */
  | "drop";

export function formatAddress(ownId: string, remoteId: string | null): string {
  return remoteId === null ? ownId : `${ownId}>${remoteId}`;
}

export function parseAddress(connectionId: string | undefined): Address {
  const [from = "", to = ""] = (connectionId ?? "").split(">", 2);
  return { from, to: to === "" ? null : to };
}

export function admit(
  kind: Signal["kind"],
  address: Address,
  known: KnownConnection | null,
  /** Ends of the peer that a later one has replaced. */
  retiredIds: ReadonlySet<string>,
): Admission {
  if (retiredIds.has(address.from)) return "drop";
  if (known === null) return kind === "offer" && address.to === null ? "replace" : "drop";
  if (address.to !== null && address.to !== known.ownId) return "drop";
  switch (kind) {
    case "offer":
      return admitOffer(address, known);
    case "answer":
      // The first answer tells us the id of the connection that the peer made for our offer.
      return known.remoteId === null || address.from === known.remoteId ? "deliver" : "drop";
    case "candidate":
      // Descriptions come first, so a candidate of an unknown connection belongs to an offer that we ignored.
      return address.from === known.remoteId ? "deliver" : "drop";
  }
}

function admitOffer(address: Address, known: KnownConnection): Admission {
  if (known.remoteId !== null) return address.from === known.remoteId ? "deliver" : "replace";
  // Both sides made their first offer at once. A rollback would leave our own transceivers behind beside the ones that the
  // peer's offer creates, so the polite side starts over as the one that answers; the other side ignores the offer.
  return known.polite ? "replace" : "drop";
}
