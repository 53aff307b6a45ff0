/** The call with the real browser behind it: what pages import. */
import { systemClock } from "../lib/clock";
import { randomId } from "../lib/randomId";
import { warn } from "../lib/warn";
import { createCall } from "./call";
import { createLocalMedia } from "./localMedia";
import { browserMediaEnvironment } from "./mediaEnvironment";
import { checkPath, relayLogin, type PathCheck } from "./pathCheck";
import type { ResumeTokens } from "./signaling";
import { socketIoFactory } from "./socket";
import { playTestSound as playTwoTones } from "./testSound";
import type { Call } from "./types";
import { createConnection, hasWebRtc } from "./webRtc";

export { measureAudioLevel } from "./audioLevel";
export { applyAudioOutput } from "./audioOutput";

export function playTestSound(speakerId: string | null): Promise<void> {
  return playTwoTones(speakerId, systemClock);
}

/** The check whether a call would get through, over the relay server among these. */
export function connectionCheck(iceServers: readonly RTCIceServer[], validSeconds: number): () => Promise<PathCheck> {
  const relays = relayLogin(iceServers, validSeconds);
  return () => checkPath({ relays, createConnection, clock: systemClock });
}

export interface BrowserCallOptions {
  /** The interview's id. */
  readonly roomId: string;
  /** The token of a candidate's link; null for somebody who is signed in. */
  readonly token: string | null;
  readonly resumeTokens: ResumeTokens;
}

export function createBrowserCall({ roomId, token, resumeTokens }: BrowserCallOptions): Call {
  const call = createCall({
    hasWebRtc: hasWebRtc(),
    roomId,
    createSocket: socketIoFactory(token),
    clock: systemClock,
    resumeTokens,
    media: createLocalMedia(browserMediaEnvironment()),
    peers: {
      createConnection,
      createStream: () => new MediaStream(),
      newConnectionId: randomId,
      warn,
    },
    mark: (name) => {
      performance.mark(name);
    },
  });
  window.addEventListener("online", call.onNetworkChange);
  return {
    ...call,
    dispose: () => {
      window.removeEventListener("online", call.onNetworkChange);
      call.dispose();
    },
  };
}
