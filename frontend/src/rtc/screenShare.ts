/** The shared screen, ended by us or by the browser's own "stop sharing" button. */
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { MediaEnvironment } from "./mediaEnvironment";
import { describeMediaFailure, mediaFailure } from "./mediaFailures";
import type { ScreenState } from "./types";

export interface ScreenShare extends Snapshots<ScreenState> {
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

export function createScreenShare(environment: MediaEnvironment): ScreenShare {
  const store = createSnapshotStore<ScreenState>({ kind: "off" });
  let request = 0;

  function stop(): void {
    request += 1;
    const state = store.getSnapshot();
    if (state.kind === "on") state.track.stop();
    if (state.kind !== "off") store.replace({ kind: "off" });
  }

  function adopt(track: MediaStreamTrack): void {
    // Text has to stay sharp; a frame less does not matter.
    track.contentHint = "detail";
    track.addEventListener("ended", () => {
      const state = store.getSnapshot();
      if (state.kind === "on" && state.track === track) stop();
    });
    store.replace({ kind: "on", track });
  }

  async function failedState(error: unknown): Promise<ScreenState> {
    const failure = describeMediaFailure("screen", error, await environment.captureFacts("screen"));
    // Closing the browser's dialog looks like a refusal, and is what the person wanted.
    return failure.code === "denied" ? { kind: "off" } : { kind: "failed", failure };
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    stop,
    start: async () => {
      const { kind } = store.getSnapshot();
      if (kind === "on" || kind === "starting") return;
      request += 1;
      const number = request;
      const { getDisplayMedia } = environment;
      if (getDisplayMedia === null) {
        store.replace({ kind: "failed", failure: mediaFailure("screen", "unsupported") });
        return;
      }
      store.replace({ kind: "starting" });
      try {
        const [track] = (await getDisplayMedia({ video: { frameRate: { ideal: 15, max: 30 } }, audio: false })).getVideoTracks();
        if (track === undefined) throw new DOMException("The stream is empty.", "NotFoundError");
        if (number === request) adopt(track);
        else track.stop();
      } catch (error) {
        const state = await failedState(error);
        if (number === request) store.replace(state);
      }
    },
  };
}
