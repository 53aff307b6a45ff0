/** The controls below what is shown again: scrubber, play, previous and next of a kind, speed, skipping of pauses. */
import { elapsed } from "../lib/duration";
import { byId, setAttribute, setText } from "../ui/dom";
import { element } from "../ui/elements";
import { kindsAmong, type Marked, markWords, showMarkLegend } from "./marks";
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
export function createPlaybackControls({ startMs, endMs }: Limits, entries: readonly (Span & Marked)[]): PlaybackControls {
  const scrubber = byId("replay-position", HTMLInputElement);
  const time = byId("replay-time", HTMLElement);
  const play = byId("replay-play", HTMLButtonElement);
  const speed = byId("replay-speed", HTMLSelectElement);
  const skip = byId("replay-skip", HTMLInputElement);
  const jumpTo = byId("replay-jump", HTMLSelectElement);
  const jumpStatus = byId("replay-jump-status", HTMLElement);
  const [previous, next] = [byId("replay-previous", HTMLButtonElement), byId("replay-next", HTMLButtonElement)];
  const total = elapsed(endMs - startMs);
  scrubber.max = String(Math.ceil((endMs - startMs) / 1000));
  const kinds = kindsAmong(entries);
  for (const kind of kinds) jumpTo.append(element("option", { value: kind }, markWords[kind].many));
  showMarkLegend(byId("replay-legend", HTMLElement), entries);
  /** The kind that previous and next lead to; undefined for all. */
  const jumpKind = (): (typeof kinds)[number] | undefined => kinds.find((kind) => kind === jumpTo.value);
  const jumpWord = (): string => {
    const kind = jumpKind();
    return kind === undefined ? "event" : markWords[kind].one;
  };
  return {
    connect: (playback) => {
      const jump = (direction: 1 | -1): void => {
        const kind = jumpKind();
        const wanted = kind === undefined ? entries : entries.filter(({ mark }) => mark === kind);
        const target = neighbour(playback.positionMs(), wanted, direction);
        if (target === null) setText(jumpStatus, `No ${direction === 1 ? "later" : "earlier"} ${jumpWord()}.`);
        else playback.seek(target);
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
      previous.addEventListener("click", () => {
        jump(-1);
      });
      next.addEventListener("click", () => {
        jump(1);
      });
      jumpTo.addEventListener("change", () => {
        setText(jumpStatus, "");
        for (const [control, word] of [
          [previous, "Previous"],
          [next, "Next"],
        ] as const) {
          setAttribute(control, "aria-label", `${word} ${jumpWord()}`);
          setAttribute(control, "title", `${word} ${jumpWord()}`);
        }
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
      setText(jumpStatus, "");
      setAttribute(play, "aria-label", playback.isPlaying() ? "Pause" : "Play");
      setAttribute(play, "data-playing", String(playback.isPlaying()));
    },
  };
}
