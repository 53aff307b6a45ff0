/** The choice of camera, microphone and speaker: the same fields in the lobby and in the call's dialog. */
import type { DeviceChoice, DeviceState, LocalMedia, LocalMediaSnapshot } from "../rtc/types";
import { setText, within } from "../ui/dom";

export interface DeviceFields {
  readonly update: (local: LocalMediaSnapshot) => void;
}

export function createDeviceFields(root: Element, media: LocalMedia): DeviceFields {
  const select = (name: string): HTMLSelectElement => within(root, `select[name="${name}"]`, HTMLSelectElement);
  const camera = select("camera");
  const microphone = select("microphone");
  const speaker = select("speaker");
  camera.addEventListener("change", () => void media.chooseCamera(camera.value));
  microphone.addEventListener("change", () => void media.chooseMicrophone(microphone.value));
  speaker.addEventListener("change", () => {
    media.chooseSpeaker(speaker.value);
  });
  const ask = within(root, '[name="ask-speaker"]', HTMLButtonElement);
  const problem = within(root, ".speaker-problem", HTMLElement);
  ask.addEventListener("click", () => {
    setText(problem, "");
    void media.askForSpeaker().then((words) => {
      setText(problem, words ?? "");
    });
  });
  return {
    update: (local) => {
      fill(camera, local.cameras, chosen(local.camera), "Not available");
      fill(microphone, local.microphones, chosen(local.microphone), "Not available");
      fill(speaker, local.speakers, local.speakerId, "The system's default");
      const field = speaker.closest(".field");
      ask.hidden = !local.canAskForSpeaker;
      const isEmpty = local.speakers.length === 0 && !local.canAskForSpeaker;
      if (field instanceof HTMLElement) field.hidden = !local.canChooseSpeaker || isEmpty;
    },
  };
}

function chosen(state: DeviceState): string | null {
  return state.kind === "on" ? state.deviceId : null;
}

function fill(select: HTMLSelectElement, devices: readonly DeviceChoice[], deviceId: string | null, none: string): void {
  const choices = devices.length === 0 ? [{ deviceId: "", label: none }] : devices;
  const signature = JSON.stringify(choices);
  // Rebuilding an open list would close it under the person's hand.
  if (select.dataset["choices"] !== signature) {
    const kept = select.value;
    select.dataset["choices"] = signature;
    select.replaceChildren(...choices.map(({ deviceId: value, label }) => new Option(label, value)));
    if (choices.some(({ deviceId: value }) => value === kept)) select.value = kept;
    select.disabled = devices.length === 0;
  }
  if (deviceId !== null && choices.some(({ deviceId: value }) => value === deviceId)) select.value = deviceId;
}
