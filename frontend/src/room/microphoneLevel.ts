/** The level of one's microphone, in the lobby and in the call's dialog, with the reason where there is none. */
import { audibleTrack } from "../rtc/audioLevel";
import type { DeviceState } from "../rtc/types";
import { within } from "../ui/dom";
import { createLevelMeter, type MeasureLevel } from "../ui/levelMeter";
import { startingText } from "./strings";

export interface MicrophoneLevel {
  readonly update: (microphone: DeviceState) => void;
  readonly setShown: (shown: boolean) => void;
}

export function createMicrophoneLevel(root: Element, measureLevel: MeasureLevel): MicrophoneLevel {
  const level = createLevelMeter(within(root, ".level-row", HTMLElement), measureLevel);
  return {
    update: (microphone) => {
      level.setTrack(audibleTrack(microphone), microphone.kind === "starting" ? startingText("microphone") : undefined);
    },
    setShown: level.setShown,
  };
}
