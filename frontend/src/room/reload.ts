/** From one page to the next in the same tab: whoever was in the call comes back into it without the lobby. */
import { createTimer, type Clock } from "../lib/clock";
import type { DeviceState, LocalMediaSnapshot } from "../rtc/types";
import type { BrowserStorage } from "../ui/browserStorage";

/** How somebody was in the call. */
export interface Attendance {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
}

export interface Reload {
  /** Keeps a note for as long as somebody is in the call, because a page that crashes has no last word; null: nobody is. */
  readonly update: (attendance: Attendance | null) => void;
  /** For `pagehide`, which cannot know whether the page comes back. */
  readonly hide: () => void;
  /**
   * What the page before kept, once. Only a reload is sure to come after that page: a copy of a tab has its note as well, and
   * must not join by itself. What was kept in `pagehide` means something to any next page.
   */
  readonly take: (isReload: boolean) => Attendance | null;
}

export interface ReloadOptions {
  readonly roomId: string;
  readonly storage: BrowserStorage;
  readonly clock: Clock;
  /** The time of day in milliseconds: it has to mean the same on the next page. */
  readonly now: () => number;
}

type Devices = Pick<LocalMediaSnapshot, "microphone" | "camera">;

interface Note extends Attendance {
  /** The page went, and this is its last word. */
  readonly isLast: boolean;
  readonly at: number;
}

/** Longer than any grace period, for slow lines; after that, somebody opens the page anew and is asked. */
const maxAgeMs = 60_000;
/** Short beside that, so that a crash leaves most of it. */
const refreshMs = 10_000;

export function createReload({ roomId, storage, clock, now }: ReloadOptions): Reload {
  const key = `talentsync:reload:${roomId}`;
  const timer = createTimer(clock);
  let present: Attendance | null = null;

  function write(attendance: Attendance, isLast: boolean): void {
    const note: Note = { ...attendance, isLast, at: now() };
    storage.setItem(key, JSON.stringify(note));
  }

  function keep(attendance: Attendance): void {
    write(attendance, false);
    timer.start(refreshMs, () => {
      keep(attendance);
    });
  }

  return {
    update: (attendance) => {
      if (isSame(attendance, present)) return;
      present = attendance;
      if (attendance !== null) {
        keep(attendance);
      } else {
        timer.cancel();
        storage.removeItem(key);
      }
    },
    hide: () => {
      if (present !== null) write(present, true);
    },
    take: (isReload) => {
      const text = storage.getItem(key);
      storage.removeItem(key);
      return text === null ? null : read(text, now(), isReload);
    },
  };
}

/** Whether this page is there because somebody reloaded it, also from the browser's own page about a crash. */
export function isReloaded(): boolean {
  return performance.getEntriesByType("navigation").some((entry) => "type" in entry && entry.type === "reload");
}

/** What somebody has not switched off. A device that failed or is still asked for is wanted as well: the next page tries again. */
export function wantedDevices({ microphone, camera }: Devices): Pick<Attendance, "microphone" | "camera"> {
  const isWanted = (device: DeviceState): boolean => (device.kind === "on" ? !device.muted : device.kind !== "off");
  return { microphone: isWanted(microphone), camera: isWanted(camera) };
}

function isSame(one: Attendance | null, other: Attendance | null): boolean {
  if (one === null || other === null) return one === other;
  return one.name === other.name && one.microphone === other.microphone && one.camera === other.camera;
}

function read(text: string, nowMs: number, isReload: boolean): Attendance | null {
  try {
    const { name, microphone, camera, isLast, at } = JSON.parse(text) as Note;
    const age = nowMs - at;
    return age >= 0 && age <= maxAgeMs && (isReload || isLast) ? { name, microphone, camera } : null;
  } catch {
    return null;
  }
}
