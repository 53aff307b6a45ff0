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
}

export function createBrowserCall({ roomId, token }: BrowserCallOptions): Call {
  const call = createCall({
    hasWebRtc: hasWebRtc(),
    roomId,
    createSocket: socketIoFactory(token),
    clock: systemClock,
    resumeTokens: sessionResumeTokens(),
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

/** Per tab and surviving a reload, which is what a resume token is for. Where storage is forbidden, a reload joins anew. */
function sessionResumeTokens(): ResumeTokens {
  const key = (roomId: string): string => `talentsync:resume:${roomId}`;
  const attempt = <Value>(action: () => Value): Value | null => {
    try {
      return action();
    } catch {
      return null;
    }
  };
  return {
    read: (roomId) => attempt(() => sessionStorage.getItem(key(roomId))),
    write: (roomId, token) => {
      attempt(() => {
        sessionStorage.setItem(key(roomId), token);
      });
    },
    forget: (roomId) => {
      attempt(() => {
        sessionStorage.removeItem(key(roomId));
      });
    },
  };
}
