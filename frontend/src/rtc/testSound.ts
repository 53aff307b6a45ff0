/** Two short tones through the chosen speaker. */
import { applyAudioOutput } from "./audioOutput";

/** Resolves when they are over; rejects where the browser plays nothing. */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  try {
    const output = context.createMediaStreamDestination();
    const element = new Audio();
    element.srcObject = output.stream;
    await applyAudioOutput(element, speakerId);
    await context.resume();
    await element.play();
    await Promise.all([playTone(context, output, 523.25, 0), playTone(context, output, 659.25, 0.35)]);
    element.srcObject = null;
  } finally {
    await context.close();
  }
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
