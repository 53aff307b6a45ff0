import { beforeEach, describe, expect, it } from "vitest";

import { createSnapshotStore } from "../lib/snapshots";
import { createFakeClock, settle } from "../testing/fakeClock";
import { FakePeerConnection, FakeStream, FakeTrack } from "../testing/fakeRtc";
import { createFakeSocket, joinAnswer, person, refusal, type FakeSocket } from "../testing/fakeSocket";
import { createCall, type BrowserCall } from "./call";
import { createLocalMedia } from "./localMedia";
import type { LocalMedia, LocalMediaSnapshot } from "./types";

let server: FakeSocket;
let call: BrowserCall;
let marked: string[];
let connections: FakePeerConnection[];
let media: ReturnType<typeof createStubMedia>;

/** Local media whose snapshot the test sets by hand. */
function createStubMedia(): LocalMedia & { set: (change: Partial<LocalMediaSnapshot>) => void; stops: number } {
  const real = createLocalMedia({
    devices: null,
    getDisplayMedia: null,
    isSecureContext: true,
    canChooseSpeaker: false,
    selectAudioOutput: null,
    captureFacts: () => Promise.resolve({ permission: null, allowedByPolicy: null }),
    createStream: (tracks) => new FakeStream(tracks).asStream(),
  });
  const store = createSnapshotStore(real.getSnapshot());
  const stub = {
    ...real,
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    stops: 0,
    stop: () => {
      stub.stops += 1;
    },
    set: (change: Partial<LocalMediaSnapshot>) => {
      store.replace({ ...store.getSnapshot(), ...change });
    },
  };
  return stub;
}

beforeEach(() => {
  server = createFakeSocket();
  marked = [];
  connections = [];
  media = createStubMedia();
  const tokens = new Map<string, string>();
  call = createCall({
    roomId: "room",
    createSocket: server.create,
    clock: createFakeClock(),
    resumeTokens: {
      read: (roomId) => tokens.get(roomId) ?? null,
      write: (roomId, token) => tokens.set(roomId, token),
      forget: (roomId) => tokens.delete(roomId),
    },
    media,
    peers: {
      createConnection: (configuration) => {
        const connection = new FakePeerConnection(configuration);
        connections.push(connection);
        return connection.asConnection();
      },
      createStream: () => new FakeStream().asStream(),
      newConnectionId: () => `connection-${connections.length}`,
      warn: (message) => {
        throw new Error(message);
      },
    },
    mark: (name) => marked.push(name),
  });
});

async function join(answer = joinAnswer()): Promise<void> {
  call.join("Ada");
  server.connect();
  server.answer("JOIN_ROOM", answer);
  await settle();
}

describe("the snapshot", () => {
  it("starts empty and silent", () => {
    expect(call.getSnapshot()).toMatchObject({
      signaling: { kind: "idle" },
      self: null,
      peers: [],
      media: { audio: false, video: false, screen: false },
      tools: null,
      question: null,
    });
  });

  it("tells after joining who we are, who is there and what the room offers", async () => {
    await join(joinAnswer({ peers: [person("bob", "Bob")], question: { questionText: "Why?" } }));
    expect(call.getSnapshot()).toMatchObject({
      signaling: { kind: "joined" },
      self: { userId: "me" },
      peers: [{ name: "Bob", connection: { state: "connecting" } }],
      tools: { whiteboard: false },
      question: { questionText: "Why?" },
      questionNumber: 1,
    });
  });

  it("is a new object with every change, and the old one stays as it was", async () => {
    const before = call.getSnapshot();
    let calls = 0;
    const end = call.subscribe(() => (calls += 1));
    await join();
    expect(before.signaling.kind).toBe("idle");
    expect(call.getSnapshot()).not.toBe(before);
    const heard = calls;
    expect(heard).toBeGreaterThan(0);
    end();
    server.drop();
    expect(calls).toBe(heard);
  });
});

describe("devices", () => {
  const microphone = (muted: boolean): Partial<LocalMediaSnapshot> => ({
    microphone: { kind: "on", track: new FakeTrack("audio").asTrack(), deviceId: null, muted },
  });

  it("are announced when they change, and only then", async () => {
    await join();
    media.set(microphone(false));
    media.set({ speakers: [] });
    media.set(microphone(true));
    expect(server.payloads("media_state").map(({ audio }) => audio)).toEqual([true, false]);
    expect(call.getSnapshot().media.audio).toBe(false);
  });

  it("are announced on joining where they were on before", async () => {
    media.set(microphone(false));
    await join();
    expect(server.payloads("JOIN_ROOM")[0]?.userInfo).toEqual({
      name: "Ada",
      media: { audio: true, video: false, screen: false },
    });
  });

  it("send the screen beside the camera while it is shared", async () => {
    const [cameraTrack, screenTrack] = [new FakeTrack("video").asTrack(), new FakeTrack("video").asTrack()];
    media.set({ camera: { kind: "on", track: cameraTrack, deviceId: null, muted: false } });
    await join(joinAnswer({ peers: [person("bob")] }));
    const sent = (): unknown[] =>
      connections[0]?.transceivers.filter(({ receiver }) => receiver.track.kind === "video").map(({ sender }) => sender.track) ??
      [];
    await settle();
    expect(sent()).toEqual([cameraTrack, null]);
    media.set({ screen: { kind: "on", track: screenTrack } });
    await settle();
    expect(sent()).toEqual([cameraTrack, screenTrack]);
    media.set({ screen: { kind: "off" } });
    await settle();
    expect(sent()).toEqual([cameraTrack, null]);
    expect(connections[0]?.offersMade).toBe(1);
  });
});

describe("questions", () => {
  it("count each push, but not the same one after an interruption", async () => {
    await join();
    server.say({ name: "push_question", payload: { questionText: "Why?" } });
    server.say({ name: "push_question", payload: { questionText: "Why?" } });
    expect(call.getSnapshot().questionNumber).toBe(2);
    server.drop();
    server.connect();
    server.answer("JOIN_ROOM", joinAnswer({ resumed: true, question: { questionText: "Why?" } }));
    await settle();
    expect(call.getSnapshot().questionNumber).toBe(2);
    server.drop();
    server.connect();
    server.answer("JOIN_ROOM", joinAnswer({ resumed: true, question: { questionText: "How?" } }));
    await settle();
    expect(call.getSnapshot()).toMatchObject({ question: { questionText: "How?" }, questionNumber: 3 });
  });

  it("are shown to the interviewer who pushed them, once they were delivered", async () => {
    await join();
    const pushing = call.pushQuestion("Why?");
    expect(call.getSnapshot().question).toBeNull();
    server.answer("push_question", { delivered: 2, candidates: 1, interviewers: 1 });
    expect(await pushing).toEqual({ ok: true, value: { delivered: 2, candidates: 1, interviewers: 1 } });
    expect(call.getSnapshot().question).toEqual({ questionText: "Why?" });
  });

  it("are not shown where the push was refused", async () => {
    await join();
    const pushing = call.pushQuestion("Why?");
    server.answer("push_question", refusal("forbidden"));
    expect(await pushing).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(call.getSnapshot().question).toBeNull();
  });
});

describe("the connections to peers", () => {
  it("live on while the socket is down, and end with the room", async () => {
    await join(joinAnswer({ peers: [person("bob")] }));
    server.drop();
    expect(call.getSnapshot().signaling.kind).toBe("reconnecting");
    expect(connections[0]?.signalingState).not.toBe("closed");
    server.connect();
    server.say({ name: "room_closed", payload: { code: "interview_over", message: "It is over." } });
    expect(call.getSnapshot()).toMatchObject({ signaling: { kind: "closed", code: "interview_over" }, peers: [] });
    expect(connections[0]?.signalingState).toBe("closed");
    expect(media.stops).toBe(1);
  });

  it("end when everybody had left by the time the socket was back", async () => {
    await join(joinAnswer({ peers: [person("bob")] }));
    server.drop();
    server.connect();
    server.answer("JOIN_ROOM", refusal("waiting_for_interviewer"));
    await settle();
    expect(call.getSnapshot()).toMatchObject({ signaling: { kind: "waiting" }, peers: [] });
    expect(connections[0]?.signalingState).toBe("closed");
    expect(media.stops).toBe(0);
  });

  it("are looked after at once when the network changes", async () => {
    await join(joinAnswer({ peers: [person("bob")] }));
    const offers = server.payloads("OFFER").length;
    call.onNetworkChange();
    expect(server.payloads("OFFER")).toHaveLength(offers + 1);
  });
});

describe("leaving", () => {
  it("stops devices and connections", async () => {
    await join(joinAnswer({ peers: [person("bob")] }));
    const leaving = call.leave();
    server.answer("LEAVE_ROOM", {});
    await leaving;
    expect(call.getSnapshot()).toMatchObject({ signaling: { kind: "left" }, peers: [] });
    expect(connections[0]?.signalingState).toBe("closed");
    expect(media.stops).toBe(1);
  });

  it("keeps the devices on where joining was refused, for the next try", async () => {
    call.join();
    server.connect();
    server.answer("JOIN_ROOM", refusal("room_full"));
    await settle();
    expect(call.getSnapshot().signaling).toMatchObject({ kind: "refused", code: "room_full" });
    expect(media.stops).toBe(0);
  });

  it("says goodbye and hears no more after being disposed of", async () => {
    await join();
    call.dispose();
    const after = call.getSnapshot();
    media.set({ canShareScreen: true });
    expect(server.payloads("LEAVE_ROOM")).toHaveLength(1);
    expect(call.getSnapshot()).toBe(after);
  });
});

describe("performance marks", () => {
  it("tell when each peer was reached, once for each join", async () => {
    await join(joinAnswer({ peers: [person("bob")] }));
    connections[0]?.become("connected");
    connections[0]?.become("disconnected");
    connections[0]?.become("connected");
    await settle();
    expect(marked).toEqual(["talentsync:join", "talentsync:joined", "talentsync:connected:bob"]);
  });

  it("tell when the first frame was shown", async () => {
    await join();
    const frames: (() => void)[] = [];
    const video = { requestVideoFrameCallback: (callback: () => void) => frames.push(callback) };
    call.markFirstFrame("bob", video as unknown as HTMLVideoElement);
    expect(marked).not.toContain("talentsync:first-frame:bob");
    for (const frame of [...frames, ...frames]) frame();
    expect(marked.filter((name) => name === "talentsync:first-frame:bob")).toHaveLength(1);
  });
});

describe("the tools' way over the socket", () => {
  it("gives each event to those who asked for it, until they end it", async () => {
    await join();
    const heard: unknown[] = [];
    const end = call.toolSocket.on("doc_update", ({ senderId }) => heard.push(senderId));
    const update = new ArrayBuffer(2);
    server.say({ name: "doc_update", payload: { update, senderId: "zoe" } });
    server.say({ name: "doc_awareness", payload: { awareness: update, senderId: "zoe" } });
    end();
    server.say({ name: "doc_update", payload: { update, senderId: "bela" } });
    expect(heard).toEqual(["zoe"]);
  });
});
