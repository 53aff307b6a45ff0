/**
 * What the server has yet to store: the newest copy of each element that changed, in the order of their first change, until it
 * is acknowledged. One message is on its way at a time, so the server gets them in order, and whatever changes meanwhile goes
 * out with the next one, once.
 */
import type { WireElement } from "../../protocol";
import { isSameCopy } from "./elements";

/** The server takes 256 000 bytes and 2 000 elements; what frames them counts as well. */
const maxMessageBytes = 240_000;
const maxMessageElements = 1_000;

interface Waiting {
  readonly element: WireElement;
  /** Peers that got this copy directly. */
  readonly reached: ReadonlySet<string>;
}

export interface Message {
  readonly elements: readonly WireElement[];
  /** Peers that got all of it. */
  readonly reached: readonly string[];
}

export interface Outbox {
  /** The newest copy takes the place of one that waits. */
  readonly put: (elements: readonly WireElement[], reached: Iterable<string>) => void;
  /** A direct way is gone: nobody knows what still arrived there. */
  readonly forgetReached: (peerId: string) => void;
  readonly size: () => number;
  readonly waiting: () => readonly WireElement[];
  /** The next message; null where nothing waits. What it holds keeps waiting until it is settled. */
  readonly next: (mostElements?: number) => Message | null;
  /** It is stored, or will never be. Newer copies that came meanwhile stay. */
  readonly settle: (elements: readonly WireElement[]) => void;
}

export function createOutbox(): Outbox {
  const waiting = new Map<string, Waiting>();
  return {
    put: (elements, reached) => {
      const reachedPeers = new Set(reached);
      for (const element of elements) waiting.set(element.id, { element, reached: reachedPeers });
    },
    forgetReached: (peerId) => {
      for (const [id, { element, reached }] of waiting) {
        if (!reached.has(peerId)) continue;
        waiting.set(id, { element, reached: new Set([...reached].filter((other) => other !== peerId)) });
      }
    },
    size: () => waiting.size,
    waiting: () => [...waiting.values()].map(({ element }) => element),
    next: (mostElements = maxMessageElements) => {
      const taken: Waiting[] = [];
      let bytes = 0;
      for (const entry of waiting.values()) {
        bytes += byteLength(entry.element);
        if (taken.length > 0 && (bytes > maxMessageBytes || taken.length >= mostElements)) break;
        taken.push(entry);
      }
      const [first, ...rest] = taken;
      if (first === undefined) return null;
      const reached = [...first.reached].filter((peerId) => rest.every((entry) => entry.reached.has(peerId)));
      return { elements: taken.map(({ element }) => element), reached };
    },
    settle: (elements) => {
      for (const element of elements) {
        const entry = waiting.get(element.id);
        if (entry !== undefined && isSameCopy(entry.element, element)) waiting.delete(element.id);
      }
    },
  };
}

const encoder = new TextEncoder();

function byteLength(element: WireElement): number {
  return encoder.encode(JSON.stringify(element)).byteLength + 1;
}
