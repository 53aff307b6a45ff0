/** Whether one speaks oneself, as the others hear it: from the microphone, before anything is sent. */
import type { Clock } from "../lib/clock";
import { amplitudeOf, type AudioLevel } from "./audioLevel";
import { createSpeakingMeter } from "./speaking";

export interface OwnVoice {
  readonly isSpeaking: () => boolean;
  /** What the others get; null: nothing. */
  readonly setTrack: (track: MediaStreamTrack | null) => void;
}

export interface OwnVoiceOptions {
  readonly clock: Clock;
  /** Throws where this browser cannot. */
  readonly measure: (track: MediaStreamTrack) => Pick<AudioLevel, "read" | "close">;
  readonly onChange: () => void;
}

export function createOwnVoice({ clock, measure, onChange }: OwnVoiceOptions): OwnVoice {
  let current: MediaStreamTrack | null = null;
  let level: Pick<AudioLevel, "read" | "close"> | null = null;
  const meter = createSpeakingMeter({
    clock,
    readLevel: () => (level === null ? null : amplitudeOf(level.read())),
    onChange,
  });
  return {
    isSpeaking: meter.isSpeaking,
    setTrack: (track) => {
      if (track === current) return;
      current = track;
      level?.close();
      level = null;
      meter.stop();
      if (track === null) return;
      try {
        level = measure(track);
      } catch {
        // No AudioContext, or too many of them: then there is no mark, as without a voice.
        return;
      }
      meter.start();
    },
  };
}
