/** What one tool of the room says to the other pages directly, over one data channel to each of them. */
import { createListeners } from "../lib/listeners";
import { createChunkedChannel, type ChunkedChannel, type RawChannel } from "./chunkedChannel";

export interface PeerBroadcast {
  readonly openPeers: () => ReadonlySet<string>;
  /** False where it was not taken; whatever was taken before still arrives in order. */
  readonly send: (peerId: string, message: Uint8Array) => boolean;
  /**
   * Sends to everybody; returns whom it will reach. A peer whose path is interrupted gets it when the path is back, and is not
   * among those: the message had better go another way as well.
   */
  readonly broadcast: (message: Uint8Array) => readonly string[];
  /** These return the function that ends it. */
  readonly onMessage: (listener: (peerId: string, message: Uint8Array) => void) => () => void;
  readonly onOpen: (listener: (peerId: string) => void) => () => void;
  /** The peer may still be in the room: only the direct way to it is gone. */
  readonly onClose: (listener: (peerId: string) => void) => () => void;
}

/** The mesh's side of it. */
export interface PeerBroadcastHub {
  readonly link: PeerBroadcast;
  /** Returns the function that detaches the channel; needed because closing a connection ends its channels without an event. */
  readonly attach: (peerId: string, channel: RawChannel, isPathUp: () => boolean) => () => void;
}

interface Attached {
  readonly channel: ChunkedChannel;
  readonly isPathUp: () => boolean;
  wasOpen: boolean;
}

export function createPeerBroadcast(): PeerBroadcastHub {
  const attached = new Map<string, Attached>();
  const listeners = {
    message: createListeners<[peerId: string, message: Uint8Array]>(),
    open: createListeners<[peerId: string]>(),
    close: createListeners<[peerId: string]>(),
  };

  function detach(peerId: string, entry: Attached): void {
    if (attached.get(peerId) !== entry) return;
    attached.delete(peerId);
    if (entry.wasOpen) listeners.close.call(peerId);
  }

  const link: PeerBroadcast = {
    openPeers: () => new Set([...attached].filter(([, { channel }]) => channel.isOpen()).map(([peerId]) => peerId)),
    send: (peerId, message) => attached.get(peerId)?.channel.send(message) ?? false,
    broadcast: (message) => {
      const taken = [...attached].filter(([, { channel }]) => channel.send(message));
      return taken.filter(([, { isPathUp }]) => isPathUp()).map(([peerId]) => peerId);
    },
    onMessage: listeners.message.add,
    onOpen: listeners.open.add,
    onClose: listeners.close.add,
  };
  return {
    link,
    attach: (peerId, channel, isPathUp) => {
      const previous = attached.get(peerId);
      if (previous !== undefined) detach(peerId, previous);
      const isCurrent = (): boolean => attached.get(peerId) === entry;
      const entry: Attached = {
        channel: createChunkedChannel(channel, {
          onOpen: () => {
            if (!isCurrent()) return;
            entry.wasOpen = true;
            listeners.open.call(peerId);
          },
          onMessage: (message) => {
            if (isCurrent()) listeners.message.call(peerId, message);
          },
          onClose: () => {
            detach(peerId, entry);
          },
        }),
        isPathUp,
        wasOpen: false,
      };
      attached.set(peerId, entry);
      return () => {
        detach(peerId, entry);
      };
    },
  };
}
