/**
 * Messages of any size over one data channel: cut into chunks that every browser takes, put together again on arrival, and fed
 * to the browser no faster than it sends.
 *
 * A chunk is one byte, 1 where more of the message follows and 0 at its end, and then its share of the message. The channel is
 * ordered and reliable, so nothing more is needed to put chunks together.
 */

export const chunkBytes = 64 * 1024;
/** Beyond the high water mark we hold chunks back, until the browser has sent down to the low one. */
export const highWaterBytes = 1024 * 1024;
export const lowWaterBytes = 256 * 1024;
/** Of one message. Larger than anything that the server accepts, so that no document or scene is too large for a channel. */
export const maxMessageBytes = 16 * 1024 * 1024;
/** Of what waits in front of a channel that does not move. */
export const maxHeldBytes = 2 * maxMessageBytes;

const moreFollows = 1;
const endOfMessage = 0;

export type RawChannel = Pick<
  RTCDataChannel,
  "addEventListener" | "binaryType" | "bufferedAmount" | "bufferedAmountLowThreshold" | "close" | "readyState"
> & { readonly send: (data: Uint8Array<ArrayBuffer>) => void };

export interface ChunkedChannel {
  readonly isOpen: () => boolean;
  /** False where it was not taken: the channel is not open, the message too large, or too much waits already. */
  readonly send: (message: Uint8Array) => boolean;
}

export interface ChunkedChannelHandlers {
  readonly onOpen: () => void;
  readonly onMessage: (message: Uint8Array) => void;
  readonly onClose: () => void;
}

export function createChunkedChannel(channel: RawChannel, handlers: ChunkedChannelHandlers): ChunkedChannel {
  const join = createJoiner();
  let held: Uint8Array<ArrayBuffer>[] = [];
  let heldBytes = 0;

  function isOpen(): boolean {
    return channel.readyState === "open";
  }

  function pump(): void {
    while (isOpen() && channel.bufferedAmount < highWaterBytes) {
      const chunk = held.shift();
      if (chunk === undefined) return;
      heldBytes -= chunk.byteLength;
      channel.send(chunk);
    }
  }

  channel.binaryType = "arraybuffer";
  channel.bufferedAmountLowThreshold = lowWaterBytes;
  channel.addEventListener("open", handlers.onOpen);
  channel.addEventListener("bufferedamountlow", pump);
  channel.addEventListener("close", () => {
    held = [];
    heldBytes = 0;
    handlers.onClose();
  });
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const joined = data instanceof ArrayBuffer ? join(new Uint8Array(data)) : "broken";
    // Whoever sends something else speaks another protocol: better no channel than one that is half understood.
    if (joined === "broken") channel.close();
    else if (joined !== null) handlers.onMessage(joined);
  });
  return {
    isOpen,
    send: (message) => {
      if (!isOpen() || message.byteLength > maxMessageBytes || heldBytes + message.byteLength > maxHeldBytes) return false;
      for (const chunk of cut(message)) {
        held.push(chunk);
        heldBytes += chunk.byteLength;
      }
      pump();
      return true;
    },
  };
}

function* cut(message: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  const share = chunkBytes - 1;
  for (let start = 0; start === 0 || start < message.byteLength; start += share) {
    const part = message.subarray(start, start + share);
    const chunk = new Uint8Array(1 + part.byteLength);
    chunk[0] = start + share < message.byteLength ? moreFollows : endOfMessage;
    chunk.set(part, 1);
    yield chunk;
  }
}

/** Takes chunk after chunk; gives a message when its last chunk came, and null before. */
function createJoiner(): (chunk: Uint8Array) => Uint8Array | null | "broken" {
  let parts: Uint8Array[] = [];
  let totalBytes = 0;
  return (chunk) => {
    const flag = chunk[0];
    if (flag !== moreFollows && flag !== endOfMessage) return "broken";
    totalBytes += chunk.byteLength - 1;
    if (totalBytes > maxMessageBytes) return "broken";
    parts.push(chunk.subarray(1));
    if (flag === moreFollows) return null;
    const message = new Uint8Array(totalBytes);
    let offset = 0;
    for (const part of parts) {
      message.set(part, offset);
      offset += part.byteLength;
    }
    parts = [];
    totalBytes = 0;
    return message;
  };
}
