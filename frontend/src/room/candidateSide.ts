/** A candidate's column: the card with the question, which comes up with one and can be dismissed, and the chat. */
import type { CallSnapshot } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import { byId, setAttribute } from "../ui/dom";
import { createChat, createChatPanel, type ChatDependencies } from "./chat";
import type { Door } from "./door";
import type { KnockSound } from "./knockSound";
import type { PanelLayout } from "./panelLayout";
import { createPeople } from "./people";
import { createPeoplePanel } from "./peoplePanel";
import { createQuestionCard } from "./questionCard";
import type { Side } from "./side";

interface Dependencies extends Omit<ChatDependencies, "place"> {
  readonly announce: Announce;
  readonly layout: PanelLayout;
  readonly door: Door;
  readonly sound: KnockSound;
}

export function createCandidateSide(dependencies: Dependencies): Side {
  const { layout, announce, roomId, storage, clock } = dependencies;
  const root = byId("side", HTMLElement);
  const button = byId("toggle-questions", HTMLButtonElement);
  const place = createChatPanel(() => {
    chat.refresh();
  });
  const chat = createChat({ ...dependencies, place });
  const card = createQuestionCard({ roomId, storage, clock, onChange: refresh });
  const { door, sound } = dependencies;
  const peoplePanel = createPeoplePanel();
  const people = createPeople({ door, sound, isInterviewer: false, now: Date.now });
  let questionNumber = 0;
  /** In focus mode it stands over the work, and only for who asked for it. */
  let isAskedFor = false;

  function isOpen(): boolean {
    if (layout.isFocused()) return isAskedFor && card.isOpen();
    return layout.isTabbed() ? layout.isShown("questions") : card.isOpen() && layout.isShown("call");
  }

  function refresh(): void {
    if (!layout.isFocused()) isAskedFor = false;
    const isTab = layout.isTabbed();
    // The tab holds what was dismissed as well: there it covers nothing.
    if (isTab && layout.isShown("questions") && card.hasQuestion()) card.setOpen(true);
    root.hidden = !isOpen();
    setAttribute(button, "aria-expanded", String(isOpen()));
    button.hidden = isTab || !card.hasQuestion();
  }

  function setOpen(open: boolean): void {
    if (layout.isFocused()) {
      isAskedFor = open;
      if (open) card.setOpen(true);
      refresh();
      return;
    }
    if (layout.isTabbed()) {
      layout.show(open ? "questions" : "call");
      return;
    }
    card.setOpen(open);
    if (!open && !button.hidden) button.focus();
  }

  function tellOfQuestion(snapshot: CallSnapshot): void {
    const isNew = snapshot.questionNumber > questionNumber;
    questionNumber = snapshot.questionNumber;
    if (!isNew || !card.isOpen()) return;
    // Nobody types into the call, so the question may take its place; what somebody works in stays.
    if (layout.isTabbed() && layout.isShown("call")) layout.show("questions");
    else if (layout.markQuestion()) announce({ text: "A new question was pushed to you", visible: true });
  }

  button.addEventListener("click", () => {
    setOpen(!isOpen());
  });
  layout.onFocusQuestion(() => {
    setOpen(!isOpen());
  });
  return {
    chat,
    update: (snapshot) => {
      chat.update(snapshot);
      card.update(snapshot);
      people.update(snapshot);
      layout.setHasQuestions(card.hasQuestion());
      tellOfQuestion(snapshot);
    },
    refresh,
    toggleQuestions: () => {
      setOpen(!isOpen());
    },
    toggleNotes: () => undefined,
    showPeople: () => undefined,
    close: () => {
      if (place.close() || peoplePanel.close()) return;
      // A tab covers nothing: only who reads in it means it with Esc.
      if (isOpen() && (!layout.isTabbed() || root.contains(document.activeElement))) setOpen(false);
    },
    tick: () => undefined,
  };
}
