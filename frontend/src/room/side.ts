/** The column beside the call: the pushed question, and an interviewer's panel. On a phone it is a sheet. */
import { byId, maybeById, setAttribute } from "./dom";
import type { QuestionCard } from "./questionCard";
import type { QuestionsPanel } from "./questionsPanel";

export interface Side {
  readonly refresh: () => void;
  readonly toggle: () => void;
  /** For Esc. */
  readonly close: () => void;
}

interface Dependencies {
  readonly card: () => QuestionCard;
  /** null on a candidate's page. */
  readonly panel: QuestionsPanel | null;
}

/** From here on the panel has room beside the call; below it lies over the call and starts closed. */
const besideTheCall = "(min-width: 56rem)";

export function createSide({ card, panel }: Dependencies): Side {
  const side = byId("side", HTMLElement);
  const button = byId("toggle-questions", HTMLButtonElement);
  let panelOpen = panel !== null && matchMedia(besideTheCall).matches;

  const refresh = (): void => {
    const open = panel === null ? card().isOpen() : panelOpen;
    side.hidden = !open;
    setAttribute(button, "aria-expanded", String(open));
    if (panel === null) button.hidden = !card().hasQuestion();
  };
  const setOpen = (open: boolean): void => {
    if (panel === null) {
      card().setOpen(open);
    } else {
      panelOpen = open;
      refresh();
      if (open) panel.focus();
    }
    if (!open && !button.hidden) button.focus();
  };
  const isOpen = (): boolean => button.getAttribute("aria-expanded") === "true";

  button.addEventListener("click", () => {
    setOpen(!isOpen());
  });
  maybeById("close-questions", HTMLButtonElement)?.addEventListener("click", () => {
    setOpen(false);
  });
  return {
    refresh,
    toggle: () => {
      setOpen(!isOpen());
    },
    close: () => {
      const isDocked = panel !== null && matchMedia(besideTheCall).matches;
      // A docked panel covers nothing: only who works in it means it with Esc.
      if (isOpen() && (!isDocked || side.contains(document.activeElement))) setOpen(false);
    },
  };
}
