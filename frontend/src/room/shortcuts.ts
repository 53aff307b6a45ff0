/** Single-key shortcuts. Pure decision first, then the listener. */

export type Shortcut = "microphone" | "camera" | "screen" | "questions" | "help" | "close";

const keys: Readonly<Record<string, Shortcut>> = {
  m: "microphone",
  v: "camera",
  s: "screen",
  q: "questions",
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
  readonly dialogOpen: boolean;
}

export function shortcutFor(press: KeyPress): Shortcut | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat || press.dialogOpen) return null;
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
    const fieldHasText =
      (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== "";
    const dialogOpen = document.querySelector("dialog[open]") !== null;
    const shortcut = shortcutFor({ key, ctrlKey, metaKey, altKey, repeat, inField, fieldHasText, dialogOpen });
    if (shortcut === null) return;
    event.preventDefault();
    handle(shortcut);
  });
}
