/** The bar that moves when the microphone hears something. */
import { setAttribute, setText, within } from "./dom";

/** Measures one track until it is closed; levels are 0 to 1. Throws where this browser cannot. */
export type MeasureLevel = (track: MediaStreamTrack) => Measured;

interface Measured {
  readonly read: () => number;
  readonly close: () => void;
  /** Whether the browser holds the measuring back until somebody clicks or types. */
  readonly isHeld?: () => boolean;
}

export interface LevelMeter {
  /** null: nothing is sent, and `why` says so. */
  readonly setTrack: (track: MediaStreamTrack | null, why?: string) => void;
  /** Measuring costs an animation frame each time: it runs only where somebody looks. */
  readonly setShown: (shown: boolean) => void;
}

const words = {
  off: "The microphone is off",
  speak: "Speak: the bar should move",
  held: "Click anywhere on this page, and the bar shows how loud you are",
  failed: "This browser cannot show how loud you are. The others may hear you all the same.",
} as const;

/** How long a measuring that is still held back after a click or a key may take to start. */
const patienceFrames = 120;

export function createLevelMeter(root: Element, measure: MeasureLevel): LevelMeter {
  const meter = within(root, ".level", HTMLElement);
  const bar = within(root, ".level-bar", HTMLElement);
  const text = within(root, ".level-text", HTMLElement);
  let shown = false;
  let framesHeld = 0;
  let track: MediaStreamTrack | null = null;
  let off: string = words.off;
  /** `level` is null where this browser cannot measure it. */
  let running: { readonly track: MediaStreamTrack; readonly level: Measured | null } | null = null;

  const draw = (): void => {
    const level = running?.level ?? null;
    if (level === null) return;
    const loudness = level.read();
    framesHeld = level.isHeld?.() === true && navigator.userActivation.hasBeenActive ? framesHeld + 1 : 0;
    showWords();
    bar.style.transform = `scaleX(${loudness.toFixed(3)})`;
    // In tenths, so that a screen reader's copy of the page is not rewritten sixty times a second.
    setAttribute(meter, "aria-valuenow", String(Math.round(loudness * 10) * 10));
    requestAnimationFrame(draw);
  };
  const restart = (): void => {
    const wanted = shown ? track : null;
    if (wanted === (running?.track ?? null)) return;
    running?.level?.close();
    running = wanted === null ? null : { track: wanted, level: attempt(measure, wanted) };
    bar.style.transform = "scaleX(0)";
    if (running !== null) requestAnimationFrame(draw);
  };
  const showWords = (): void => {
    const isHeld = running?.level?.isHeld?.() ?? false;
    // Without a loudspeaker some browsers never start it.
    const hasFailed = (running !== null && running.level === null) || (isHeld && framesHeld > patienceFrames);
    const measured = hasFailed ? words.failed : isHeld ? words.held : words.speak;
    setText(text, track === null ? off : measured);
  };
  return {
    setTrack: (next, why = words.off) => {
      track = next;
      off = why;
      restart();
      showWords();
    },
    setShown: (isShown) => {
      shown = isShown;
      restart();
      showWords();
    },
  };
}

function attempt(measure: MeasureLevel, track: MediaStreamTrack): Measured | null {
  try {
    return measure(track);
  } catch {
    // No AudioContext, too many of them, or a track that it does not take.
    return null;
  }
}
