/** The pushed question: shown, dismissed, opened again, and there again after a reload. */
import type { Clock } from "../lib/clock";
import type { CallSnapshot } from "../rtc/types";
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, setText } from "../ui/dom";

export interface QuestionCard {
  readonly update: (snapshot: CallSnapshot) => void;
  readonly hasQuestion: () => boolean;
  readonly isOpen: () => boolean;
  readonly setOpen: (open: boolean) => void;
}

const liveRegionDelayMs = 100;

interface Dependencies {
  readonly roomId: string;
  /** Remembers over a reload that this very question was dismissed. */
  readonly storage: BrowserStorage;
  readonly clock: Clock;
  readonly onChange: () => void;
}

export function createQuestionCard({ roomId, storage, clock, onChange }: Dependencies): QuestionCard {
  const card = byId("question-card", HTMLElement);
  const text = byId("question-text", HTMLElement);
  const key = `talentsync:dismissed-question:${roomId}`;
  let question: string | null = null;
  let number = 0;
  let open = false;

  const show = (isOpen: boolean): void => {
    open = isOpen;
    card.hidden = !open;
    onChange();
  };
  const setOpen = (isOpen: boolean): void => {
    if (question === null || isOpen === open) return;
    if (isOpen) storage.removeItem(key);
    else storage.setItem(key, question);
    show(isOpen);
  };
  byId("dismiss-question", HTMLButtonElement).addEventListener("click", () => {
    setOpen(false);
  });

  return {
    update: (snapshot) => {
      const next = snapshot.question?.questionText ?? null;
      if (snapshot.questionNumber === number) return;
      // The first one may be what the room tells a page that was reloaded, dismissed before; a later one is a push.
      if (question !== null) storage.removeItem(key);
      question = next;
      number = snapshot.questionNumber;
      show(next !== null && storage.getItem(key) !== next);
      // Screen readers speak of a live region's new text only if the region was there a moment before.
      clock.after(liveRegionDelayMs, () => {
        setText(text, question ?? "");
      });
    },
    hasQuestion: () => question !== null,
    isOpen: () => open,
    setOpen,
  };
}
