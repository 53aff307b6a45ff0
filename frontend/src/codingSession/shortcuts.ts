/** Ctrl+Enter runs and Ctrl+Shift+Enter submits, wherever the focus is. */
import type { SubmissionKind } from "./api";

export function bindShortcuts(accepts: () => boolean, press: (button: SubmissionKind) => void): void {
  // In the capturing phase: the editor has a use of its own for these keys.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (!accepts() || document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) press(event.shiftKey ? "submit" : "run");
    },
    { capture: true },
  );
}
