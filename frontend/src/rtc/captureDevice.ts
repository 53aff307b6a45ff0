/** A camera or a microphone: started, changed, muted, stopped, unplugged. Of requests that overlap the last one counts. */
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { MediaEnvironment } from "./mediaEnvironment";
import { describeMediaFailure, mediaFailure } from "./mediaFailures";
import type { DeviceState, MediaFailure } from "./types";

export type DeviceKind = "microphone" | "camera";

export interface CaptureDevice extends Snapshots<DeviceState> {
  /** Without an id: the one chosen before, otherwise the browser's choice. */
  readonly start: (deviceId?: string) => Promise<void>;
  /** Takes part in a request that somebody else makes, for both devices at once. */
  readonly begin: () => { readonly adopt: (track: MediaStreamTrack) => void; readonly fail: (failure: MediaFailure) => void };
  /** Where it is not on, this is how it will start. */
  readonly setMuted: (muted: boolean) => void;
  readonly stop: () => void;
}

const qualities: Readonly<Record<DeviceKind, MediaTrackConstraints>> = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
};

const constraintNames = { microphone: "audio", camera: "video" } as const;

export function deviceConstraints(
  kind: DeviceKind,
  deviceId: string | null,
  quality: MediaTrackConstraints = qualities[kind],
): MediaStreamConstraints {
  return { [constraintNames[kind]]: deviceId === null ? quality : { ...quality, deviceId: { exact: deviceId } } };
}

/** `quality` replaces what a call asks of such a device. */
export function createCaptureDevice(
  kind: DeviceKind,
  environment: MediaEnvironment,
  quality?: MediaTrackConstraints,
): CaptureDevice {
  const store = createSnapshotStore<DeviceState>({ kind: "off" });
  let chosenId: string | null = null;
  let muted = false;
  let request = 0;

  /** The function returned turns false when a later request, or a stop, overtakes this one. */
  function nextRequest(next: DeviceState): () => boolean {
    request += 1;
    const number = request;
    const state = store.getSnapshot();
    // Before the next one is opened: many phones open only one camera at a time.
    if (state.kind === "on") state.track.stop();
    store.replace(next);
    return () => number === request;
  }

  function adopt(track: MediaStreamTrack): void {
    track.enabled = !muted;
    // Fires when the device is unplugged or taken away, not when we stop the track ourselves.
    track.addEventListener("ended", () => void onTaken(track));
    store.replace({ kind: "on", track, deviceId: track.getSettings().deviceId ?? null, muted });
  }

  async function onTaken(track: MediaStreamTrack): Promise<void> {
    const state = store.getSnapshot();
    if (state.kind !== "on" || state.track !== track) return;
    chosenId = null;
    await acquire(() => Promise.resolve(mediaFailure(kind, "unplugged")));
  }

  async function acquire(failureOf: (error: unknown) => Promise<MediaFailure>): Promise<void> {
    const { adopt: succeed, fail } = begin();
    try {
      succeed(await captureTrack(deviceConstraints(kind, chosenId, quality), environment));
    } catch (error) {
      fail(await failureOf(error));
    }
  }

  function begin(): ReturnType<CaptureDevice["begin"]> {
    const isCurrent = nextRequest({ kind: "starting" });
    return {
      adopt: (track) => {
        if (isCurrent()) adopt(track);
        else track.stop();
      },
      fail: (failure) => {
        if (isCurrent()) store.replace({ kind: "failed", failure });
      },
    };
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    begin,
    start: async (deviceId) => {
      if (deviceId !== undefined) chosenId = deviceId;
      await acquire((error) => describeCaptureFailure(kind, error, environment));
    },
    setMuted: (next) => {
      muted = next;
      const state = store.getSnapshot();
      if (state.kind !== "on" || state.muted === next) return;
      state.track.enabled = !next;
      store.replace({ ...state, muted: next });
    },
    stop: () => {
      nextRequest({ kind: "off" });
    },
  };
}

async function captureTrack(constraints: MediaStreamConstraints, { devices }: MediaEnvironment): Promise<MediaStreamTrack> {
  if (devices === null) throw new DOMException("There are no media devices.", "NotSupportedError");
  const stream = await devices.getUserMedia(constraints);
  const [track] = stream.getTracks();
  if (track === undefined) throw new DOMException("The stream is empty.", "NotFoundError");
  return track;
}

export async function describeCaptureFailure(
  kind: DeviceKind,
  error: unknown,
  environment: MediaEnvironment,
): Promise<MediaFailure> {
  if (environment.devices === null) return mediaFailure(kind, environment.isSecureContext ? "unsupported" : "insecure-origin");
  return describeMediaFailure(kind, error, await environment.captureFacts(kind));
}
