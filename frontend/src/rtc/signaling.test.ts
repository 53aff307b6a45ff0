import { beforeEach, describe, expect, it } from "vitest";

import { createFakeClock, settle, type FakeClock } from "../testing/fakeClock";
import { createFakeSocket, joinAnswer, person, refusal, type FakeSocket } from "../testing/fakeSocket";
import type { Signal } from "./signal";
import { createSignaling, type Signaling } from "./signaling";

const silent = { audio: false, video: false, screen: false };

let clock: FakeClock;
let server: FakeSocket;
let signaling: Signaling;
let tokens: Map<string, string>;
let heard: string[];
let received: Signal[];

beforeEach(() => {
  clock = createFakeClock();
  server = createFakeSocket();
  tokens = new Map();
  heard = [];
  received = [];
  signaling = createSignaling({
    roomId: "room",
    createSocket: server.create,
    clock,
    resumeTokens: {
      read: (roomId) => tokens.get(roomId) ?? null,
      write: (roomId, token) => tokens.set(roomId, token),
      forget: (roomId) => tokens.delete(roomId),
    },
    handlers: {
      onJoined: ({ userId, resumed }) => heard.push(`joined ${userId}${resumed ? " again" : ""}`),
      onPeerJoined: ({ userId }) => heard.push(`${userId} came`),
      onPeerLeft: (userId) => heard.push(`${userId} left`),
      onPeerResumed: (userId, hasWebRtc) => heard.push(`${userId} resumed${hasWebRtc ? "" : " without WebRTC"}`),
      onPeerAway: (userId) => heard.push(`${userId} away`),
      onSignal: (signal) => received.push(signal),
      onPeerMedia: (userId, media) => heard.push(`${userId} ${media.audio ? "speaks" : "is mute"}`),
      onPeerPlace: (userId, { panel, follows }) => heard.push(`${userId} in ${panel} after ${follows ?? "nobody"}`),
      onQuestion: ({ questionText }) => heard.push(`question ${questionText}`),
      onToolEvent: ({ name, payload }) => heard.push(toolEventWords(name, payload)),
    },
  });
});

const state = (): string => signaling.getSnapshot().kind;

async function join(answer = joinAnswer()): Promise<void> {
  signaling.join({ name: "Ada", media: silent });
  server.connect();
  server.answer("JOIN_ROOM", answer);
  await settle();
}

function toolEventWords(name: string, payload: object): string {
  const from = "senderId" in payload ? payload.senderId : "userId" in payload ? payload.userId : "the door";
  return `${name} of ${String(from)}`;
}

function offerTo(peerId: string): Signal {
  return { kind: "offer", sdp: `for ${peerId}`, peerId, connectionId: "mine" };
}

describe("knocking", () => {
  async function knock(): Promise<void> {
    signaling.join({ media: silent });
    server.connect();
    server.answer("JOIN_ROOM", refusal("waiting_for_admission"));
    await settle();
  }

  it("waits, learns who is there to open, and goes in by itself when admitted", async () => {
    await knock();
    expect(signaling.getSnapshot()).toMatchObject({ kind: "waiting", isKnocking: true, interviewers: null });
    server.say({ name: "admission_update", payload: { interviewers: 2 } });
    expect(signaling.getSnapshot()).toMatchObject({ kind: "waiting", interviewers: 2 });

    server.say({ name: "room_opened", payload: {} });
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    expect(state()).toBe("joined");
  });

  it("knocks again over a new socket by itself", async () => {
    await knock();
    server.drop();
    expect(state()).toBe("connecting");
    server.connect();
    server.answer("JOIN_ROOM", refusal("waiting_for_admission"));
    await settle();
    expect(state()).toBe("waiting");
  });

  it("stops when denied, and asks again only when somebody says so", async () => {
    await knock();
    server.say({ name: "admission_denied", payload: { message: "Not this time." } });
    expect(signaling.getSnapshot()).toEqual({ kind: "refused", code: "admission_denied", message: "Not this time." });
    const asked = server.payloads("JOIN_ROOM").length;
    server.say({ name: "room_opened", payload: {} });
    expect(server.payloads("JOIN_ROOM")).toHaveLength(asked);
    await knock();
    expect(state()).toBe("waiting");
  });

  it("is over when one is taken out, and may begin anew", async () => {
    await join();
    server.say({ name: "room_closed", payload: { code: "removed", message: "An interviewer took you out." } });
    expect(signaling.getSnapshot()).toMatchObject({ kind: "closed", code: "removed" });
    await knock();
    expect(state()).toBe("waiting");
  });
});

describe("joining", () => {
  it("goes from idle over connecting to joined, and keeps the token", async () => {
    expect(state()).toBe("idle");
    signaling.join({ name: "Ada", media: silent });
    expect(state()).toBe("connecting");
    server.connect();
    expect(server.payloads("JOIN_ROOM")).toEqual([{ roomId: "room", userInfo: { name: "Ada", media: silent } }]);
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    expect(signaling.getSnapshot()).toEqual({ kind: "joined", userId: "me" });
    expect(tokens.get("room")).toBe("token-1");
  });

  it("asks for the same person again with a token that outlived a reload", () => {
    tokens.set("room", "from the last page");
    signaling.join({ media: silent });
    server.connect();
    expect(server.payloads("JOIN_ROOM")[0]?.resumeToken).toBe("from the last page");
  });

  it("lets an early candidate wait until an interviewer arrives", async () => {
    signaling.join({ media: silent });
    server.connect();
    server.answer("JOIN_ROOM", refusal("waiting_for_interviewer"));
    await settle();
    expect(state()).toBe("waiting");
    server.say({ name: "room_opened", payload: {} });
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    expect(state()).toBe("joined");
  });

  it("does not miss an interviewer who arrives while the refusal is on its way", async () => {
    signaling.join({ media: silent });
    server.connect();
    server.say({ name: "room_opened", payload: {} });
    server.answer("JOIN_ROOM", refusal("waiting_for_interviewer"));
    await settle();
    expect(server.payloads("JOIN_ROOM")).toHaveLength(2);
  });

  it("hears after its own arrival what others said before the answer", async () => {
    signaling.join({ media: silent });
    server.connect();
    server.say({ name: "USER_JOINED", payload: person("bob") });
    server.say({ name: "OFFER", payload: { sdp: "text", targetId: "me", senderId: "bob" } });
    expect(heard).toEqual([]);
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    expect(heard).toEqual(["joined me", "bob came"]);
    expect(received).toEqual([{ kind: "offer", sdp: "text", peerId: "bob" }]);
  });
});

describe("refusals", () => {
  it.each(["room_full", "room_not_found", "not_a_live_stage", "invalid_payload"] as const)(
    "stays away after %s, until asked to join again",
    async (code) => {
      signaling.join({ media: silent });
      server.connect();
      server.answer("JOIN_ROOM", refusal(code));
      await settle();
      expect(signaling.getSnapshot()).toEqual({ kind: "refused", code, message: `about ${code}` });
      clock.advance(600_000);
      expect(server.opened()).toBe(1);
      signaling.join({ media: silent });
      expect(server.opened()).toBe(2);
      expect(state()).toBe("connecting");
    },
  );

  it("stays away after a refused connection", () => {
    signaling.join({ media: silent });
    server.refuse({ code: "invitation_revoked", message: "The link was withdrawn." });
    clock.advance(600_000);
    expect(signaling.getSnapshot()).toMatchObject({ kind: "refused", code: "invitation_revoked" });
    expect(server.opened()).toBe(1);
  });

  it.each(["interview_over", "interview_cancelled"] as const)("calls a room with %s closed", async (code) => {
    signaling.join({ media: silent });
    server.connect();
    server.answer("JOIN_ROOM", refusal(code));
    await settle();
    expect(signaling.getSnapshot()).toMatchObject({ kind: "closed", code });
  });

  it.each(["rate_limited", "internal_error", "already_joined"] as const)(
    "asks again over a fresh connection after %s, more and more slowly",
    async (code) => {
      signaling.join({ media: silent });
      for (const delayMs of [1_000, 2_000, 4_000]) {
        server.connect();
        server.answer("JOIN_ROOM", refusal(code));
        await settle();
        expect(state()).toBe("connecting");
        const opened = server.opened();
        clock.advance(delayMs - 1);
        expect(server.opened()).toBe(opened);
        clock.advance(1);
        expect(server.opened()).toBe(opened + 1);
      }
    },
  );

  it("asks again when the server does not answer", async () => {
    signaling.join({ media: silent });
    server.connect();
    clock.advance(10_000);
    await settle();
    clock.advance(1_000);
    expect(server.opened()).toBe(2);
  });

  it("counts the tries while the server is not to be reached", async () => {
    await join();
    server.drop();
    server.refuse(null);
    server.refuse(null);
    expect(signaling.getSnapshot()).toEqual({ kind: "reconnecting", attempt: 2 });
  });
});

describe("a dropped socket", () => {
  it("resumes with the token", async () => {
    await join();
    server.drop();
    expect(signaling.getSnapshot()).toEqual({ kind: "reconnecting", attempt: 0 });
    server.connect();
    expect(server.payloads("JOIN_ROOM")[1]?.resumeToken).toBe("token-1");
    server.answer("JOIN_ROOM", joinAnswer({ resumed: true, resumeToken: "token-2" }));
    await settle();
    expect(heard).toEqual(["joined me", "joined me again"]);
    expect(tokens.get("room")).toBe("token-2");
  });

  it("opens the socket itself where the server dismissed it without a word", async () => {
    await join();
    server.dismiss();
    expect(state()).toBe("reconnecting");
    clock.advance(1_000);
    expect(server.opened()).toBe(2);
  });

  it("holds signals until the rejoin is answered, then sends them in order to those who are still there", async () => {
    await join(joinAnswer({ peers: [person("bob"), person("eve")] }));
    server.drop();
    const toBob = signaling.sendSignal(offerTo("bob"));
    const toEve = signaling.sendSignal(offerTo("eve"));
    void signaling.sendSignal({ kind: "candidate", candidate: null, peerId: "bob" });
    server.connect();
    const asked = server.emitted().length;
    expect(server.namesSince(0)).toEqual(["JOIN_ROOM", "JOIN_ROOM"]);
    server.answer("JOIN_ROOM", joinAnswer({ resumed: true, peers: [person("bob")] }));
    await settle();
    expect(server.namesSince(asked)).toEqual(["OFFER", "ICE_CANDIDATE"]);
    server.answer("OFFER", {});
    expect(await toBob).toEqual({ ok: true, value: null });
    expect(await toEve).toMatchObject({ ok: false, error: { code: "disconnected" } });
  });

  it("forgets held signals when the server gives us a new name", async () => {
    await join(joinAnswer({ peers: [person("bob")] }));
    server.drop();
    const held = signaling.sendSignal(offerTo("bob"));
    server.connect();
    server.answer("JOIN_ROOM", joinAnswer({ userId: "me-2", peers: [person("bob")] }));
    expect(await held).toMatchObject({ ok: false, error: { code: "disconnected" } });
    expect(server.payloads("OFFER")).toEqual([]);
  });

  it("ends what was under way, and ignores an answer that comes after the connection it belonged to", async () => {
    signaling.join({ media: silent });
    server.connect();
    server.drop();
    server.connect();
    server.answer("JOIN_ROOM", joinAnswer({ userId: "too late" }), 1);
    await settle();
    expect(state()).toBe("connecting");
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    const push = signaling.pushQuestion("Why?");
    server.drop();
    expect(await push).toMatchObject({ ok: false, error: { code: "disconnected" } });
  });

  it("rejoins with the devices as they are by then", async () => {
    await join();
    server.drop();
    signaling.sendMedia({ audio: true, video: false, screen: false });
    server.connect();
    expect(server.payloads("media_state")).toEqual([]);
    expect(server.payloads("JOIN_ROOM")[1]?.userInfo.media?.audio).toBe(true);
  });
});

describe("devices that come up while joining", () => {
  it("are announced once the server has answered", async () => {
    signaling.join({ name: "Ada", media: silent });
    server.connect();
    const ready = { audio: true, video: true, screen: false };
    signaling.sendMedia(ready);
    expect(server.payloads("media_state")).toEqual([]);
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    expect(server.payloads("media_state")).toEqual([ready]);
  });

  it("say nothing more where the JOIN_ROOM said it", async () => {
    await join();
    expect(server.payloads("media_state")).toEqual([]);
  });
});

describe("in the room", () => {
  it("passes on what the others do", async () => {
    await join();
    server.say({ name: "USER_JOINED", payload: person("bob") });
    server.say({ name: "peer_resumed", payload: { userId: "bob" } });
    server.say({ name: "media_state", payload: { ...silent, audio: true, senderId: "bob" } });
    server.say({ name: "place", payload: { panel: "board", follows: "me", userId: "bob" } });
    server.say({ name: "push_question", payload: { questionText: "Why?" } });
    server.say({ name: "USER_LEFT", payload: { userId: "bob" } });
    expect(heard.slice(1)).toEqual([
      "bob came",
      "bob resumed",
      "bob speaks",
      "bob in board after me",
      "question Why?",
      "bob left",
    ]);
  });

  it("reads descriptions as text and as objects", async () => {
    await join();
    const stamp = { targetId: "me", senderId: "bob", connectionId: "theirs>mine" };
    server.say({ name: "OFFER", payload: { sdp: { type: "offer", sdp: "text" }, ...stamp } });
    server.say({ name: "ANSWER", payload: { sdp: "text", ...stamp } });
    server.say({ name: "ICE_CANDIDATE", payload: { candidate: null, ...stamp } });
    const origin = { peerId: "bob", connectionId: "theirs>mine" };
    expect(received).toEqual([
      { kind: "offer", sdp: "text", ...origin },
      { kind: "answer", sdp: "text", ...origin },
      { kind: "candidate", candidate: null, ...origin },
    ]);
  });

  it("addresses descriptions to the peer, and tells of a refusal", async () => {
    await join();
    const sent = signaling.sendSignal(offerTo("bob"));
    expect(server.payloads("OFFER")).toEqual([{ sdp: { type: "offer", sdp: "for bob" }, targetId: "bob", connectionId: "mine" }]);
    server.answer("OFFER", refusal("unknown_peer"));
    expect(await sent).toMatchObject({ ok: false, error: { code: "unknown_peer" } });
  });

  it("refuses to push a question while it is outside", async () => {
    expect(await signaling.pushQuestion("Why?")).toMatchObject({ ok: false, error: { code: "disconnected" } });
    expect(server.emitted()).toEqual([]);
  });
});

describe("the end", () => {
  it("says goodbye, waits for the answer and forgets the token", async () => {
    await join();
    const leaving = signaling.leave();
    expect(server.payloads("LEAVE_ROOM")).toHaveLength(1);
    server.answer("LEAVE_ROOM", {});
    await leaving;
    expect(state()).toBe("left");
    expect(tokens.has("room")).toBe(false);
  });

  it("leaves even if the server does not answer", async () => {
    await join();
    const leaving = signaling.leave();
    clock.advance(1_000);
    await leaving;
    expect(state()).toBe("left");
  });

  it("says goodbye without waiting, and keeps the token in case nobody heard it", async () => {
    await join();
    signaling.leaveAtOnce();
    expect(server.payloads("LEAVE_ROOM")).toHaveLength(1);
    expect(state()).toBe("left");
    expect(tokens.get("room")).toBe("token-1");
  });

  it("stays out when the server closes the room", async () => {
    await join();
    server.say({ name: "room_closed", payload: { code: "interview_over", message: "It is over." } });
    server.dismiss();
    clock.advance(600_000);
    expect(signaling.getSnapshot()).toEqual({ kind: "closed", code: "interview_over", message: "It is over." });
    expect(server.opened()).toBe(1);
  });

  it("gives way to a newer page, and can take the place back", async () => {
    await join();
    server.say({ name: "replaced", payload: {} });
    server.dismiss();
    clock.advance(600_000);
    expect(state()).toBe("replaced");
    expect(server.opened()).toBe(1);
    signaling.join({ media: silent });
    server.connect();
    expect(server.payloads("JOIN_ROOM").at(-1)?.resumeToken).toBe("token-1");
  });
});

describe("the tools of the room", () => {
  const update = new Uint8Array([0, 0]);

  it("ask the server and get its answer, or its refusal", async () => {
    await join();
    const asked = signaling.request("doc_update", { update });
    server.answer("doc_update", {});
    expect(await asked).toEqual({ ok: true, value: {} });
    const refused = signaling.request("doc_update", { update });
    server.answer("doc_update", refusal("too_large"));
    expect(await refused).toMatchObject({ ok: false, error: { code: "too_large" } });
  });

  it("hear that the socket is gone instead of waiting, before, during and after", async () => {
    expect(await signaling.request("doc_update", { update })).toMatchObject({ error: { code: "disconnected" } });
    await join();
    const asked = signaling.request("doc_update", { update });
    server.drop();
    expect(await asked).toMatchObject({ error: { code: "disconnected" } });
    const sent = server.emitted().length;
    signaling.notify("doc_awareness", { awareness: update });
    expect(server.emitted()).toHaveLength(sent);
  });

  it("get what other pages sent, and what came before the join was answered after it", async () => {
    signaling.join({ name: "Ada", media: silent });
    server.connect();
    server.say({ name: "doc_update", payload: { update: update.buffer, senderId: "zoe" } });
    expect(heard).toEqual([]);
    server.answer("JOIN_ROOM", joinAnswer());
    await settle();
    server.say({ name: "whiteboard_pointer", payload: { x: 1, y: 2, senderId: "zoe" } });
    expect(heard).toEqual(["joined me", "doc_update of zoe", "whiteboard_pointer of zoe"]);
    signaling.notify("doc_awareness", { awareness: update });
    expect(server.payloads("doc_awareness")).toEqual([{ awareness: update }]);
  });
});
