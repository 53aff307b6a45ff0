/** Two short tones through the chosen speaker. */
import type { Clock } from "../lib/clock";
import { applyAudioOutput } from "./audioOutput";

/** Of two tones that take less than a second. */
const timeoutMs = 5_000;

/** Resolves when they are over; rejects where the browser plays nothing, or nothing for a while. */
export async function playTestSound(speakerId: string | null, clock: Clock): Promise<void> {
  const context = new AudioContext();
  const element = new Audio();
  let cancel: () => void = () => undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(timeoutMs, () => {
      reject(new Error("The test sound did not come to its end."));
    });
  });
  try {
    await Promise.race([playTones(context, element, speakerId), expired]);
  } finally {
    cancel();
    element.srcObject = null;
    // Nobody waits for it: without a loudspeaker some browsers never get there.
    void context.close().catch(() => undefined);
  }
}

async function playTones(context: AudioContext, element: HTMLAudioElement, speakerId: string | null): Promise<void> {
  const output = context.createMediaStreamDestination();
  element.srcObject = output.stream;
  await applyAudioOutput(element, speakerId);
  // Held back until a click or without a loudspeaker, this stays open.
  await context.resume();
  await element.play();
  await Promise.all([playTone(context, output, 523.25, 0), playTone(context, output, 659.25, 0.35)]);
}

function playTone(context: AudioContext, output: AudioNode, hertz: number, afterSeconds: number): Promise<void> {
  const tone = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  const start = context.currentTime + afterSeconds;
  // Without a slope it would click.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.25, start + 0.03);
  volume.gain.linearRampToValueAtTime(0, start + 0.32);
  tone.connect(volume).connect(output);
  tone.start(start);
  tone.stop(start + 0.35);
  return new Promise((resolve) => {
    tone.addEventListener("ended", () => {
      resolve();
    });
  });
}
