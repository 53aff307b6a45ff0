/** Before the room: look at yourself, choose devices, say your name, join or wait. */
import type { Call, CallSnapshot, DeviceState } from "../rtc/types";
import { byId, setText, within } from "../ui/dom";
import type { MeasureLevel } from "../ui/levelMeter";
import { createDeviceFields } from "./deviceFields";
import { mediaProblems, showProblems } from "./mediaProblems";
import { createMicrophoneLevel } from "./microphoneLevel";
import type { Practice } from "./practice";
import { joinHint, joinWhileAskedText, startingText, waitingText } from "./strings";

export interface Lobby {
  /** Joins by the name in the form. */
  readonly join: () => void;
  /** The name in the form, trimmed; empty for the one on record. */
  readonly name: () => string;
  /** Joins by another name, which goes into the form. */
  readonly joinAs: (name: string) => void;
  readonly update: (snapshot: CallSnapshot, shown: boolean) => void;
}

interface Dependencies {
  readonly call: Call;
  readonly measureLevel: MeasureLevel;
  readonly withVideo: boolean;
  readonly practice: Practice;
}

export function createLobby({ call, measureLevel, withVideo, practice }: Dependencies): Lobby {
  const root = byId("lobby", HTMLElement);
  const form = byId("join-form", HTMLFormElement);
  const name = byId("your-name", HTMLInputElement);
  const button = byId("join-button", HTMLButtonElement);
  const hint = byId("join-hint", HTMLElement);
  const status = byId("join-status", HTMLElement);
  const video = byId("preview-video", HTMLVideoElement);
  const previewText = byId("preview-text", HTMLElement);
  const problems = byId("media-problems", HTMLElement);
  const devices = createDeviceFields(within(root, "[data-devices]", HTMLElement), call.media);
  const level = createMicrophoneLevel(root, measureLevel);

  const typedName = (): string => name.value.trim();
  const join = (): void => {
    const typed = typedName();
    call.join(typed === "" ? undefined : typed);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    join();
  });

  return {
    join,
    name: typedName,
    joinAs: (chosen) => {
      name.value = chosen;
      join();
    },
    update: (snapshot, shown) => {
      root.hidden = !shown;
      level.setShown(shown);
      if (!shown) return;
      const { local } = snapshot;
      if (video.srcObject !== local.preview) video.srcObject = local.preview;
      video.hidden = local.preview === null;
      previewText.hidden = local.preview !== null;
      setText(previewText, cameraText(local.camera));
      devices.update(local);
      level.update(local.microphone);
      showProblems(problems, mediaProblems(local));

      const progress = joinProgress(snapshot);
      const busy = progress?.busy ?? false;
      if (snapshot.signaling.kind === "waiting") practice.offer();
      button.disabled = busy;
      name.readOnly = busy;
      const starting = local.microphone.kind === "starting" || local.camera.kind === "starting";
      const words = starting ? joinWhileAskedText : joinHint(local.microphone, local.camera);
      setText(hint, withVideo && !busy ? words : "");
      status.hidden = progress === null;
      status.classList.toggle("busy", busy);
      status.classList.toggle("failed", !busy);
      setText(status, progress?.text ?? "");
    },
  };
}

/** Nothing is said of a camera that is on, to those who read the page by its text either. */
function cameraText({ kind }: DeviceState): string {
  return kind === "on" ? "" : kind === "starting" ? startingText("camera") : "Your camera is off";
}

interface Progress {
  readonly text: string;
  readonly busy: boolean;
}

function joinProgress({ signaling }: CallSnapshot): Progress | null {
  switch (signaling.kind) {
    case "connecting":
      return { text: "Joining…", busy: true };
    case "reconnecting":
      return { text: "TalentSync cannot be reached. Trying again…", busy: true };
    case "waiting":
      return { text: waitingText(signaling), busy: true };
    case "refused":
      return { text: signaling.message, busy: false };
    default:
      return null;
  }
}
