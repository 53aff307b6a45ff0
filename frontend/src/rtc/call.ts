/** A call: signaling, mesh and local media tied together, seen as one snapshot. */
import type { Clock } from "../lib/clock";
import { createServerClock } from "../lib/serverClock";
import { createSnapshotStore } from "../lib/snapshots";
import type { JoinAck, MediaState, PushedQuestion } from "../protocol";
import { onNextFrame } from "./firstFrame";
import { createMesh, type LocalTracks } from "./mesh";
import type { PeerEnvironment } from "./peerConnection";
import { createMarkOnce, performanceMarks } from "./performanceMarks";
import { createSignaling, type ResumeTokens, type Signaling } from "./signaling";
import type { CreateSocket } from "./socket";
import { createToolEvents } from "./toolSocket";
import type { Call, CallSnapshot, DeviceState, LocalMedia, LocalMediaSnapshot, ScreenState, SignalingState } from "./types";

export interface CallOptions {
  readonly roomId: string;
  readonly createSocket: CreateSocket;
  readonly clock: Clock;
  readonly resumeTokens: ResumeTokens;
  readonly media: LocalMedia;
  /** Whether this browser can take part in the call. */
  readonly hasWebRtc?: boolean;
  readonly peers: Omit<PeerEnvironment, "clock" | "sendSignal" | "refreshIce">;
  /** Puts an entry on the browser's performance timeline. */
  readonly mark: (name: string) => void;
}

export interface BrowserCall extends Call {
  /** The network is back or another: look after the connections without waiting for their timers. */
  readonly onNetworkChange: () => void;
}

export function createCall(options: CallOptions): BrowserCall {
  const { media, hasWebRtc = true } = options;
  const once = createMarkOnce(options.mark);
  const serverClock = createServerClock(options.clock);
  const toolEvents = createToolEvents();
  const store = createSnapshotStore<CallSnapshot>(initialSnapshot(media.getSnapshot()));
  const signaling: Signaling = createSignaling({
    ...options,
    handlers: {
      onJoined,
      onPeerJoined: (peer) => {
        mesh.onPeerJoined(peer);
      },
      onPeerLeft: (userId) => {
        mesh.onPeerLeft(userId);
      },
      onPeerResumed: (userId, theyHaveWebRtc) => {
        mesh.onPeerResumed(userId, theyHaveWebRtc);
      },
      onPeerAway: (userId) => {
        mesh.onPeerAway(userId);
      },
      onSignal: (signal) => {
        mesh.onSignal(signal);
      },
      onPeerMedia: (userId, state) => {
        mesh.onPeerMedia(userId, state);
      },
      onPeerPlace: (userId, place) => {
        mesh.onPeerPlace(userId, place);
      },
      onQuestion: onPush,
      onToolEvent: toolEvents.call,
    },
  });
  const mesh = createMesh(
    {
      ...options.peers,
      clock: options.clock,
      sendSignal: signaling.sendSignal,
      refreshIce: signaling.refreshIce,
    },
    hasWebRtc,
  );

  function update(change: Partial<CallSnapshot>): void {
    store.replace({ ...store.getSnapshot(), ...change });
  }

  function onJoined(answer: JoinAck): void {
    once.mark(performanceMarks.joined);
    const { userId, userInfo, tools, question, questions, startedAt, serverTime } = answer;
    serverClock.observe(serverTime, options.clock.nowMs());
    const asked = questions.map(({ questionText, askedAt }) => ({ questionText, askedAtMs: Date.parse(askedAt) }));
    update({ self: { userId, userInfo }, tools, asked, startedAtMs: Date.parse(startedAt) });
    // After a mere interruption the same question comes again: not a new push.
    if (question?.questionText !== store.getSnapshot().question?.questionText) showQuestion(question);
    mesh.onJoined(answer);
  }

  function showQuestion(question: PushedQuestion | null): void {
    update({ question, questionNumber: store.getSnapshot().questionNumber + (question === null ? 0 : 1) });
  }

  function onPush(question: PushedQuestion): void {
    const { asked } = store.getSnapshot();
    update({ asked: [...asked, { ...question, askedAtMs: serverClock.nowMs() }] });
    showQuestion(question);
  }

  function onSignalingChanged(): void {
    const state = signaling.getSnapshot();
    update({ signaling: state });
    if (isOutside(state)) mesh.clear();
    if (isOver(state)) media.stop();
  }

  function onPeersChanged(): void {
    const peers = mesh.getSnapshot();
    for (const { userId, connection } of peers)
      if (connection.state === "connected") once.mark(performanceMarks.connected(userId));
    update({ peers });
  }

  function onMediaChanged(): void {
    const local = media.getSnapshot();
    const announced = announcedMedia(local);
    const before = store.getSnapshot().media;
    const isSame = announced.audio === before.audio && announced.video === before.video && announced.screen === before.screen;
    update({ local, media: isSame ? before : announced });
    mesh.setTracks(outgoingTracks(local));
    if (!isSame) signaling.sendMedia(announced);
  }

  const ends = [signaling.subscribe(onSignalingChanged), mesh.subscribe(onPeersChanged), media.subscribe(onMediaChanged)];
  onMediaChanged();

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    hasWebRtc,
    media,
    serverNowMs: () => (store.getSnapshot().startedAtMs === null ? null : serverClock.nowMs()),
    join: (name) => {
      once.reset();
      once.mark(performanceMarks.join);
      const { media: announced } = store.getSnapshot();
      signaling.join({
        media: announced,
        ...(name === undefined ? {} : { name }),
        ...(hasWebRtc ? {} : { webrtc: false }),
      });
    },
    leave: signaling.leave,
    pushQuestion: async (questionText) => {
      const result = await signaling.pushQuestion(questionText);
      if (result.ok) onPush({ questionText });
      return result;
    },
    retryPeer: mesh.reconnect,
    offersMade: mesh.offersMade,
    broadcasts: mesh.broadcasts,
    toolSocket: { request: signaling.request, notify: signaling.notify, on: toolEvents.on },
    markFirstFrame: (userId, video) => {
      onNextFrame(video, () => {
        once.mark(performanceMarks.firstFrame(userId));
      });
    },
    onNetworkChange: mesh.resync,
    dispose: () => {
      signaling.leaveAtOnce();
      for (const end of ends) end();
      mesh.clear();
      media.stop();
    },
  };
}

function initialSnapshot(local: LocalMediaSnapshot): CallSnapshot {
  return {
    signaling: { kind: "idle" },
    self: null,
    peers: [],
    media: { audio: false, video: false, screen: false },
    tools: null,
    question: null,
    questionNumber: 0,
    asked: [],
    startedAtMs: null,
    local,
  };
}

/** The server does not count us as present (any more), so the others' connections to us end as well. */
function isOutside(state: SignalingState): boolean {
  return state.kind === "waiting" || state.kind === "refused" || isOver(state);
}

function isOver({ kind }: SignalingState): boolean {
  return kind === "closed" || kind === "replaced" || kind === "left";
}

function announcedMedia({ microphone, camera, screen }: LocalMediaSnapshot): MediaState {
  return {
    audio: microphone.kind === "on" && !microphone.muted,
    video: camera.kind === "on",
    screen: screen.kind === "on",
  };
}

function outgoingTracks({ microphone, camera, screen }: LocalMediaSnapshot): LocalTracks {
  const trackOf = (state: DeviceState | ScreenState): MediaStreamTrack | null => (state.kind === "on" ? state.track : null);
  return { audio: trackOf(microphone), camera: trackOf(camera), screen: trackOf(screen) };
}
