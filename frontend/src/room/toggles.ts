/** Buttons for microphone, camera and screen, wherever they stand on the page. */
import type { DeviceState, LocalMedia, LocalMediaSnapshot, ScreenState } from "../rtc/types";
import { setAttribute } from "../ui/dom";

export type Toggled = "microphone" | "camera" | "screen";

export interface Toggles {
  readonly flip: (what: Toggled) => void;
  readonly update: (local: LocalMediaSnapshot) => void;
}

const titles: Readonly<Record<Toggled, readonly [off: string, on: string]>> = {
  microphone: ["Turn the microphone on", "Turn the microphone off"],
  camera: ["Turn the camera on", "Turn the camera off"],
  screen: ["Share your screen", "Stop sharing your screen"],
};

/** `hintOf` is what a title says of the key. */
export function createToggles(media: LocalMedia, hintOf: (what: Toggled) => string): Toggles {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>("button[data-control]")].map((button) => ({
    button,
    what: button.dataset["control"] as Toggled,
  }));
  const flip = (what: Toggled): void => {
    const local = media.getSnapshot();
    const on = !isOn(local[what]);
    if (what === "microphone") void media.setMicrophone(on);
    else if (what === "camera") void media.setCamera(on);
    else if (!on) media.stopScreen();
    else if (local.canShareScreen) void media.startScreen();
  };
  for (const { button, what } of buttons) {
    button.addEventListener("click", () => {
      flip(what);
    });
  }
  return {
    flip,
    update: (local) => {
      for (const { button, what } of buttons) {
        const state = local[what];
        const on = isOn(state);
        setAttribute(button, "aria-pressed", String(on));
        setAttribute(button, "title", `${titles[what][on ? 1 : 0]}${hintOf(what)}`);
        setAttribute(button, "data-state", state.kind);
        button.disabled = state.kind === "starting";
        if (what === "screen") button.hidden = !local.canShareScreen;
      }
    },
  };
}

function isOn(state: DeviceState | ScreenState): boolean {
  return state.kind === "on" && !("muted" in state && state.muted);
}
