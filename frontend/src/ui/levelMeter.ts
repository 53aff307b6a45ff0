/** The bar that moves when the microphone hears something. */
import { setAttribute, setText, within } from "./dom";

/** Measures one track until it is closed; levels are 0 to 1. */
export type MeasureLevel = (track: MediaStreamTrack) => { readonly read: () => number; readonly close: () => void };

export interface LevelMeter {
  /** null: nothing is sent. */
  readonly setTrack: (track: MediaStreamTrack | null) => void;
  /** Measuring costs an animation frame each time: it runs only where somebody looks. */
  readonly setShown: (shown: boolean) => void;
}

export function createLevelMeter(root: Element, measure: MeasureLevel): LevelMeter {
  const meter = within(root, ".level", HTMLElement);
  const bar = within(root, ".level-bar", HTMLElement);
  const text = within(root, ".level-text", HTMLElement);
  let shown = false;
  let track: MediaStreamTrack | null = null;
  let running: { readonly track: MediaStreamTrack; readonly level: ReturnType<MeasureLevel> } | null = null;

  const draw = (): void => {
    if (running === null) return;
    const level = running.level.read();
    bar.style.transform = `scaleX(${level.toFixed(3)})`;
    // In tenths, so that a screen reader's copy of the page is not rewritten sixty times a second.
    setAttribute(meter, "aria-valuenow", String(Math.round(level * 10) * 10));
    requestAnimationFrame(draw);
  };
  const restart = (): void => {
    const wanted = shown ? track : null;
    if (wanted === (running?.track ?? null)) return;
    running?.level.close();
    running = wanted === null ? null : { track: wanted, level: measure(wanted) };
    bar.style.transform = "scaleX(0)";
    if (running !== null) requestAnimationFrame(draw);
  };
  return {
    setTrack: (next) => {
      track = next;
      setText(text, track === null ? "The microphone is off" : "Speak: the bar should move");
      restart();
    },
    setShown: (isShown) => {
      shown = isShown;
      restart();
    },
  };
}
