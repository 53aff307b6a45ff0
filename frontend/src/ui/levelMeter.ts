/** The bar that moves when the microphone hears something. */
import type { DeviceState, LevelMeter } from "../rtc/types";
import { setAttribute, setText, within } from "./dom";

export type OpenMeter = (track: MediaStreamTrack) => LevelMeter;

export interface LevelView {
  readonly update: (microphone: DeviceState) => void;
  /** A meter costs an animation frame each time: it runs only where somebody looks. */
  readonly setShown: (shown: boolean) => void;
}

export function createLevelView(root: Element, openMeter: OpenMeter): LevelView {
  const meter = within(root, ".level", HTMLElement);
  const bar = within(root, ".level-bar", HTMLElement);
  const text = within(root, ".level-text", HTMLElement);
  let shown = false;
  let track: MediaStreamTrack | null = null;
  let running: { readonly track: MediaStreamTrack; readonly meter: LevelMeter } | null = null;

  const draw = (): void => {
    if (running === null) return;
    const level = running.meter.read();
    bar.style.transform = `scaleX(${level.toFixed(3)})`;
    // In tenths, so that a screen reader's copy of the page is not rewritten sixty times a second.
    setAttribute(meter, "aria-valuenow", String(Math.round(level * 10) * 10));
    requestAnimationFrame(draw);
  };
  const restart = (): void => {
    const wanted = shown ? track : null;
    if (wanted === (running?.track ?? null)) return;
    running?.meter.close();
    running = wanted === null ? null : { track: wanted, meter: openMeter(wanted) };
    bar.style.transform = "scaleX(0)";
    if (running !== null) requestAnimationFrame(draw);
  };
  return {
    update: (microphone) => {
      track = microphone.kind === "on" && !microphone.muted ? microphone.track : null;
      setText(text, track === null ? "The microphone is off" : "Speak: the bar should move");
      restart();
    },
    setShown: (isShown) => {
      shown = isShown;
      restart();
    },
  };
}
