/** Keys of the room, and what works while somebody types. Pure decision first, then the listener. */
import { letterFor, type Letter, type ShortcutKeys } from "./shortcutKeys";

/** `talk`: the key that mutes, also while one types. `hold`: the space bar, which talks while it is down. */
export type Shortcut = Letter | "close" | "talk" | "hold";

export interface KeyPress {
  readonly key: string;
  /** Where the key is on the keyboard, whatever it types with Alt: `µ` on a Mac. */
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  /** In a field that takes text, or in a list of choices that jumps to letters. */
  readonly inField: boolean;
  /** Somebody has typed into that field. */
  readonly fieldHasText: boolean;
  /** In a part of the room that gives keys a meaning of its own: the board draws with them. */
  readonly hasOwnKeys: boolean;
  readonly dialogOpen: boolean;
  /** On a button or a link, which the space bar presses. */
  readonly onControl: boolean;
}

export function shortcutFor(press: KeyPress, keys: ShortcutKeys): Shortcut | null {
  if (press.ctrlKey || press.metaKey || press.repeat) return null;
  // No editor, no board and no browser needs Alt+M, and whoever types has to be able to mute.
  if (press.altKey) return !press.shiftKey && (press.code === "KeyM" || press.key.toLowerCase() === "m") ? "talk" : null;
  if (press.dialogOpen) return null;
  // Who types has to get in and out as well; no editor and no browser needs this key.
  if (press.key === "F9") return "focus";
  if (press.hasOwnKeys) return null;
  if (press.key === "Escape") return press.fieldHasText ? null : "close";
  if (press.inField) return null;
  if (press.key === " ") return press.onControl ? null : "hold";
  return letterFor(press.key, keys);
}

export interface ShortcutHandlers {
  readonly keys: () => ShortcutKeys;
  /** False: the key had nothing to do, and does what it does without us. */
  readonly press: (shortcut: Shortcut) => boolean;
  /** A key of `talk` or `hold` was let go, or nobody can tell any more. */
  readonly release: () => void;
}

const field = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';
const control = 'button, a[href], summary, [role="tab"], [role="separator"], [tabindex]:not([tabindex="-1"])';

export function listenForShortcuts({ keys, press, release }: ShortcutHandlers): void {
  const isWithin = (target: EventTarget | null, selector: string): boolean =>
    target instanceof Element && target.closest(selector) !== null;
  /** The key that is held down to talk: it repeats, and would scroll the page or type meanwhile. */
  let heldCode: string | null = null;
  const letGo = (): void => {
    heldCode = null;
    release();
  };
  document.addEventListener("keydown", (event) => {
    if (event.repeat && event.code === heldCode) {
      event.preventDefault();
      return;
    }
    const { target, key, code, shiftKey, ctrlKey, metaKey, altKey, repeat } = event;
    const fieldHasText = (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== "";
    const shortcut = shortcutFor(
      {
        key,
        code,
        shiftKey,
        ctrlKey,
        metaKey,
        altKey,
        repeat,
        inField: isWithin(target, field),
        fieldHasText,
        hasOwnKeys: isWithin(target, "[data-own-keys]"),
        dialogOpen: document.querySelector("dialog[open]") !== null,
        onControl: isWithin(target, control),
      },
      keys(),
    );
    if (shortcut === null || !press(shortcut)) return;
    event.preventDefault();
    if (shortcut === "hold" || shortcut === "talk") heldCode = code;
  });
  document.addEventListener("keyup", ({ key, code }) => {
    // Whichever of Alt and M is let go first.
    if (key === " " || key === "Alt" || code === "KeyM" || key.toLowerCase() === "m") letGo();
  });
  window.addEventListener("blur", letGo);
}
