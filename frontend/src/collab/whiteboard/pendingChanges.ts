/** What the board's line to the server carries, and how much of it goes in one message. Pure. */
import type { QueueRules } from "../../lib/retryQueue";
import type { WireElement } from "../../protocol";

/** The server takes 256 000 bytes and 2 000 elements; what frames them counts as well. */
const maxMessageBytes = 240_000;
const maxMessageElements = 1_000;
const retryMs = 1_500;

/** An element that changed and that the server has yet to store. */
export interface WaitingElement {
  readonly element: WireElement;
  /** Peers that got this copy directly. */
  readonly reached: ReadonlySet<string>;
}

export interface Message {
  readonly elements: readonly WireElement[];
  /** Peers that got all of it. */
  readonly reached: readonly string[];
}

/**
 * The newest copy of each element, in the order of their first change. One message is on its way at a time, so the server gets
 * them in order, and whatever changes meanwhile goes out with the next one, once.
 */
export const pendingChangesRules: QueueRules<WaitingElement> = {
  backoff: { firstMs: retryMs, ceilingMs: retryMs },
  keyOf: ({ element }) => element.id,
  batch: batchSize,
  splitsRejected: true,
};

function batchSize(values: readonly WaitingElement[]): number {
  let bytes = 0;
  let count = 0;
  for (const { element } of values) {
    bytes += byteLength(element);
    if (count > 0 && (bytes > maxMessageBytes || count >= maxMessageElements)) break;
    count += 1;
  }
  return count;
}

export function messageOf(values: readonly WaitingElement[]): Message {
  const [first, ...rest] = values;
  const reached = [...(first?.reached ?? [])].filter((peerId) => rest.every((value) => value.reached.has(peerId)));
  return { elements: values.map(({ element }) => element), reached };
}

/** A direct way is gone: nobody knows what still arrived there. */
export function forgetReached(value: WaitingElement, peerId: string): WaitingElement {
  if (!value.reached.has(peerId)) return value;
  return { ...value, reached: new Set([...value.reached].filter((other) => other !== peerId)) };
}

const encoder = new TextEncoder();

function byteLength(element: WireElement): number {
  return encoder.encode(JSON.stringify(element)).byteLength + 1;
}
