/** Whether somebody speaks: from the loudness that comes with each packet of sound, without decoding it twice. */
import { createTimer, type Clock } from "../lib/clock";

export interface SpeakingMeter {
  readonly isSpeaking: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

const intervalMs = 250;
/** About -40 dB below the loudest possible: above the noise of a room, below a quiet voice. */
const threshold = 0.01;
/** Words have pauses between them. */
const holdMs = 900;

export function createSpeakingMeter(options: {
  readonly clock: Clock;
  /** 0 to 1; null where nothing comes. */
  readonly readLevel: () => number | null;
  readonly onChange: () => void;
}): SpeakingMeter {
  const { clock, readLevel, onChange } = options;
  const timer = createTimer(clock);
  let isSpeaking = false;
  let heardAtMs = Number.NEGATIVE_INFINITY;

  function look(): void {
    const nowMs = clock.nowMs();
    if ((readLevel() ?? 0) >= threshold) heardAtMs = nowMs;
    set(nowMs - heardAtMs < holdMs);
    timer.start(intervalMs, look);
  }

  function set(next: boolean): void {
    if (next === isSpeaking) return;
    isSpeaking = next;
    onChange();
  }

  return {
    isSpeaking: () => isSpeaking,
    start: () => {
      if (!timer.isRunning()) look();
    },
    stop: () => {
      timer.cancel();
      heardAtMs = Number.NEGATIVE_INFINITY;
      set(false);
    },
  };
}

/** Of the newest packet that was played; browsers tell it without a request to the stack. */
export function receivedLevel(receiver: RTCRtpReceiver | undefined): number | null {
  // Not in every browser.
  if (receiver === undefined || !("getSynchronizationSources" in receiver)) return null;
  return receiver.getSynchronizationSources()[0]?.audioLevel ?? null;
}
