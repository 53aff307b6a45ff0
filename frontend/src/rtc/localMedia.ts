/** Camera, microphone, screen and speaker of this page, as one snapshot. */
import { createSnapshotStore } from "../lib/snapshots";
import {
  createCaptureDevice,
  describeCaptureFailure,
  deviceConstraints,
  type CaptureDevice,
  type DeviceKind,
} from "./captureDevice";
import { deviceChoices } from "./deviceChoices";
import { effectOf, setEffect } from "./deviceEffects";
import type { MediaEnvironment } from "./mediaEnvironment";
import { createScreenShare } from "./screenShare";
import type { LocalMedia, LocalMediaSnapshot, MediaFailure } from "./types";

const deviceKinds = ["microphone", "camera"] as const;

export function createLocalMedia(environment: MediaEnvironment): LocalMedia {
  const microphone = createCaptureDevice("microphone", environment);
  const camera = createCaptureDevice("camera", environment);
  const screen = createScreenShare(environment);
  const store = createSnapshotStore<LocalMediaSnapshot>({
    microphone: microphone.getSnapshot(),
    camera: camera.getSnapshot(),
    screen: screen.getSnapshot(),
    microphones: [],
    cameras: [],
    speakers: [],
    speakerId: null,
    canChooseSpeaker: environment.canChooseSpeaker,
    canAskForSpeaker: environment.canChooseSpeaker && environment.selectAudioOutput !== null,
    canShareScreen: environment.getDisplayMedia !== null,
    backgroundBlur: null,
    noiseSuppression: null,
    preview: null,
    screenPreview: null,
  });
  const previewOf = rememberStream(environment);
  const screenPreviewOf = rememberStream(environment);

  function update(change: Partial<LocalMediaSnapshot>): void {
    store.replace({ ...store.getSnapshot(), ...change });
  }

  async function listDevices(): Promise<void> {
    if (environment.devices === null) return;
    const found = await environment.devices.enumerateDevices();
    update({
      microphones: deviceChoices(found, "audioinput", "Microphone"),
      cameras: deviceChoices(found, "videoinput", "Camera"),
      speakers: deviceChoices(found, "audiooutput", "Speaker"),
    });
  }

  function onDevicesChanged(): void {
    void listDevices();
  }

  const effects = {
    backgroundBlur: createEffect("backgroundBlur", () => trackOf(camera), update),
    noiseSuppression: createEffect("noiseSuppression", () => trackOf(microphone), update),
  };

  microphone.subscribe(() => {
    update({ microphone: microphone.getSnapshot() });
    effects.noiseSuppression.onTrack();
  });
  camera.subscribe(() => {
    const state = camera.getSnapshot();
    update({ camera: state, preview: previewOf(state.kind === "on" ? state.track : null) });
    effects.backgroundBlur.onTrack();
  });
  screen.subscribe(() => {
    const state = screen.getSnapshot();
    update({ screen: state, screenPreview: screenPreviewOf(state.kind === "on" ? state.track : null) });
  });
  environment.devices?.addEventListener("devicechange", onDevicesChanged);

  async function started(work: Promise<void>): Promise<void> {
    await work;
    // Browsers tell the names only after a permission.
    await listDevices();
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    start: async (wanted) => {
      const kinds = deviceKinds.filter((kind) => wanted[kind]);
      const [only] = kinds;
      if (kinds.length === 2) await started(startBoth({ microphone, camera }, environment));
      else if (only !== undefined) await started({ microphone, camera }[only].start());
    },
    setMicrophone: async (on) => {
      microphone.setMuted(!on);
      const { kind } = microphone.getSnapshot();
      if (on && kind !== "on" && kind !== "starting") await started(microphone.start());
    },
    setCamera: async (on) => {
      const { kind } = camera.getSnapshot();
      if (!on) camera.stop();
      else if (kind !== "on" && kind !== "starting") await started(camera.start());
    },
    chooseMicrophone: (deviceId) => started(microphone.start(deviceId)),
    chooseCamera: (deviceId) => started(camera.start(deviceId)),
    chooseSpeaker: (deviceId) => {
      update({ speakerId: deviceId });
    },
    setBackgroundBlur: effects.backgroundBlur.set,
    setNoiseSuppression: effects.noiseSuppression.set,
    askForSpeaker: async () => {
      try {
        const chosen = await environment.selectAudioOutput?.();
        if (chosen !== undefined) await listDevices();
        if (chosen !== undefined) update({ speakerId: chosen.deviceId });
        return null;
      } catch (error) {
        return speakerProblem(error);
      }
    },
    startScreen: screen.start,
    stopScreen: screen.stop,
    stop: () => {
      microphone.stop();
      camera.stop();
      screen.stop();
    },
  };
}

/** Closing the browser's list without a choice is no problem. */
function speakerProblem(error: unknown): string | null {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") return null;
  if (name === "NotFoundError") return "No speaker was found. Connect one and try again.";
  return "The browser could not show its list of speakers. The system's default is used.";
}

/**
 * One question to the person instead of two. Where it fails, each device gets its own chance, because browsers give both or
 * neither; but nobody is asked again who has just said no.
 */
async function startBoth(devices: Readonly<Record<DeviceKind, CaptureDevice>>, environment: MediaEnvironment): Promise<void> {
  const requests = { microphone: devices.microphone.begin(), camera: devices.camera.begin() };
  try {
    if (environment.devices === null) throw new DOMException("There are no media devices.", "NotSupportedError");
    const stream = await environment.devices.getUserMedia({
      ...deviceConstraints("microphone", null),
      ...deviceConstraints("camera", null),
    });
    for (const track of stream.getTracks()) requests[track.kind === "audio" ? "microphone" : "camera"].adopt(track);
  } catch (error) {
    const failures = {
      microphone: await describeCaptureFailure("microphone", error, environment),
      camera: await describeCaptureFailure("camera", error, environment),
    };
    const isPersonsNo = failures.microphone.code === failures.camera.code && isAnswer(failures.camera);
    for (const kind of deviceKinds) {
      if (isPersonsNo || environment.devices === null) requests[kind].fail(failures[kind]);
      // Unless it was switched off meanwhile.
      else if (devices[kind].getSnapshot().kind === "starting") await devices[kind].start();
    }
  }
}

function trackOf(device: CaptureDevice): MediaStreamTrack | null {
  const state = device.getSnapshot();
  return state.kind === "on" ? state.track : null;
}

/** An effect of the track that is there, kept over a change of devices. */
function createEffect(
  name: "backgroundBlur" | "noiseSuppression",
  track: () => MediaStreamTrack | null,
  update: (change: Partial<LocalMediaSnapshot>) => void,
): { readonly onTrack: () => void; readonly set: (on: boolean) => Promise<void> } {
  let wanted: boolean | null = null;
  let seen: MediaStreamTrack | null = null;
  const show = (): void => {
    update({ [name]: effectOf(track(), name) });
  };
  const apply = async (): Promise<void> => {
    const current = track();
    if (current !== null && wanted !== null && effectOf(current, name) === !wanted) await setEffect(current, name, wanted);
    show();
  };
  return {
    onTrack: () => {
      if (track() === seen) return;
      seen = track();
      void apply();
    },
    set: async (on) => {
      wanted = on;
      await apply();
    },
  };
}

function isAnswer({ code }: MediaFailure): boolean {
  return code === "denied" || code === "dismissed";
}

/** The same stream object as long as it shows the same track, so that a video element is not restarted. */
function rememberStream(environment: MediaEnvironment): (track: MediaStreamTrack | null) => MediaStream | null {
  let shown: MediaStreamTrack | null = null;
  let stream: MediaStream | null = null;
  return (track) => {
    if (track !== shown) {
      shown = track;
      stream = track === null ? null : environment.createStream([track]);
    }
    return stream;
  };
}
