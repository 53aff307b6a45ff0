/** Tells people what changed: read out by screen readers, and shown for a moment where the eye would miss it. */
import type { Clock } from "../lib/clock";
import { byId } from "./dom";
import { element } from "./elements";

export interface Announcement {
  readonly text: string;
  /** Shown for a moment to everybody; otherwise only read out, because the eye sees it where it happens. */
  readonly visible: boolean;
}

export type Announce = (announcement: Announcement) => void;

const shownMs = 5000;
const maxShown = 3;
const maxSpoken = 20;

export function createAnnouncer(clock: Clock): Announce {
  const notices = byId("notices", HTMLElement);
  const spoken = byId("announcer", HTMLElement);
  const append = (parent: HTMLElement, text: string, maxKept: number): void => {
    const line = element("p", {}, text);
    parent.append(line);
    while (parent.childElementCount > maxKept) parent.firstElementChild?.remove();
    clock.after(shownMs, () => {
      line.remove();
    });
  };
  return ({ text, visible }) => {
    // The notices are a live region of their own, so nothing is read twice.
    if (visible) append(notices, text, maxShown);
    else append(spoken, text, maxSpoken);
  };
}
