/** Snapshots for tests of the page's pure parts. */
import { unmeasured } from "../rtc/quality";
import type { CallSnapshot, ConnectionView, LocalMediaSnapshot, PeerView } from "../rtc/types";

export const noMedia: LocalMediaSnapshot = {
  microphone: { kind: "off" },
  camera: { kind: "off" },
  screen: { kind: "off" },
  microphones: [],
  cameras: [],
  speakers: [],
  speakerId: null,
  canChooseSpeaker: true,
  canAskForSpeaker: false,
  canShareScreen: true,
  backgroundBlur: null,
  noiseSuppression: null,
  preview: null,
  screenPreview: null,
};

export function snapshotOf(change: Partial<CallSnapshot>): CallSnapshot {
  return {
    signaling: { kind: "joined", userId: "u0" },
    self: null,
    peers: [],
    media: { audio: true, video: true, screen: false },
    tools: null,
    question: null,
    questionNumber: 0,
    asked: [],
    startedAtMs: null,
    local: noMedia,
    ...change,
  };
}

export function connectionOf(change: Partial<ConnectionView>): ConnectionView {
  return { state: "connected", route: "direct", roundTripMs: null, quality: "good", figures: unmeasured, ...change };
}

export function peerOf(name: string, change: Partial<PeerView> = {}): PeerView {
  return {
    userId: name.toLowerCase(),
    name,
    typedName: null,
    role: "candidate",
    colour: 0,
    media: { audio: true, video: true, screen: false },
    place: null,
    stream: null,
    screenStream: null,
    speaks: false,
    connection: connectionOf({}),
    ...change,
  };
}
