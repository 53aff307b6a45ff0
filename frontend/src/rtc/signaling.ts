/** Getting into the room and staying in it, over sockets that come and go. docs/protocol.md is the contract. */
import { backoffDelayMs } from "../lib/backoff";
import { createTimer, type Clock } from "../lib/clock";
import type { Failure } from "../lib/result";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import {
  classifyError,
  type CallErrorCode,
  type IceConfiguration,
  type JoinAck,
  type MediaState,
  type Peer,
  type Place,
  type ProtocolError,
  type PushQuestionAck,
  type PushedQuestion,
} from "../protocol";
import { createRequests, disconnected, type RequestResult } from "./requests";
import { fromAnswer, fromCandidate, fromOffer, type Signal } from "./signal";
import { createSignalBuffer } from "./signalBuffer";
import type { CreateSocket, ServerEvent } from "./socket";
import type { ToolSocket, ToolEvent } from "./toolSocket";
import type { SignalingState } from "./types";

/** Where the resume token outlives a reload. */
export interface ResumeTokens {
  readonly read: (roomId: string) => string | null;
  readonly write: (roomId: string, token: string) => void;
  readonly forget: (roomId: string) => void;
}

export interface SignalingHandlers {
  /** Also after each resume. Held signals have been sent by then. */
  readonly onJoined: (answer: JoinAck) => void;
  readonly onPeerJoined: (peer: Peer) => void;
  readonly onPeerLeft: (userId: string) => void;
  /** The peer has its socket back; what was sent to it meanwhile is lost. */
  readonly onPeerResumed: (userId: string, hasWebRtc: boolean) => void;
  /** Their page was left, closed or reloaded: `onPeerResumed` or `onPeerLeft` follows. */
  readonly onPeerAway: (userId: string) => void;
  readonly onSignal: (signal: Signal) => void;
  readonly onPeerMedia: (userId: string, media: MediaState) => void;
  readonly onPeerPlace: (userId: string, place: Place) => void;
  readonly onQuestion: (question: PushedQuestion) => void;
  readonly onToolEvent: (event: ToolEvent) => void;
}

export interface SignalingOptions {
  readonly roomId: string;
  readonly createSocket: CreateSocket;
  readonly clock: Clock;
  readonly resumeTokens: ResumeTokens;
  readonly handlers: SignalingHandlers;
}

export interface JoinDetails {
  readonly name?: string;
  readonly media: MediaState;
  /** false: this page cannot take part in the call. */
  readonly webrtc?: false;
}

export interface Signaling extends Snapshots<SignalingState>, Pick<ToolSocket, "request" | "notify"> {
  readonly join: (details: JoinDetails) => void;
  readonly leave: () => Promise<void>;
  /** Waits for nothing. The token stays, in case the goodbye is lost on the way. */
  readonly leaveAtOnce: () => void;
  /** Held while we are out of the room; a signal that became pointless ends as "disconnected". */
  readonly sendSignal: (signal: Signal) => Promise<RequestResult<null>>;
  readonly sendMedia: (media: MediaState) => void;
  readonly pushQuestion: (questionText: string) => Promise<RequestResult<PushQuestionAck>>;
  readonly refreshIce: () => Promise<RequestResult<IceConfiguration>>;
}

/** Events that mean something to people in the room only. */
type RoomEvent = Exclude<
  ServerEvent,
  { readonly name: "room_opened" | "room_closed" | "replaced" | "error" | "admission_denied" | "admission_update" }
>;

const retryDelays = { firstMs: 1_000, ceilingMs: 15_000 };
const goodbyeTimeoutMs = 1_000;

export function createSignaling(options: SignalingOptions): Signaling {
  const { roomId, clock, resumeTokens, handlers } = options;
  const store = createSnapshotStore<SignalingState>({ kind: "idle" });
  const signalBuffer = createSignalBuffer();
  const retryTimer = createTimer(clock);
  let details: JoinDetails | null = null;
  let wasJoined = false;
  let failures = 0;
  let openedWhileAsking = false;
  let isSocketUp = false;
  // Others may see us arrive, and greet us, before our own JOIN_ROOM is answered.
  let early: RoomEvent[] = [];

  const socket = options.createSocket({
    onConnect: () => {
      isSocketUp = true;
      void enterRoom();
    },
    onDisconnect: (retries) => {
      if (socketLost() && !retries) reopenLater();
    },
    onConnectError: (refusal) => {
      if (!isWanted()) return;
      if (refusal === null) {
        failures += 1;
        setOutside();
      } else if (classifyError(refusal.code) === "transient") {
        reopenLater();
      } else {
        end(refusedState(refusal));
      }
    },
    onEvent: (event) => {
      dispatch(event);
    },
  });
  const requests = createRequests(socket.emit, clock);

  function isWanted(): boolean {
    return details !== null;
  }

  function isJoined(): boolean {
    return store.getSnapshot().kind === "joined";
  }

  function setOutside(): void {
    store.replace(wasJoined ? { kind: "reconnecting", attempt: failures } : { kind: "connecting" });
  }

  /** Returns whether we still want to be in the room. */
  function socketLost(): boolean {
    isSocketUp = false;
    requests.abandonAll();
    if (isWanted()) setOutside();
    return isWanted();
  }

  function reopenLater(): void {
    failures += 1;
    setOutside();
    retryTimer.start(backoffDelayMs(failures, retryDelays), () => {
      socket.open();
    });
  }

  async function enterRoom(): Promise<void> {
    if (details === null) return;
    openedWhileAsking = false;
    early = [];
    const resumeToken = resumeTokens.read(roomId);
    const { media } = details;
    const result = await requests.send("JOIN_ROOM", {
      roomId,
      userInfo: details,
      ...(resumeToken === null ? {} : { resumeToken }),
    });
    if (result.ok) entered(result.value, media);
    else notEntered(result.error);
  }

  function entered(answer: JoinAck, announced: MediaState): void {
    resumeTokens.write(roomId, answer.resumeToken);
    wasJoined = true;
    failures = 0;
    store.replace({ kind: "joined", userId: answer.userId });
    if (answer.resumed) signalBuffer.flush(new Set(answer.peers.map((peer) => peer.userId)), deliver);
    else signalBuffer.discard();
    // A device that came up while the server was asked is in nobody's words yet.
    if (details !== null && details.media !== announced) socket.emit("media_state", details.media);
    handlers.onJoined(answer);
    const missed = early;
    early = [];
    for (const event of missed) dispatchInRoom(event, handlers);
  }

  function notEntered(error: Failure<CallErrorCode>): void {
    if (error.code === "waiting_for_interviewer" || error.code === "waiting_for_admission") {
      const isKnocking = error.code === "waiting_for_admission";
      store.replace({ kind: "waiting", message: error.message, isKnocking, interviewers: null });
      if (openedWhileAsking) void enterRoom();
    } else if (error.code === "disconnected") {
      // onConnect asks again.
    } else if (classifyError(error.code) === "transient") {
      // A fresh connection, because after a lost answer nobody knows whether this one is in the room. onDisconnect reopens it.
      socket.close();
    } else {
      end(refusedState(error as ProtocolError));
    }
  }

  function end(state: SignalingState): void {
    details = null;
    wasJoined = false;
    failures = 0;
    retryTimer.cancel();
    signalBuffer.discard();
    early = [];
    store.replace(state);
    socket.close();
  }

  function dispatch(event: ServerEvent): void {
    switch (event.name) {
      case "room_opened":
        openedWhileAsking = true;
        if (store.getSnapshot().kind === "waiting") void enterRoom();
        return;
      case "admission_update": {
        const state = store.getSnapshot();
        if (state.kind === "waiting") store.replace({ ...state, ...event.payload });
        return;
      }
      case "admission_denied":
        end({ kind: "refused", code: "admission_denied", ...event.payload });
        return;
      case "room_closed":
        end({ kind: "closed", ...event.payload });
        return;
      case "replaced":
        // The token stays: whoever presses "join" in this page wants the place back.
        end({ kind: "replaced" });
        return;
      case "USER_JOINED":
      case "USER_LEFT":
      case "peer_resumed":
      case "peer_away":
      case "OFFER":
      case "ANSWER":
      case "ICE_CANDIDATE":
      case "media_state":
      case "place":
      case "activity":
      case "push_question":
      case "doc_update":
      case "doc_awareness":
      case "whiteboard_update":
      case "whiteboard_pointer":
      case "run_state":
      case "chat_message":
      case "admission_requested":
      case "admission_withdrawn":
      case "remove_peer":
      case "lock_room":
      case "link_opened_again":
        if (isJoined()) dispatchInRoom(event, handlers);
        else early.push(event);
        return;
      case "error":
        // Answers to what we sent without an acknowledgement: a candidate for somebody who has just left. Nothing to be done.
        return;
    }
  }

  async function deliver(signal: Signal): Promise<RequestResult<null>> {
    const { peerId: targetId, connectionId } = signal;
    const address = connectionId === undefined ? { targetId } : { targetId, connectionId };
    if (signal.kind === "candidate") {
      // No acknowledgement: one lost candidate is no reason for anything, and there are many.
      socket.emit("ICE_CANDIDATE", { candidate: signal.candidate, ...address });
      return { ok: true, value: null };
    }
    const { kind: type, sdp } = signal;
    const result =
      type === "offer"
        ? await requests.send("OFFER", { sdp: { type, sdp }, ...address })
        : await requests.send("ANSWER", { sdp: { type, sdp }, ...address });
    return result.ok ? { ok: true, value: null } : result;
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    join: (wanted) => {
      if (isWanted()) return;
      details = wanted;
      setOutside();
      socket.open();
    },
    leave: async () => {
      if (isJoined()) await requests.send("LEAVE_ROOM", {}, goodbyeTimeoutMs);
      resumeTokens.forget(roomId);
      end({ kind: "left" });
    },
    leaveAtOnce: () => {
      if (!isWanted()) return;
      if (isSocketUp) socket.emit("LEAVE_ROOM", {});
      end({ kind: "left" });
    },
    sendSignal: (signal) => (isJoined() ? deliver(signal) : signalBuffer.hold(signal)),
    sendMedia: (media) => {
      // A later JOIN_ROOM carries it, so nothing is to be held.
      if (details !== null) details = { ...details, media };
      if (isJoined()) socket.emit("media_state", media);
    },
    pushQuestion: (questionText) => inRoom(() => requests.send("push_question", { questionText })),
    refreshIce: () => inRoom(() => requests.send("refresh_ice", {})),
    request: (name, payload) => inRoom(() => requests.send(name, payload)),
    notify: (name, payload) => {
      if (isJoined()) socket.emit(name, payload);
    },
  };

  function inRoom<Value>(send: () => Promise<RequestResult<Value>>): Promise<RequestResult<Value>> {
    return isJoined() ? send() : Promise.resolve({ ok: false, error: disconnected });
  }
}

function dispatchInRoom(event: RoomEvent, handlers: SignalingHandlers): void {
  switch (event.name) {
    case "USER_JOINED":
      handlers.onPeerJoined(event.payload);
      return;
    case "USER_LEFT":
      handlers.onPeerLeft(event.payload.userId);
      return;
    case "peer_resumed":
      handlers.onPeerResumed(event.payload.userId, event.payload.webrtc !== false);
      return;
    case "peer_away":
      handlers.onPeerAway(event.payload.userId);
      return;
    case "OFFER":
      handlers.onSignal(fromOffer(event.payload));
      return;
    case "ANSWER":
      handlers.onSignal(fromAnswer(event.payload));
      return;
    case "ICE_CANDIDATE":
      handlers.onSignal(fromCandidate(event.payload));
      return;
    case "media_state": {
      const { senderId, audio, video, screen } = event.payload;
      handlers.onPeerMedia(senderId, { audio, video, screen });
      return;
    }
    case "place": {
      const { userId, ...place } = event.payload;
      handlers.onPeerPlace(userId, place);
      return;
    }
    case "push_question":
      handlers.onQuestion(event.payload);
      return;
    case "doc_update":
    case "doc_awareness":
    case "whiteboard_update":
    case "whiteboard_pointer":
    case "run_state":
    case "chat_message":
    case "activity":
    case "admission_requested":
    case "admission_withdrawn":
    case "remove_peer":
    case "lock_room":
    case "link_opened_again":
      handlers.onToolEvent(event);
      return;
  }
}

function refusedState(refusal: ProtocolError): SignalingState {
  const { code, message } = refusal;
  const isRoomClosed = code === "interview_over" || code === "interview_cancelled";
  return { kind: isRoomClosed ? "closed" : "refused", code, message };
}
