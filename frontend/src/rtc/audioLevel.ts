/** How loud a microphone is, for a meter that shows that it works. */
import type { DeviceState } from "./types";

export interface AudioLevel {
  /** Loudness now, 0 (silence) to 1. Cheap enough for every animation frame. */
  readonly read: () => number;
  readonly close: () => void;
  /** Whether the browser holds it back until somebody clicks or types. */
  readonly isHeld: () => boolean;
}

/** What counts as silence and as full, in decibels below the loudest possible. */
const quietestDb = -60;
const loudestDb = -10;

/** What the others hear; null while the microphone is off or muted. */
export function audibleTrack(microphone: DeviceState): MediaStreamTrack | null {
  return microphone.kind === "on" && !microphone.muted ? microphone.track : null;
}

/** `samples` are -1 to 1; the level is 0 (silence) to 1, even in decibels, as ears hear. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rootMeanSquare = Math.sqrt(sum / Math.max(1, samples.length));
  if (rootMeanSquare === 0) return 0;
  const decibels = 20 * Math.log10(rootMeanSquare);
  return Math.min(1, Math.max(0, (decibels - quietestDb) / (loudestDb - quietestDb)));
}

/** The reverse of `levelOf`: the root mean square that has this level, 0 for silence. */
export function amplitudeOf(level: number): number {
  return level <= 0 ? 0 : 10 ** ((quietestDb + level * (loudestDb - quietestDb)) / 20);
}

/** Nothing is played, so no output device is fed (which took most of the work), and what is measured need not come at once. */
function createSilentContext(): AudioContext {
  const options: AudioContextOptions & { readonly sinkId: { readonly type: "none" } } = {
    latencyHint: "playback",
    sinkId: { type: "none" },
  };
  return new AudioContext(options);
}

/** Needs no script of its own beside the page's, so the page's policy need not allow one. */
export function measureAudioLevel(track: MediaStreamTrack): AudioLevel {
  const context = createSilentContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  const samples = new Float32Array(analyser.fftSize);
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // Browsers hold a context back until the person has done something; it then starts with the next read.
  const resume = (): void => {
    if (context.state === "suspended") context.resume().catch(() => undefined);
  };
  resume();
  return {
    read: () => {
      resume();
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    },
    close: () => {
      void context.close();
    },
    isHeld: () => context.state === "suspended",
  };
}
