/** A quiet sound when somebody knocks, made in the browser: two soft notes. It can be switched off, for good. */
import type { BrowserStorage } from "../ui/browserStorage";

export interface KnockSound {
  readonly play: () => void;
  readonly isOn: () => boolean;
  readonly setOn: (on: boolean) => void;
}

const storageKey = "talentsync:knock-sound";
const notesHz = [587, 440] as const;
const noteSeconds = 0.18;
const peak = 0.06;

export function createKnockSound(storage: BrowserStorage): KnockSound {
  let context: AudioContext | null = null;
  const isOn = (): boolean => storage.getItem(storageKey) !== "off";
  return {
    isOn,
    setOn: (on) => {
      storage.setItem(storageKey, on ? "on" : "off");
    },
    play: () => {
      if (!isOn() || typeof AudioContext === "undefined") return;
      try {
        context ??= new AudioContext();
        // Browsers hold sound back on a page that nobody has clicked yet; then there is none.
        void context.resume().catch(() => undefined);
        playNotes(context);
      } catch {
        // A sound is a convenience: without a device there is none.
      }
    },
  };
}

function playNotes(context: AudioContext): void {
  notesHz.forEach((frequency, index) => {
    const start = context.currentTime + index * noteSeconds;
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = "sine";
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(peak, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + noteSeconds * 2);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + noteSeconds * 2);
  });
}
