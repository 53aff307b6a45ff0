/** The controls below what is shown again: scrubber, play, previous and next event, speed, skipping of pauses. */
import { elapsed } from "../lib/duration";
import { byId, setAttribute, setText } from "../ui/dom";
import { neighbour, type Playback, type Span } from "./playback";

export interface PlaybackControls {
  /** From then on they can be used. */
  readonly connect: (playback: Playback) => void;
  readonly update: (playback: Playback) => void;
}

interface Limits {
  readonly startMs: number;
  readonly endMs: number;
}

/** `entries` are what previous and next lead to, and between which pauses are. */
export function createPlaybackControls({ startMs, endMs }: Limits, entries: readonly Span[]): PlaybackControls {
  const scrubber = byId("replay-position", HTMLInputElement);
  const time = byId("replay-time", HTMLElement);
  const play = byId("replay-play", HTMLButtonElement);
  const speed = byId("replay-speed", HTMLSelectElement);
  const skip = byId("replay-skip", HTMLInputElement);
  const total = elapsed(endMs - startMs);
  scrubber.max = String(Math.ceil((endMs - startMs) / 1000));
  return {
    connect: (playback) => {
      const jump = (direction: 1 | -1): void => {
        const target = neighbour(playback.positionMs(), entries, direction);
        if (target !== null) playback.seek(target);
      };
      const applySkip = (): void => {
        playback.skipPauses(skip.checked ? entries : null);
      };
      const applySpeed = (): void => {
        playback.setSpeed(Number(speed.value));
      };
      scrubber.addEventListener("input", () => {
        playback.seek(startMs + Number(scrubber.value) * 1000);
      });
      play.addEventListener("click", () => {
        if (playback.isPlaying()) playback.pause();
        else playback.play();
      });
      byId("replay-previous", HTMLButtonElement).addEventListener("click", () => {
        jump(-1);
      });
      byId("replay-next", HTMLButtonElement).addEventListener("click", () => {
        jump(1);
      });
      speed.addEventListener("change", applySpeed);
      skip.addEventListener("change", applySkip);
      applySkip();
      applySpeed();
      for (const control of document.querySelectorAll<HTMLInputElement>("#replay-controls [disabled]")) control.disabled = false;
    },
    update: (playback) => {
      const sinceStartMs = playback.positionMs() - startMs;
      const words = `${elapsed(sinceStartMs)} of ${total}`;
      scrubber.value = String(Math.round(sinceStartMs / 1000));
      setAttribute(scrubber, "aria-valuetext", words);
      setText(time, words);
      setAttribute(play, "aria-label", playback.isPlaying() ? "Pause" : "Play");
      setAttribute(play, "data-playing", String(playback.isPlaying()));
    },
  };
}
