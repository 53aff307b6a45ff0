/** The pushed question, and an interviewer's panel: beside the call; on a phone a sheet, or a tab where there are tools. */
import { byId, maybeById, setAttribute } from "../ui/dom";
import type { PanelLayout } from "./panelLayout";
import type { QuestionCard } from "./questionCard";
import type { QuestionsPanel } from "./questionsPanel";

export interface QuestionsDrawer {
  readonly refresh: () => void;
  readonly toggle: () => void;
  /** For Esc. */
  readonly close: () => void;
}

interface Dependencies {
  readonly card: () => QuestionCard;
  /** null on a candidate's page. */
  readonly panel: QuestionsPanel | null;
  readonly layout: PanelLayout;
}

/** From here on the panel has room beside the call; below it lies over the call and starts closed. */
const besideTheCall = "(min-width: 56rem)";

export function createQuestionsDrawer({ card, panel, layout }: Dependencies): QuestionsDrawer {
  const drawer = byId("side", HTMLElement);
  const button = byId("toggle-questions", HTMLButtonElement);
  let panelOpen = panel !== null && matchMedia(besideTheCall).matches;

  const isWanted = (): boolean => (panel === null ? card().isOpen() : panelOpen);
  const isOpen = (): boolean => (layout.isTabbed() ? layout.isShown("questions") : isWanted() && layout.isShown("call"));
  const refresh = (): void => {
    const isTab = layout.isTabbed();
    // The tab holds what was dismissed as well: there it covers nothing.
    if (isTab && panel === null && layout.isShown("questions") && card().hasQuestion()) card().setOpen(true);
    drawer.hidden = !isOpen();
    setAttribute(button, "aria-expanded", String(isOpen()));
    button.hidden = isTab || (panel === null && !card().hasQuestion());
  };
  const setTab = (open: boolean): void => {
    if (open) {
      layout.show("questions");
      panel?.focus();
    } else {
      layout.show("call");
    }
  };
  const setOpen = (open: boolean): void => {
    if (layout.isTabbed()) {
      setTab(open);
      return;
    }
    if (panel === null) {
      card().setOpen(open);
    } else {
      panelOpen = open;
      refresh();
      if (open) panel.focus();
    }
    if (!open && !button.hidden) button.focus();
  };

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
      // A docked panel or a tab covers nothing: only who works in it means it with Esc.
      if (isOpen() && ((!isDocked && !layout.isTabbed()) || drawer.contains(document.activeElement))) setOpen(false);
    },
  };
}
