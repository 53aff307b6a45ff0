/** Focus mode: one panel alone, and the bar that leads out of it. */
import { byId } from "../ui/dom";

export interface FocusMode {
  /** `panel` is what stays up. */
  readonly show: (on: boolean, panel: HTMLElement) => void;
  readonly onToggle: (setFocused: (on: boolean) => void) => void;
  readonly markQuestion: () => void;
}

export function createFocusMode(): FocusMode {
  const bar = byId("focus-bar", HTMLElement);
  const enter = byId("enter-focus", HTMLButtonElement);
  const leave = byId("leave-focus", HTMLButtonElement);
  const question = byId("focus-question", HTMLElement);
  return {
    show: (on, panel) => {
      const worksThere = panel.contains(document.activeElement);
      document.body.dataset["focusMode"] = on ? "on" : "off";
      bar.hidden = !on;
      question.hidden = true;
      // Whoever was typing goes on typing; everybody else would be left on a button that is gone.
      if (!worksThere) (on ? leave : enter).focus();
    },
    onToggle: (setFocused) => {
      enter.addEventListener("click", () => {
        setFocused(true);
      });
      leave.addEventListener("click", () => {
        setFocused(false);
      });
    },
    markQuestion: () => {
      question.hidden = bar.hidden;
    },
  };
}
