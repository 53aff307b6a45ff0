/** Focus mode: one panel alone, and the bar that leads out of it. */
import { byId, maybeById, setText, within } from "../ui/dom";

export interface FocusMode {
  /** `panel` is what stays up. */
  readonly show: (on: boolean, panel: HTMLElement) => void;
  readonly onToggle: (setFocused: (on: boolean) => void) => void;
  /** A new question: its button says so until it is pressed. */
  readonly markQuestion: () => void;
  readonly setHasQuestion: (has: boolean) => void;
  /** The button was pressed. */
  readonly onQuestion: (listener: () => void) => void;
}

export function createFocusMode(): FocusMode {
  const bar = byId("focus-bar", HTMLElement);
  const enter = byId("enter-focus", HTMLButtonElement);
  const leave = byId("leave-focus", HTMLButtonElement);
  /** Only where questions are shown to a person, and not asked by them. */
  const question = maybeById("focus-question", HTMLButtonElement);
  const setNew = (isNew: boolean): void => {
    if (question === null) return;
    setText(within(question, "span", HTMLElement), isNew ? "New question" : "Question");
    question.classList.toggle("primary", isNew);
  };
  question?.addEventListener("click", () => {
    setNew(false);
  });
  return {
    show: (on, panel) => {
      const worksThere = panel.contains(document.activeElement);
      document.body.dataset["focusMode"] = on ? "on" : "off";
      bar.hidden = !on;
      setNew(false);
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
      if (!bar.hidden) setNew(true);
    },
    setHasQuestion: (has) => {
      if (question !== null) question.hidden = !has;
    },
    onQuestion: (listener) => question?.addEventListener("click", listener),
  };
}
