/** From one page to the next in the same tab: whoever was in the call comes back into it without the lobby. */
import type { BrowserStorage } from "../ui/browserStorage";

/** How somebody was in the call. */
export interface Attendance {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
}

export interface Reload {
  /** For `pagehide`, which cannot know whether the page comes back. */
  readonly keep: (attendance: Attendance) => void;
  /** What the page before kept, once: a copy of the tab must not join by itself. */
  readonly take: () => Attendance | null;
}

/** Longer than any grace period, for slow lines; after that, somebody opens the page anew and is asked. */
const maxAgeMs = 60_000;

/** `now` is the time of day in milliseconds: it has to mean the same on the next page. */
export function createReload(roomId: string, storage: BrowserStorage, now: () => number): Reload {
  const key = `talentsync:reload:${roomId}`;
  return {
    keep: (attendance) => {
      storage.setItem(key, JSON.stringify({ ...attendance, at: now() }));
    },
    take: () => {
      const text = storage.getItem(key);
      storage.removeItem(key);
      return text === null ? null : read(text, now());
    },
  };
}

function read(text: string, nowMs: number): Attendance | null {
  try {
    const { name, microphone, camera, at } = JSON.parse(text) as Attendance & { readonly at: number };
    const age = nowMs - at;
    return age >= 0 && age <= maxAgeMs ? { name, microphone, camera } : null;
  } catch {
    return null;
  }
}
