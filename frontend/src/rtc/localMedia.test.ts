import { beforeEach, describe, expect, it } from "vitest";

import { settle } from "../testing/fakeClock";
import { FakeStream, FakeTrack } from "../testing/fakeRtc";
import { createLocalMedia } from "./localMedia";
import type { MediaEnvironment } from "./mediaEnvironment";
import { describeMediaFailure, type CaptureFacts, type CaptureKind } from "./mediaFailures";
import type { LocalMedia, MediaFailureCode } from "./types";

const noFacts: CaptureFacts = { permission: null, allowedByPolicy: null };

describe("the reason of a failure", () => {
  it.each<[string, string, Partial<CaptureFacts>, MediaFailureCode]>([
    ["NotAllowedError", "Permission denied", { permission: "denied" }, "denied"],
    ["NotAllowedError", "Permission denied", {}, "denied"],
    ["NotAllowedError", "Permission dismissed", { permission: "prompt" }, "dismissed"],
    ["NotAllowedError", "Permission denied by system", { permission: "granted" }, "blocked-by-system"],
    ["NotAllowedError", "Permission denied", { allowedByPolicy: false }, "blocked-by-policy"],
    ["NotAllowedError", "Permission denied", { permission: "granted" }, "blocked-by-policy"],
    ["SecurityError", "", {}, "blocked-by-policy"],
    ["NotFoundError", "Requested device not found", {}, "no-device"],
    ["NotReadableError", "Could not start video source", {}, "in-use"],
    ["AbortError", "Starting failed", {}, "in-use"],
    ["OverconstrainedError", "", {}, "overconstrained"],
    ["NotSupportedError", "", {}, "unsupported"],
    ["Whatever", "", {}, "unknown"],
  ])("%s “%s” %o is %s", (name, message, facts, code) => {
    const failure = describeMediaFailure("camera", new DOMException(message, name), { ...noFacts, ...facts });
    expect(failure.code).toBe(code);
    expect(failure.message).toContain("camera");
  });

  it("holds the browser's words only where there are none of ours", () => {
    const words = (name: string): string => describeMediaFailure("camera", new DOMException("raw", name), noFacts).message;
    expect(words("NotReadableError")).not.toContain("raw");
    expect(words("Whatever")).toBe("The camera could not be started. (raw)");
  });
});

type Answer = (constraints: MediaStreamConstraints) => readonly FakeTrack[];

let asked: MediaStreamConstraints[];
let answer: Answer;
let screenAnswer: () => readonly FakeTrack[];
let deviceEvents: EventTarget;
let devices: Partial<MediaDeviceInfo>[];
let facts: Record<CaptureKind, CaptureFacts>;
let made: FakeTrack[];

function fail(name: string, message = ""): never {
  throw new DOMException(message, name);
}

/** A camera and a microphone that work. */
function everything({ audio, video }: MediaStreamConstraints): readonly FakeTrack[] {
  const kinds = [...(audio === undefined ? [] : ["audio" as const]), ...(video === undefined ? [] : ["video" as const])];
  return kinds.map((kind) => new FakeTrack(kind));
}

function environment(change: Partial<MediaEnvironment> = {}): MediaEnvironment {
  const deliver = (tracks: readonly FakeTrack[]): MediaStream => {
    made.push(...tracks);
    return new FakeStream(tracks.map((track) => track.asTrack())).asStream();
  };
  return {
    devices: {
      getUserMedia: async (constraints = {}) => {
        asked.push(constraints);
        await Promise.resolve();
        return deliver(answer(constraints));
      },
      enumerateDevices: () => Promise.resolve(devices as MediaDeviceInfo[]),
      addEventListener: deviceEvents.addEventListener.bind(deviceEvents),
    },
    getDisplayMedia: async () => {
      await Promise.resolve();
      return deliver(screenAnswer());
    },
    isSecureContext: true,
    canChooseSpeaker: true,
    selectAudioOutput: null,
    captureFacts: (kind) => Promise.resolve(facts[kind]),
    createStream: (tracks) => new FakeStream(tracks).asStream(),
    ...change,
  };
}

const kinds = (media: LocalMedia): string[] => {
  const { microphone, camera, screen } = media.getSnapshot();
  return [microphone, camera, screen].map((state) =>
    state.kind === "failed" ? `${state.kind}: ${state.failure.code}` : state.kind,
  );
};

beforeEach(() => {
  asked = [];
  made = [];
  answer = everything;
  screenAnswer = () => [new FakeTrack("video", "screen")];
  deviceEvents = new EventTarget();
  devices = [];
  facts = { microphone: noFacts, camera: noFacts, screen: noFacts };
});

describe("starting both devices", () => {
  const both = { microphone: true, camera: true };

  it("asks the person once", async () => {
    const media = createLocalMedia(environment());
    const starting = media.start(both);
    expect(kinds(media)).toEqual(["starting", "starting", "off"]);
    await starting;
    expect(kinds(media)).toEqual(["on", "on", "off"]);
    expect(asked).toHaveLength(1);
  });

  it("has the microphone where there is no camera", async () => {
    answer = (constraints) => (constraints.video === undefined ? everything(constraints) : fail("NotFoundError"));
    const media = createLocalMedia(environment());
    await media.start(both);
    expect(kinds(media)).toEqual(["on", "failed: no-device", "off"]);
  });

  it("has the microphone where only the camera is kept away by policy", async () => {
    facts.camera = { permission: "granted", allowedByPolicy: false };
    facts.microphone = { permission: "granted", allowedByPolicy: true };
    answer = (constraints) => (constraints.video === undefined ? everything(constraints) : fail("NotAllowedError"));
    const media = createLocalMedia(environment());
    await media.start(both);
    expect(kinds(media)).toEqual(["on", "failed: blocked-by-policy", "off"]);
  });

  it.each(["denied", "prompt"] as const)("does not ask again somebody whose answer is %s", async (permission) => {
    facts.camera = facts.microphone = { permission, allowedByPolicy: true };
    answer = () => fail("NotAllowedError");
    const media = createLocalMedia(environment());
    await media.start(both);
    const code = permission === "denied" ? "denied" : "dismissed";
    expect(kinds(media)).toEqual([`failed: ${code}`, `failed: ${code}`, "off"]);
    expect(asked).toHaveLength(1);
  });

  it.each([
    [false, "insecure-origin"],
    [true, "unsupported"],
  ] as const)("says why there are no devices at all (secure: %s)", async (isSecureContext, code) => {
    const media = createLocalMedia(environment({ devices: null, isSecureContext }));
    await media.start(both);
    expect(kinds(media)).toEqual([`failed: ${code}`, `failed: ${code}`, "off"]);
  });

  it("keeps a camera off that was switched off while the browser asked", async () => {
    const media = createLocalMedia(environment());
    const starting = media.start(both);
    await media.setCamera(false);
    await starting;
    expect(kinds(media)).toEqual(["on", "off", "off"]);
    expect(made.find((track) => track.kind === "video")?.readyState).toBe("ended");
  });
});

describe("switches", () => {
  it("mute the microphone without closing it", async () => {
    const media = createLocalMedia(environment());
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    expect(media.getSnapshot().microphone).toMatchObject({ kind: "on", muted: true });
    expect(made.map(({ enabled, readyState }) => [enabled, readyState])).toEqual([[false, "live"]]);
    await media.setMicrophone(true);
    expect(made.map(({ enabled }) => enabled)).toEqual([true]);
    expect(asked).toHaveLength(1);
  });

  it("put the camera's light out, and on again", async () => {
    const media = createLocalMedia(environment());
    await media.setCamera(true);
    expect(media.getSnapshot().preview?.getTracks()).toEqual([made[0]]);
    await media.setCamera(false);
    expect(made[0]?.readyState).toBe("ended");
    expect(media.getSnapshot().preview).toBeNull();
    await media.setCamera(true);
    expect(kinds(media)).toEqual(["off", "on", "off"]);
  });

  it("keep a microphone muted when another one is chosen", async () => {
    const media = createLocalMedia(environment());
    await media.setMicrophone(true);
    await media.setMicrophone(false);
    await media.chooseMicrophone("second");
    expect(asked.at(-1)).toMatchObject({ audio: { deviceId: { exact: "second" } } });
    expect(made.map(({ enabled, readyState }) => [enabled, readyState])).toEqual([
      [false, "ended"],
      [false, "live"],
    ]);
  });

  it("let the last of two choices count", async () => {
    const media = createLocalMedia(environment());
    await Promise.all([media.chooseCamera("first"), media.chooseCamera("second")]);
    expect(made.map(({ readyState }) => readyState)).toEqual(["ended", "live"]);
    expect(media.getSnapshot().camera).toMatchObject({ kind: "on", track: made[1] });
  });

  it("say so when the chosen camera is gone", async () => {
    answer = () => fail("OverconstrainedError");
    const media = createLocalMedia(environment());
    await media.chooseCamera("gone");
    expect(kinds(media)[1]).toBe("failed: overconstrained");
  });
});

describe("an unplugged device", () => {
  it("is followed by another one", async () => {
    const media = createLocalMedia(environment());
    await media.chooseCamera("external");
    made[0]?.end();
    await settle();
    expect(asked.at(-1)).not.toHaveProperty("video.deviceId");
    expect(media.getSnapshot().camera).toMatchObject({ kind: "on", track: made[1] });
  });

  it("is told of where there is no other", async () => {
    const media = createLocalMedia(environment());
    await media.setMicrophone(true);
    answer = () => fail("NotFoundError");
    made[0]?.end();
    await settle();
    expect(kinds(media)[0]).toBe("failed: unplugged");
  });

  it("vanishes from the list", async () => {
    devices = [
      { kind: "videoinput", deviceId: "a", label: "Front" },
      { kind: "videoinput", deviceId: "b", label: "" },
      { kind: "audiooutput", deviceId: "", label: "" },
    ];
    const media = createLocalMedia(environment());
    await media.setCamera(true);
    const { cameras, speakers } = media.getSnapshot();
    expect(cameras).toEqual([
      { deviceId: "a", label: "Front" },
      { deviceId: "b", label: "Camera 2" },
    ]);
    expect(speakers).toEqual([]);
    devices = devices.slice(0, 1);
    deviceEvents.dispatchEvent(new Event("devicechange"));
    await settle();
    expect(media.getSnapshot().cameras.map(({ deviceId }) => deviceId)).toEqual(["a"]);
  });
});

describe("the shared screen", () => {
  it("is on until we, or the browser's own button, end it", async () => {
    const media = createLocalMedia(environment());
    await media.startScreen();
    expect(kinds(media)[2]).toBe("on");
    expect(media.getSnapshot().screenPreview?.getTracks()).toEqual([made[0]]);
    media.stopScreen();
    expect([kinds(media)[2], made[0]?.readyState]).toEqual(["off", "ended"]);
    await media.startScreen();
    made[1]?.end();
    expect(kinds(media)[2]).toBe("off");
    expect(media.getSnapshot().screenPreview).toBeNull();
  });

  it("stays off without complaint when the browser's dialog is closed", async () => {
    screenAnswer = () => fail("NotAllowedError", "Permission denied");
    const media = createLocalMedia(environment());
    await media.startScreen();
    expect(kinds(media)[2]).toBe("off");
  });

  it("says so where the system or the browser does not allow it", async () => {
    screenAnswer = () => fail("NotAllowedError", "Permission denied by system");
    const media = createLocalMedia(environment());
    await media.startScreen();
    expect(kinds(media)[2]).toBe("failed: blocked-by-system");
    const onPhone = createLocalMedia(environment({ getDisplayMedia: null }));
    expect(onPhone.getSnapshot().canShareScreen).toBe(false);
    await onPhone.startScreen();
    expect(kinds(onPhone)[2]).toBe("failed: unsupported");
  });
});

describe("stopping", () => {
  it("ends every track", async () => {
    const media = createLocalMedia(environment());
    await media.start({ microphone: true, camera: true });
    await media.startScreen();
    media.stop();
    expect(kinds(media)).toEqual(["off", "off", "off"]);
    expect(made.map(({ readyState }) => readyState)).toEqual(["ended", "ended", "ended"]);
  });
});

describe("effects", () => {
  class EffectTrack extends FakeTrack {
    #settings: Record<string, unknown> = { backgroundBlur: false, noiseSuppression: true };
    offered: Record<string, unknown> = { backgroundBlur: [true, false], noiseSuppression: [true, false] };

    getCapabilities(): object {
      return this.offered;
    }

    getConstraints(): object {
      return {};
    }

    override getSettings(): MediaTrackSettings {
      return { deviceId: this.deviceId, ...this.#settings };
    }

    applyConstraints(constraints: object): Promise<void> {
      this.#settings = { ...this.#settings, ...constraints };
      return Promise.resolve();
    }
  }
  const effects = ({ getSnapshot }: LocalMedia): unknown => {
    const { backgroundBlur, noiseSuppression } = getSnapshot();
    return { backgroundBlur, noiseSuppression };
  };

  it("are offered where the device has a choice of them, and stay over a change of devices", async () => {
    answer = (constraints) => everything(constraints).map(({ kind, deviceId }) => new EffectTrack(kind, deviceId));
    const media = createLocalMedia(environment());
    expect(effects(media)).toEqual({ backgroundBlur: null, noiseSuppression: null });
    await media.start({ microphone: true, camera: true });
    expect(effects(media)).toEqual({ backgroundBlur: false, noiseSuppression: true });
    await media.setBackgroundBlur(true);
    await media.setNoiseSuppression(false);
    expect(effects(media)).toEqual({ backgroundBlur: true, noiseSuppression: false });
    await media.chooseCamera("other");
    await settle();
    expect(effects(media)).toEqual({ backgroundBlur: true, noiseSuppression: false });
    await media.setCamera(false);
    expect(effects(media)).toEqual({ backgroundBlur: null, noiseSuppression: false });
  });

  it("are not offered where the system has decided, or the browser knows none", async () => {
    answer = (constraints) =>
      everything(constraints).map(({ kind }) => {
        const track = new EffectTrack(kind);
        track.offered = { backgroundBlur: [true] };
        return track;
      });
    const media = createLocalMedia(environment());
    await media.start({ microphone: true, camera: true });
    await media.setBackgroundBlur(false);
    expect(effects(media)).toEqual({ backgroundBlur: null, noiseSuppression: null });
  });
});

describe("a browser that has a list of speakers of its own", () => {
  const chosen = { kind: "audiooutput", deviceId: "desk", label: "Desk speaker" } as MediaDeviceInfo;

  it("is asked for it, and what is chosen there is in our list and used", async () => {
    const selectAudioOutput = (): Promise<MediaDeviceInfo> => {
      devices = [chosen];
      return Promise.resolve(chosen);
    };
    const media = createLocalMedia(environment({ selectAudioOutput }));
    expect(media.getSnapshot()).toMatchObject({ canAskForSpeaker: true, speakers: [] });
    expect(await media.askForSpeaker()).toBeNull();
    expect(media.getSnapshot()).toMatchObject({ speakers: [{ label: "Desk speaker" }], speakerId: "desk" });
  });

  it.each([
    ["NotAllowedError", null],
    ["NotFoundError", "No speaker was found. Connect one and try again."],
    ["InvalidStateError", "The browser could not show its list of speakers. The system's default is used."],
  ])("keeps the default after a %s", async (name, words) => {
    const media = createLocalMedia(environment({ selectAudioOutput: () => Promise.reject(new DOMException("", name)) }));
    expect(await media.askForSpeaker()).toBe(words);
    expect(media.getSnapshot().speakerId).toBeNull();
  });

  it("is none where all are listed, or where none can be chosen", () => {
    expect(createLocalMedia(environment()).getSnapshot().canAskForSpeaker).toBe(false);
    const selectAudioOutput = (): Promise<MediaDeviceInfo> => Promise.resolve(chosen);
    const fixed = createLocalMedia(environment({ selectAudioOutput, canChooseSpeaker: false }));
    expect(fixed.getSnapshot().canAskForSpeaker).toBe(false);
  });
});
