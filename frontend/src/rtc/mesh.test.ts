import { beforeEach, describe, expect, it } from "vitest";

import type { JoinAck, Peer } from "../protocol";
import { createFakeClock, settle, type FakeClock } from "../testing/fakeClock";
import { type FakeChannel, FakePeerConnection, FakeStream, FakeTrack } from "../testing/fakeRtc";
import { joinAnswer, person } from "../testing/fakeSocket";
import { createMesh, type Mesh } from "./mesh";
import type { Signal } from "./signal";

/** One person's page, and the wire between pages: signals arrive when `deliver` is called, unless they were lost before. */
interface Page {
  readonly userId: string;
  readonly mesh: Mesh;
  readonly connections: FakePeerConnection[];
  readonly outgoing: Signal[];
  readonly warnings: unknown[];
  refreshed: number;
}

let clock: FakeClock;
let pageCount: number;

beforeEach(() => {
  clock = createFakeClock();
  pageCount = 0;
});

function openPage(userId: string, hasWebRtc = true): Page {
  pageCount += 1;
  const pageNumber = pageCount;
  const connections: FakePeerConnection[] = [];
  const outgoing: Signal[] = [];
  const warnings: unknown[] = [];
  const mesh = createMesh(
    {
      clock,
      createConnection: (configuration) => {
        const connection = new FakePeerConnection(configuration);
        connections.push(connection);
        return connection.asConnection();
      },
      createStream: () => new FakeStream().asStream(),
      newConnectionId: () => `${userId}-page${pageNumber}-${connections.length}`,
      sendSignal: (signal) => {
        outgoing.push(signal);
        return Promise.resolve({ ok: true, value: null });
      },
      refreshIce: () => {
        page.refreshed += 1;
        return Promise.resolve({ ok: true, value: { iceServers: [{ urls: "turn:fresh" }], iceTransportPolicy: "relay" } });
      },
      warn: (_, detail) => {
        warnings.push(detail);
      },
    },
    hasWebRtc,
  );
  const page: Page = { userId, mesh, connections, outgoing, warnings, refreshed: 0 };
  return page;
}

async function deliver(...pages: readonly Page[]): Promise<void> {
  await settle();
  while (pages.some((page) => page.outgoing.length > 0)) {
    // All of it is on its way before any of it arrives, so that offers cross.
    const sent = pages.map((page) => ({ from: page.userId, signals: page.outgoing.splice(0) }));
    for (const { from, signals } of sent) {
      for (const signal of signals) {
        const target = pages.find((page) => page.userId === signal.peerId);
        target?.mesh.onSignal({ ...signal, peerId: from });
      }
    }
    await settle();
  }
}

function answerFor(page: Page, others: readonly Peer[], change: Partial<JoinAck> = {}): JoinAck {
  return joinAnswer({ userId: page.userId, peers: others, ...change });
}

/** "anna" was there first; "zoe" joins and, having the larger id, is the polite one. */
async function connectedPair(): Promise<{ anna: Page; zoe: Page }> {
  const [anna, zoe] = [openPage("anna"), openPage("zoe")];
  anna.mesh.onJoined(answerFor(anna, []));
  anna.mesh.onPeerJoined(person("zoe"));
  zoe.mesh.onJoined(answerFor(zoe, [person("anna")]));
  await deliver(anna, zoe);
  latest(anna).become("connected");
  latest(zoe).become("connected");
  return { anna, zoe };
}

function latest(page: Page): FakePeerConnection {
  const connection = page.connections.at(-1);
  if (connection === undefined) throw new Error(`${page.userId} has no connection`);
  return connection;
}

function expectAgreed(a: Page, b: Page): void {
  const [one, other] = [latest(a), latest(b)];
  expect([one.signalingState, other.signalingState]).toEqual(["stable", "stable"]);
  expect(one.remoteDescription?.sdp).toBe(other.localDescription?.sdp);
  expect(other.remoteDescription?.sdp).toBe(one.localDescription?.sdp);
  expect([...a.warnings, ...b.warnings]).toEqual([]);
}

describe("a peer who joins", () => {
  it("offers, while those who are there wait", async () => {
    const { anna, zoe } = await connectedPair();
    expectAgreed(anna, zoe);
    expect([anna.connections.length, zoe.connections.length]).toEqual([1, 1]);
    expect([latest(anna).offersMade, latest(zoe).offersMade]).toEqual([0, 1]);
    expect(anna.mesh.getSnapshot()[0]).toMatchObject({ userId: "zoe", connection: { state: "connected" } });
  });

  it("begins its offers at once, and tells when the last of them is on its way", async () => {
    const zoe = openPage("zoe");
    zoe.mesh.onJoined(answerFor(zoe, [person("anna"), person("bela")]));
    let areMade = false;
    void zoe.mesh.offersMade().then(() => {
      areMade = true;
    });
    expect([areMade, zoe.outgoing.length]).toEqual([false, 0]);
    await settle();
    expect([areMade, zoe.outgoing.map(({ kind }) => kind)]).toEqual([true, ["offer", "offer"]]);
  });

  it("has no offers to wait for where nobody is there, nor where the peers offer", async () => {
    const anna = openPage("anna");
    anna.mesh.onJoined(answerFor(anna, []));
    await anna.mesh.offersMade();
    anna.mesh.onPeerJoined(person("zoe"));
    await anna.mesh.offersMade();
    expect(anna.outgoing).toEqual([]);
  });

  it("is seen as connecting before its offer comes", () => {
    const anna = openPage("anna");
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onPeerJoined(person("zoe", "Zoë"));
    expect(anna.mesh.getSnapshot()).toMatchObject([{ name: "Zoë", stream: null, connection: { state: "connecting" } }]);
  });

  it("gets sections for sound, camera and screen in both directions, and the channels of control and of the stage's tools", async () => {
    const { anna, zoe } = await connectedPair();
    for (const page of [anna, zoe]) {
      expect(latest(page).transceivers.map(({ direction }) => direction)).toEqual(["sendrecv", "sendrecv", "sendrecv"]);
      expect(latest(page).channels.map(({ label, id }) => [label, id])).toEqual([
        ["control", 2],
        ["document", 0],
      ]);
    }
  });

  it("settles with a peer who offers at the same moment", async () => {
    const [anna, zoe] = [openPage("anna"), openPage("zoe")];
    anna.mesh.onJoined(answerFor(anna, [person("zoe")]));
    zoe.mesh.onJoined(answerFor(zoe, [person("anna")]));
    await settle();
    latest(zoe).findCandidate({ candidate: "of the offer that is given up" });
    await deliver(anna, zoe);
    expectAgreed(anna, zoe);
    expect([anna.connections.length, zoe.connections.length]).toEqual([1, 2]);
    expect(zoe.connections[0]?.signalingState).toBe("closed");
    expect(latest(anna).candidates).toEqual([]);
  });

  it("gets a connection of its own to each of four others", async () => {
    const names = ["anna", "bela", "cleo", "dora", "zoe"];
    const pages = names.map((userId) => openPage(userId));
    for (const [index, page] of pages.entries()) {
      const before = pages.slice(0, index);
      page.mesh.onJoined(
        answerFor(
          page,
          before.map(({ userId }) => person(userId)),
        ),
      );
      for (const other of before) other.mesh.onPeerJoined(person(page.userId));
      await deliver(...pages);
    }
    for (const page of pages) {
      expect(page.mesh.getSnapshot().map(({ userId }) => userId)).toEqual(names.filter((name) => name !== page.userId));
      expect(page.connections.map(({ signalingState }) => signalingState)).toEqual(Array(4).fill("stable"));
    }
  });
});

describe("a browser without WebRTC", () => {
  const without = (userId: string): Peer => {
    const { userInfo } = person(userId);
    return { userId, userInfo: { ...userInfo, webrtc: false } };
  };
  const states = ({ mesh }: Page): string[] => mesh.getSnapshot().map(({ connection }) => connection.state);

  it("is in the room without a connection, and the others connect to each other", async () => {
    const [anna, max, zoe] = [openPage("anna"), openPage("max", false), openPage("zoe")];
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onPeerJoined(without("max"));
    max.mesh.onJoined(answerFor(max, [person("anna")]));
    for (const page of [anna, max]) page.mesh.onPeerJoined(person("zoe"));
    zoe.mesh.onJoined(answerFor(zoe, [person("anna"), without("max")]));
    await deliver(anna, max, zoe);
    latest(anna).become("connected");
    expect([anna, max, zoe].map(({ connections }) => connections.length)).toEqual([1, 0, 1]);
    expect(states(anna)).toEqual(["absent", "connected"]);
    expect(states(max)).toEqual(["unavailable", "unavailable"]);
    expectAgreed(anna, zoe);
    anna.mesh.reconnect("max");
    max.mesh.onPeerResumed("anna");
    expect([anna.connections.length, max.connections.length]).toEqual([1, 0]);
  });

  it("drops what an older page of somebody may still send", () => {
    const max = openPage("max", false);
    max.mesh.onJoined(answerFor(max, [person("anna")]));
    max.mesh.onSignal({ kind: "offer", sdp: "anna's", peerId: "anna", connectionId: "a" });
    expect(max.connections).toEqual([]);
    expect(max.warnings).toEqual([]);
  });

  it("may take the place of one that had a call, and give it back", async () => {
    const { anna } = await connectedPair();
    anna.mesh.onPeerResumed("zoe", false);
    expect(states(anna)).toEqual(["absent"]);
    expect(latest(anna).signalingState).toBe("closed");
    anna.mesh.onPeerResumed("zoe");
    expect(states(anna)).toEqual(["connecting"]);
    expect(anna.connections).toHaveLength(2);
  });
});

describe("a page that goes", () => {
  it("is away until it comes back or has left", async () => {
    const { anna } = await connectedPair();
    const state = (): string | undefined => anna.mesh.getSnapshot()[0]?.connection.state;
    anna.mesh.onPeerAway("zoe");
    anna.mesh.onPeerAway("nobody");
    expect(state()).toBe("away");
    anna.mesh.onPeerResumed("zoe");
    expect(state()).toBe("connected");
    anna.mesh.onPeerAway("zoe");
    anna.mesh.onPeerLeft("zoe");
    expect(anna.mesh.getSnapshot()).toEqual([]);
  });
});

describe("a page that was reloaded", () => {
  it("replaces its predecessor, whose late signals then mean nothing", async () => {
    const { anna, zoe } = await connectedPair();
    latest(zoe).findCandidate({ candidate: "late" });
    const late = zoe.outgoing.splice(0);
    const zoeAgain = openPage("zoe");
    anna.mesh.onPeerResumed("zoe");
    zoeAgain.mesh.onJoined(answerFor(zoeAgain, [person("anna")], { resumed: true }));
    await deliver(anna, zoeAgain);
    expectAgreed(anna, zoeAgain);
    expect(anna.connections.map(({ signalingState }) => signalingState)).toEqual(["closed", "stable"]);
    for (const signal of late) anna.mesh.onSignal({ ...signal, peerId: "zoe" });
    await settle();
    expect(latest(anna).candidates).toEqual([]);
  });

  it("ignores what was meant for its predecessor", async () => {
    const { anna } = await connectedPair();
    latest(anna).restartIce();
    await settle();
    const [meantForPredecessor] = anna.outgoing.splice(0);
    const zoeAgain = openPage("zoe");
    zoeAgain.mesh.onJoined(answerFor(zoeAgain, [person("anna")], { resumed: true }));
    if (meantForPredecessor === undefined) throw new Error("anna offered nothing");
    zoeAgain.mesh.onSignal({ ...meantForPredecessor, peerId: "anna" });
    await deliver(anna, zoeAgain);
    expectAgreed(anna, zoeAgain);
  });
});

describe("a dropped socket", () => {
  it("leaves a connection that works alone", async () => {
    const { anna, zoe } = await connectedPair();
    zoe.mesh.onJoined(answerFor(zoe, [person("anna")], { resumed: true }));
    anna.mesh.onPeerResumed("zoe");
    await deliver(anna, zoe);
    expect([latest(anna).offersMade, latest(zoe).offersMade]).toEqual([0, 1]);
    expect(latest(zoe).iceRestarts + latest(anna).iceRestarts).toBe(0);
  });

  it("repeats an offer that was lost on the way", async () => {
    const [anna, zoe] = [openPage("anna"), openPage("zoe")];
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onPeerJoined(person("zoe"));
    zoe.mesh.onJoined(answerFor(zoe, [person("anna")]));
    await settle();
    expect(zoe.outgoing.splice(0)).toHaveLength(1);
    zoe.mesh.onPeerResumed("anna");
    await deliver(anna, zoe);
    expectAgreed(anna, zoe);
  });

  it("begins with somebody whom neither side was to offer to: each was told of the other afterwards", async () => {
    const [anna, zoe] = [openPage("anna"), openPage("zoe")];
    for (const page of [anna, zoe]) page.mesh.onJoined(answerFor(page, []));
    anna.mesh.onPeerJoined(person("zoe"));
    zoe.mesh.onPeerJoined(person("anna"));
    anna.mesh.onPeerResumed("zoe");
    zoe.mesh.onPeerResumed("anna");
    await deliver(anna, zoe);
    expectAgreed(anna, zoe);
  });

  it("repeats an answer that was lost on the way", async () => {
    const [anna, zoe] = [openPage("anna"), openPage("zoe")];
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onPeerJoined(person("zoe"));
    zoe.mesh.onJoined(answerFor(zoe, [person("anna")]));
    await settle();
    for (const signal of zoe.outgoing.splice(0)) anna.mesh.onSignal({ ...signal, peerId: "zoe" });
    await settle();
    expect(anna.outgoing.splice(0).map(({ kind }) => kind)).toEqual(["answer"]);
    zoe.mesh.onJoined(answerFor(zoe, [person("anna")], { resumed: true }));
    await deliver(anna, zoe);
    expectAgreed(anna, zoe);
  });

  it("restarts ICE where the path is down", async () => {
    const { anna, zoe } = await connectedPair();
    latest(zoe).become("disconnected");
    zoe.mesh.onJoined(answerFor(zoe, [person("anna")], { resumed: true }));
    await deliver(anna, zoe);
    expect(latest(zoe).iceRestarts).toBe(1);
    expectAgreed(anna, zoe);
  });

  it("starts everything anew when the server no longer knew us, and greets those who came meanwhile", async () => {
    const { zoe } = await connectedPair();
    const old = latest(zoe);
    zoe.mesh.onJoined(joinAnswer({ userId: "zoe-2", peers: [person("anna"), person("bela")] }));
    await settle();
    expect(old.signalingState).toBe("closed");
    expect(zoe.outgoing.filter(({ kind }) => kind === "offer").map(({ peerId }) => peerId)).toEqual(["anna", "bela"]);
  });

  it("drops those who left meanwhile and offers to those who came", async () => {
    const { zoe } = await connectedPair();
    zoe.mesh.onJoined(answerFor(zoe, [person("bela")], { resumed: true }));
    await settle();
    expect(zoe.connections[0]?.signalingState).toBe("closed");
    expect(zoe.mesh.getSnapshot().map(({ userId }) => userId)).toEqual(["bela"]);
  });
});

describe("a path that breaks", () => {
  it("is restarted three seconds later, with fresh servers first", async () => {
    const { anna, zoe } = await connectedPair();
    latest(zoe).become("disconnected");
    clock.advance(2_999);
    expect(zoe.refreshed).toBe(0);
    clock.advance(1);
    await settle();
    expect(zoe.refreshed).toBe(1);
    expect(latest(zoe).configuration).toMatchObject({ iceServers: [{ urls: "turn:fresh" }], iceTransportPolicy: "relay" });
    expect(latest(zoe).iceRestarts).toBe(1);
    await deliver(anna, zoe);
    expectAgreed(anna, zoe);
    expect([anna.connections.length, zoe.connections.length]).toEqual([1, 1]);
  });

  it("leaves the fresh servers to the next connection", async () => {
    const { zoe } = await connectedPair();
    latest(zoe).become("failed");
    await settle();
    zoe.mesh.reconnect("anna");
    expect(zoe.connections).toHaveLength(2);
    expect(latest(zoe).configuration).toMatchObject({ iceServers: [{ urls: "turn:fresh" }], iceTransportPolicy: "relay" });
  });

  it("is restarted at once on failure, also by both sides at the same time", async () => {
    const { anna, zoe } = await connectedPair();
    latest(zoe).become("failed");
    latest(anna).become("failed");
    await deliver(anna, zoe);
    expect([latest(anna).iceRestarts, latest(zoe).iceRestarts]).toEqual([1, 1]);
    expect(latest(zoe).rollbacks).toBe(1);
    expectAgreed(anna, zoe);
  });

  it("shows in words, and comes back", async () => {
    const { zoe } = await connectedPair();
    latest(zoe).become("failed");
    const view = (): unknown => zoe.mesh.getSnapshot()[0]?.connection;
    expect(view()).toMatchObject({ state: "reconnecting", route: null, reason: expect.any(String) as string });
    clock.advance(40_000);
    expect(view()).toMatchObject({ state: "failed", reason: expect.any(String) as string });
    latest(zoe).become("connected");
    expect(view()).toMatchObject({ state: "connected", route: null, roundTripMs: null });
  });

  it("is built anew when somebody asks for it", async () => {
    const { anna, zoe } = await connectedPair();
    anna.mesh.reconnect("zoe");
    await deliver(anna, zoe);
    expectAgreed(anna, zoe);
    expect([anna.connections.length, zoe.connections.length]).toEqual([2, 2]);
  });
});

describe("what we send", () => {
  it("reaches everybody, later peers too, without a negotiation", async () => {
    const { anna, zoe } = await connectedPair();
    const [audio, camera, screen] = (["audio", "video", "video"] as const).map((kind) => new FakeTrack(kind).asTrack());
    if (audio === undefined || camera === undefined || screen === undefined) throw new Error("three tracks");
    anna.mesh.setTracks({ audio, camera, screen });
    await deliver(anna, zoe);
    const sent = (): unknown[] => latest(anna).transceivers.map(({ sender }) => sender.track);
    expect(sent()).toEqual([audio, camera, screen]);
    expect(latest(anna).offersMade).toBe(0);
    const bela = openPage("bela");
    anna.mesh.onPeerJoined(person("bela"));
    bela.mesh.onJoined(answerFor(bela, [person("anna")]));
    await deliver(anna, bela);
    expect(sent()).toEqual([audio, camera, screen]);
    anna.mesh.setTracks({ audio, camera: null, screen });
    await settle();
    expect(sent()).toEqual([audio, null, screen]);
  });

  it("is received as two pictures, of which each has its own stream", async () => {
    const { anna } = await connectedPair();
    const [peer] = anna.mesh.getSnapshot();
    expect(peer?.stream?.getTracks().map(({ kind }) => kind)).toEqual(["audio", "video"]);
    expect(peer?.screenStream?.getTracks().map(({ kind }) => kind)).toEqual(["video"]);
  });

  it("puts the screen in the camera's place for a page that knows no section for it", async () => {
    const anna = openPage("anna");
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onPeerJoined(person("old"));
    anna.mesh.onSignal({ kind: "offer", sdp: "of an older page", peerId: "old", connectionId: "old-1" });
    await settle();
    const [camera, screen] = [new FakeTrack("video").asTrack(), new FakeTrack("video").asTrack()];
    anna.mesh.setTracks({ audio: null, camera, screen });
    await settle();
    const sent = (): unknown[] => latest(anna).transceivers.map(({ sender }) => sender.track);
    expect(sent()).toEqual([null, screen]);
    expect(anna.mesh.getSnapshot()[0]?.screenStream).toBeNull();
    anna.mesh.setTracks({ audio: null, camera, screen: null });
    await settle();
    expect(sent()).toEqual([null, camera]);
    expect(latest(anna).offersMade).toBe(0);
  });
});

describe("the picture", () => {
  const encoding = (page: Page, index: number, section = 1): RTCRtpEncodingParameters | undefined =>
    page.connections[index]?.transceivers[section]?.sender.encodings[0];

  it("gets smaller and cheaper with each person more, and better again when they leave", async () => {
    const { anna } = await connectedPair();
    await settle();
    const alone = encoding(anna, 0);
    expect(alone).toMatchObject({ scaleResolutionDownBy: 1 });
    anna.mesh.onPeerJoined(person("bela"));
    anna.mesh.onPeerJoined(person("cleo"));
    await settle();
    expect(encoding(anna, 0)).toMatchObject({ scaleResolutionDownBy: 2 });
    anna.mesh.onPeerLeft("bela");
    anna.mesh.onPeerLeft("cleo");
    await settle();
    expect(encoding(anna, 0)).toEqual(alone);
  });

  it("keeps its size where it is a screen, and the camera beside it needs less", async () => {
    const { anna } = await connectedPair();
    anna.mesh.setTracks({ audio: null, camera: null, screen: new FakeTrack("video").asTrack() });
    await settle();
    expect(encoding(anna, 0)).toMatchObject({ scaleResolutionDownBy: 2 });
    for (const name of ["bela", "cleo", "dora"]) anna.mesh.onPeerJoined(person(name));
    await settle();
    expect(encoding(anna, 0, 2)).toMatchObject({ scaleResolutionDownBy: 1, maxFramerate: 8 });
    expect(latest(anna).offersMade).toBe(0);
  });
});

describe("the direct way of a tool", () => {
  const documentChannel = (page: Page): FakeChannel => {
    const channel = latest(page).channels.find(({ label }) => label === "document")?.channel;
    if (channel === undefined) throw new Error(`${page.userId} has no document channel`);
    return channel;
  };

  it("carries messages from page to page, and ends with the connection", async () => {
    const { anna, zoe } = await connectedPair();
    const [here, there] = [documentChannel(anna), documentChannel(zoe)];
    here.onBytes = (bytes) => {
      there.receive(bytes.slice().buffer);
    };
    const heard: unknown[] = [];
    anna.mesh.broadcasts.document.onOpen((peerId) => heard.push(["open", peerId]));
    anna.mesh.broadcasts.document.onClose((peerId) => heard.push(["close", peerId]));
    zoe.mesh.broadcasts.document.onMessage((peerId, message) => heard.push([peerId, [...message]]));
    expect(anna.mesh.broadcasts.document.broadcast(new Uint8Array([1]))).toEqual([]);
    here.open();
    there.open();
    expect(anna.mesh.broadcasts.document.broadcast(new Uint8Array([1, 2]))).toEqual(["zoe"]);
    anna.mesh.onPeerLeft("zoe");
    expect(heard).toEqual([
      ["open", "zoe"],
      ["anna", [1, 2]],
      ["close", "zoe"],
    ]);
    expect([...anna.mesh.broadcasts.document.openPeers()]).toEqual([]);
  });

  it("does not count whom an interrupted path holds up as reached", async () => {
    const { anna } = await connectedPair();
    documentChannel(anna).open();
    latest(anna).become("disconnected");
    expect(anna.mesh.broadcasts.document.broadcast(new Uint8Array([7]))).toEqual([]);
    expect(documentChannel(anna).sentBytes).toEqual([new Uint8Array([0, 7])]);
  });

  it("is not open for a tool that the stage does not have", async () => {
    const { anna } = await connectedPair();
    expect(latest(anna).channels.map(({ label }) => label)).not.toContain("whiteboard");
    expect([...anna.mesh.broadcasts.whiteboard.openPeers()]).toEqual([]);
  });
});

describe("what people see", () => {
  it("keeps a peer's view, and the list, while nothing of it changes", async () => {
    const { anna } = await connectedPair();
    const before = anna.mesh.getSnapshot();
    anna.mesh.onSignal({ kind: "candidate", candidate: null, peerId: "zoe", connectionId: "zoe-page2-1" });
    expect(anna.mesh.getSnapshot()).toBe(before);
    anna.mesh.onPeerJoined(person("bela"));
    expect(anna.mesh.getSnapshot()[0]).toBe(before[0]);
  });

  it("tells who speaks", async () => {
    const { anna } = await connectedPair();
    anna.mesh.onPeerMedia("zoe", { audio: true, video: false, screen: true });
    expect(anna.mesh.getSnapshot()[0]?.media).toEqual({ audio: true, video: false, screen: true });
    anna.mesh.onPeerPlace("zoe", { panel: "board", follows: "anna" });
    expect(anna.mesh.getSnapshot()[0]?.place).toEqual({ panel: "board", follows: "anna" });
  });

  it("shows the round trip that was measured on the control channel", async () => {
    const { anna } = await connectedPair();
    const channel = latest(anna).channels[0]?.channel;
    channel?.open();
    clock.advance(12);
    channel?.receive(JSON.stringify({ type: "pong", id: 1 }));
    expect(anna.mesh.getSnapshot()[0]?.connection.roundTripMs).toBe(12);
  });

  it("ends with the peer who leaves, and with the room", async () => {
    const { anna, zoe } = await connectedPair();
    anna.mesh.onPeerLeft("zoe");
    zoe.mesh.clear();
    for (const page of [anna, zoe]) {
      expect(page.mesh.getSnapshot()).toEqual([]);
      expect(latest(page).signalingState).toBe("closed");
    }
    expect(clock.pendingCount()).toBe(0);
  });

  it("takes no signals from strangers", async () => {
    const anna = openPage("anna");
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onSignal({ kind: "offer", sdp: "hello", peerId: "stranger" });
    await settle();
    expect(anna.connections).toEqual([]);
  });
});

describe("an observer", () => {
  const asObserver = (userId: string): Peer => {
    const { userInfo } = person(userId);
    return { userId, userInfo: { ...userInfo, role: "observer" } };
  };
  async function observedBy(): Promise<{ anna: Page; oscar: Page }> {
    const [anna, oscar] = [openPage("anna"), openPage("oscar")];
    anna.mesh.onJoined(answerFor(anna, []));
    anna.mesh.onPeerJoined(asObserver("oscar"));
    oscar.mesh.onJoined(answerFor(oscar, [person("anna")], { userInfo: asObserver("oscar").userInfo }));
    oscar.mesh.setTracks({
      audio: new FakeTrack("audio").asTrack(),
      camera: null,
      screen: new FakeTrack("video").asTrack(),
    });
    await deliver(anna, oscar);
    return { anna, oscar };
  }

  it("sends neither sound nor screen, whatever is switched on, and hears the others", async () => {
    const { oscar } = await observedBy();
    const { transceivers } = latest(oscar);
    expect(transceivers.map(({ direction }) => direction)).toEqual(["recvonly", "sendrecv", "recvonly"]);
    expect(transceivers.map(({ sender }) => sender.track)).toEqual([null, null, null]);
  });

  it("is not heard by the others, whatever a page of theirs sends", async () => {
    const { anna } = await observedBy();
    const stream = anna.mesh.getSnapshot()[0]?.stream;
    expect(stream?.getTracks().map(({ kind }) => kind)).toEqual(["video"]);
  });

  it("has no channel into the shared work", async () => {
    const { anna, oscar } = await observedBy();
    for (const page of [anna, oscar]) expect(latest(page).channels.map(({ label }) => label)).toEqual(["control"]);
  });
});
