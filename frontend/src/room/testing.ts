/** Snapshots for tests of the page's pure parts. */
import type { CallSnapshot, LocalMediaSnapshot, PeerView } from "../rtc/types";

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

export function peerOf(name: string, change: Partial<PeerView> = {}): PeerView {
  return {
    userId: name.toLowerCase(),
    name,
    typedName: null,
    role: "candidate",
    media: { audio: true, video: true, screen: false },
    stream: null,
    connection: { state: "connected", route: "direct", roundTripMs: null },
    ...change,
  };
}
