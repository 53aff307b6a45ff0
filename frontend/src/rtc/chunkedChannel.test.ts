import { describe, expect, it } from "vitest";

import { FakeChannel } from "../testing/fakeRtc";
import { chunkBytes, createChunkedChannel, highWaterBytes, lowWaterBytes, maxHeldBytes, maxMessageBytes } from "./chunkedChannel";
import type { ChunkedChannel } from "./chunkedChannel";

interface End {
  readonly raw: FakeChannel;
  readonly channel: ChunkedChannel;
  readonly messages: Uint8Array[];
  readonly events: string[];
}

function openEnd(): End {
  const raw = new FakeChannel();
  const messages: Uint8Array[] = [];
  const events: string[] = [];
  const channel = createChunkedChannel(raw, {
    onOpen: () => events.push("open"),
    onMessage: (message) => messages.push(message),
    onClose: () => events.push("close"),
  });
  raw.open();
  return { raw, channel, messages, events };
}

function openPair(): [End, End] {
  const pair: [End, End] = [openEnd(), openEnd()];
  const [a, b] = pair;
  a.raw.onBytes = (bytes) => {
    b.raw.receive(bytes.slice().buffer);
  };
  b.raw.onBytes = (bytes) => {
    a.raw.receive(bytes.slice().buffer);
  };
  return pair;
}

function bytesOf(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31) % 251);
}

describe("a message over a channel", () => {
  it.each([0, 1, chunkBytes - 1, chunkBytes, 3 * (chunkBytes - 1), 300_000])("of %i bytes arrives whole", (length) => {
    const [a, b] = openPair();
    const message = bytesOf(length);
    expect(a.channel.send(message)).toBe(true);
    expect(b.messages).toEqual([message]);
    expect(Math.max(...a.raw.sentBytes.map((chunk) => chunk.byteLength))).toBeLessThanOrEqual(chunkBytes);
    expect(a.raw.sentBytes).toHaveLength(Math.max(1, Math.ceil(length / (chunkBytes - 1))));
  });

  it("is not taken before the channel is open, nor after", () => {
    const raw = new FakeChannel();
    const channel = createChunkedChannel(raw, {
      onOpen: () => undefined,
      onMessage: () => undefined,
      onClose: () => undefined,
    });
    expect(channel.send(bytesOf(1))).toBe(false);
    raw.open();
    expect(channel.send(bytesOf(1))).toBe(true);
    raw.close();
    expect(channel.send(bytesOf(1))).toBe(false);
  });

  it("is refused where it is too large, and leaves the channel usable", () => {
    const [a, b] = openPair();
    expect(a.channel.send(new Uint8Array(maxMessageBytes + 1))).toBe(false);
    expect(a.channel.send(bytesOf(3))).toBe(true);
    expect(b.messages).toEqual([bytesOf(3)]);
  });
});

describe("a channel that is slower than we are", () => {
  it("gets no more than the high water mark, and the rest in order when it has sent", () => {
    const { raw, channel } = openEnd();
    raw.isJammed = true;
    const sent = bytesOf(5 * highWaterBytes);
    channel.send(sent);
    channel.send(bytesOf(2));
    expect(raw.bufferedAmount).toBeGreaterThanOrEqual(highWaterBytes);
    expect(raw.bufferedAmount).toBeLessThan(highWaterBytes + chunkBytes);
    expect(raw.bufferedAmountLowThreshold).toBe(lowWaterBytes);
    for (let turn = 0; turn < 10; turn += 1) raw.drain();
    const receiver = openEnd();
    for (const chunk of raw.sentBytes) receiver.raw.receive(chunk.slice().buffer);
    const [first, second] = receiver.messages;
    // Byte by byte here, because toEqual takes seconds over so many.
    expect(first?.length).toBe(sent.length);
    expect(first?.every((byte, index) => byte === sent[index])).toBe(true);
    expect(second).toEqual(bytesOf(2));
  });

  it("takes nothing more when too much waits, and forgets what waited when it closes", () => {
    const { raw, channel, events } = openEnd();
    raw.isJammed = true;
    const message = new Uint8Array(maxMessageBytes);
    const taken = Array.from({ length: 5 }, () => channel.send(message)).filter(Boolean).length;
    expect(taken).toBeLessThanOrEqual(maxHeldBytes / maxMessageBytes + 1);
    raw.close();
    const before = raw.sentBytes.length;
    raw.drain();
    expect(raw.sentBytes).toHaveLength(before);
    expect(events).toEqual(["open", "close"]);
  });
});

describe("what a peer should not send", () => {
  it.each([
    ["text", "hello"],
    ["an empty chunk", new ArrayBuffer(0)],
    ["an unknown flag", new Uint8Array([9, 1]).buffer],
  ])("%s closes the channel", (_, data) => {
    const { raw, messages } = openEnd();
    raw.receive(data);
    expect(raw.readyState).toBe("closed");
    expect(messages).toEqual([]);
  });

  it("a message without end closes it before memory is full", () => {
    const { raw } = openEnd();
    const chunk = new Uint8Array(chunkBytes).fill(1).buffer;
    for (let sent = 0; sent <= maxMessageBytes && raw.readyState === "open"; sent += chunkBytes - 1) raw.receive(chunk);
    expect(raw.readyState).toBe("closed");
  });
});
