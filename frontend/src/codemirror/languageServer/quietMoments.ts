/** Keeps what can wait out of the way of typing: half a word has errors anyway, and drawing their marks takes a frame. */
import { type EditorView, ViewPlugin } from "@codemirror/view";

import { type Clock, createTimer, systemClock } from "../../lib/clock";

/** Longer than between two letters of who types. */
export const quietMs = 300;

export interface QuietMoments {
  readonly typed: () => void;
  /** Acts now, or when nobody has typed for a moment; takes the place of what waits. */
  readonly put: (act: () => void) => void;
  readonly end: () => void;
}

export function createQuietMoments(clock: Clock): QuietMoments {
  const timer = createTimer(clock);
  let waiting: (() => void) | null = null;
  return {
    typed: () => {
      timer.start(quietMs, () => {
        const act = waiting;
        waiting = null;
        act?.();
      });
    },
    put: (act) => {
      if (timer.isRunning()) waiting = act;
      else act();
    },
    end: () => {
      waiting = null;
      timer.cancel();
    },
  };
}

export const quietMoments = ViewPlugin.define(() => {
  const moments = createQuietMoments(systemClock);
  return {
    moments,
    update: ({ docChanged }) => {
      if (docChanged) moments.typed();
    },
    destroy: moments.end,
  };
});

/** Of several acts in an editor only the last is done. */
export function inQuiet(view: EditorView | null, act: () => void): void {
  view?.plugin(quietMoments)?.moments.put(act);
}
