/** What boards say to each other directly: JSON over the whiteboard data channel. */
import type { WireElement } from "../../protocol";
import { readElements, readPointer, type Pointer } from "./incoming";

export type BoardMessage =
  | { readonly kind: "elements"; readonly elements: readonly WireElement[] }
  | { readonly kind: "pointer"; readonly pointer: Pointer };

const encoder = new TextEncoder();

export function encodeMessage(message: BoardMessage): Uint8Array {
  return encoder.encode(JSON.stringify(message));
}

/** null for what a newer page may say and this one does not know, and for rubbish. */
export function decodeMessage(bytes: Uint8Array): BoardMessage | null {
  const value = parse(bytes);
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  if (value.kind === "elements" && "elements" in value) return { kind: "elements", elements: readElements(value.elements) };
  if (value.kind === "pointer" && "pointer" in value) {
    const pointer = readPointer(value.pointer);
    return pointer === null ? null : { kind: "pointer", pointer };
  }
  return null;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
