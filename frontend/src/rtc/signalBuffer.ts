/**
 * Holds what peers are to get while this page is not in the room: socket.io-client flushes its own buffer as soon as the socket
 * is back, before JOIN_ROOM is answered, and the server would refuse all of it with `not_in_room`.
 */
import { disconnected, type RequestResult } from "./requests";
import type { Signal } from "./signal";

type Sent = RequestResult<null>;

export interface SignalBuffer {
  readonly hold: (signal: Signal) => Promise<Sent>;
  /** Sends what was held, in order; signals for people who are gone meanwhile are dropped. */
  readonly flush: (presentPeerIds: ReadonlySet<string>, send: (signal: Signal) => Promise<Sent>) => void;
  /** We are somebody else now, or nobody: nothing that was held means anything. */
  readonly discard: () => void;
}

export function createSignalBuffer(): SignalBuffer {
  let held: { readonly signal: Signal; readonly settle: (result: Sent | Promise<Sent>) => void }[] = [];
  const takeAll = (): typeof held => {
    const taken = held;
    held = [];
    return taken;
  };
  const lost: Sent = { ok: false, error: disconnected };
  return {
    hold: (signal) =>
      new Promise((settle) => {
        held.push({ signal, settle });
      }),
    flush: (presentPeerIds, send) => {
      for (const { signal, settle } of takeAll()) settle(presentPeerIds.has(signal.peerId) ? send(signal) : lost);
    },
    discard: () => {
      for (const { settle } of takeAll()) settle(lost);
    },
  };
}
