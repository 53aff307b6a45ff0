/** Single-key shortcuts. Pure decision first, then the listener. */

export type Shortcut = "microphone" | "camera" | "screen" | "questions" | "notes" | "chat" | "focus" | "help" | "close";

const keys: Readonly<Record<string, Shortcut>> = {
  m: "microphone",
  v: "camera",
  s: "screen",
  q: "questions",
  n: "notes",
  c: "chat",
  f: "focus",
  "?": "help",
};

export interface KeyPress {
  readonly key: string;
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
}

export function shortcutFor(press: KeyPress): Shortcut | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || press.dialogOpen) return null;
  // Who types has to get in and out as well; no editor and no browser needs this key.
  if (press.key === "F9") return "focus";
  if (press.hasOwnKeys) return null;
  if (press.key === "Escape") return press.fieldHasText ? null : "close";
  if (press.inField) return null;
  return keys[press.key.toLowerCase()] ?? null;
}

export function listenForShortcuts(handle: (shortcut: Shortcut) => void): void {
  document.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey, altKey, repeat } = event;
    const inField =
      target instanceof Element &&
      target.closest('input, textarea, select, [contenteditable]:not([contenteditable="false"])') !== null;
    const fieldHasText = (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== "";
    const hasOwnKeys = target instanceof Element && target.closest("[data-own-keys]") !== null;
    const dialogOpen = document.querySelector("dialog[open]") !== null;
    const shortcut = shortcutFor({
      key,
      ctrlKey,
      metaKey,
      altKey,
      repeat,
      inField,
      fieldHasText,
      hasOwnKeys,
      dialogOpen,
    });
    if (shortcut === null) return;
    event.preventDefault();
    handle(shortcut);
  });
}
