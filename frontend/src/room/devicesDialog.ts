/** The dialog in which camera, microphone and speaker are changed during the call. */
import type { CallSnapshot, LocalMedia } from "../rtc/types";
import { byId, within } from "../ui/dom";
import type { MeasureLevel } from "../ui/levelMeter";
import { createDeviceFields } from "./deviceFields";
import { mediaProblems, showProblems } from "./mediaProblems";
import { createMicrophoneLevel } from "./microphoneLevel";

export interface DevicesDialog {
  readonly update: (snapshot: CallSnapshot) => void;
}

export function createDevicesDialog(media: LocalMedia, measureLevel: MeasureLevel): DevicesDialog {
  const dialog = byId("devices-dialog", HTMLDialogElement);
  const fields = createDeviceFields(within(dialog, "[data-devices]", HTMLElement), media);
  const level = createMicrophoneLevel(dialog, measureLevel);
  const problems = byId("call-media-problems", HTMLElement);
  byId("open-devices", HTMLButtonElement).addEventListener("click", () => {
    dialog.showModal();
    level.setShown(true);
  });
  dialog.addEventListener("close", () => {
    level.setShown(false);
  });
  return {
    update: ({ local }) => {
      fields.update(local);
      level.update(local.microphone);
      showProblems(problems, mediaProblems(local));
    },
  };
}
