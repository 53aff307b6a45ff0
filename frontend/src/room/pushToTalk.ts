/** One key that mutes: pressed for a moment it switches, held while muted it talks for as long as it is held. */

export interface TalkKey {
  /** The key that works while one types. */
  readonly press: () => void;
  /** A key that only talks, and only while muted. False where it has nothing to do. */
  readonly hold: () => boolean;
  /** Either of them was let go, or the page lost the keyboard. */
  readonly release: () => void;
}

export interface TalkKeyOptions {
  readonly isMuted: () => boolean;
  readonly setMuted: (muted: boolean) => void;
  readonly nowMs: () => number;
}

/** Shorter is a tap. */
const heldFromMs = 400;

export function createTalkKey({ isMuted, setMuted, nowMs }: TalkKeyOptions): TalkKey {
  /** Since when somebody talks by a key that is down. */
  let talking: { readonly sinceMs: number; readonly mayStay: boolean } | null = null;
  const talk = (mayStay: boolean): void => {
    talking = { sinceMs: nowMs(), mayStay };
    setMuted(false);
  };
  return {
    press: () => {
      if (talking !== null) return;
      if (isMuted()) talk(true);
      else setMuted(true);
    },
    hold: () => {
      if (talking === null && isMuted()) talk(false);
      return talking !== null;
    },
    release: () => {
      if (talking === null) return;
      const wasTap = talking.mayStay && nowMs() - talking.sinceMs < heldFromMs;
      talking = null;
      if (!wasTap) setMuted(true);
    },
  };
}
