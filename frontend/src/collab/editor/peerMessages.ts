/** What pages say to each other over the document channel: y-protocols' messages, framed as in y-websocket and y-webrtc. */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export type PeerMessage =
  /** "This is what I have": the other side answers with what is missing. */
  | { readonly kind: "have"; readonly stateVector: Uint8Array }
  | { readonly kind: "update"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly awareness: Uint8Array };

const types = { sync: 0, awareness: 1 } as const;
/** Of sync messages. Step 2 and an update carry the same thing: something to apply. */
const steps = { one: 0, two: 1, update: 2 } as const;

export function encodePeerMessage(message: PeerMessage): Uint8Array {
  return encoding.encode((encoder) => {
    switch (message.kind) {
      case "have":
        encoding.writeVarUint(encoder, types.sync);
        encoding.writeVarUint(encoder, steps.one);
        encoding.writeVarUint8Array(encoder, message.stateVector);
        return;
      case "update":
        encoding.writeVarUint(encoder, types.sync);
        encoding.writeVarUint(encoder, steps.update);
        encoding.writeVarUint8Array(encoder, message.update);
        return;
      case "awareness":
        encoding.writeVarUint(encoder, types.awareness);
        encoding.writeVarUint8Array(encoder, message.awareness);
        return;
    }
  });
}

/** null: not a message that this version of the page knows. */
export function decodePeerMessage(bytes: Uint8Array): PeerMessage | null {
  try {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === types.awareness) return { kind: "awareness", awareness: decoding.readVarUint8Array(decoder) };
    if (type !== types.sync) return null;
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === steps.one) return { kind: "have", stateVector: content };
    return step === steps.two || step === steps.update ? { kind: "update", update: content } : null;
  } catch {
    return null;
  }
}
