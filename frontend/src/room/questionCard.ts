/** The pushed question: shown, dismissed, opened again, and there again after a reload; below it those that were asked before. */
import type { Clock } from "../lib/clock";
import type { AskedQuestion, CallSnapshot } from "../rtc/types";
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, setText } from "../ui/dom";
import { element } from "../ui/elements";
import { showMarkdown } from "../ui/markdown";
import { askedBefore } from "./questions";

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
  const earlier = createEarlierQuestions();
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
      earlier.show(snapshot.asked);
      const next = snapshot.question?.questionText ?? null;
      if (snapshot.questionNumber === number) return;
      // The first one may be what the room tells a page that was reloaded, dismissed before; a later one is a push.
      if (question !== null) storage.removeItem(key);
      question = next;
      number = snapshot.questionNumber;
      show(next !== null && storage.getItem(key) !== next);
      // Screen readers speak of a live region's new text only if the region was there a moment before.
      clock.after(liveRegionDelayMs, () => {
        showMarkdown(text, question ?? "");
      });
    },
    hasQuestion: () => question !== null,
    isOpen: () => open,
    setOpen,
  };
}

function createEarlierQuestions(): { readonly show: (asked: readonly AskedQuestion[]) => void } {
  const fold = byId("asked-questions", HTMLDetailsElement);
  const count = byId("asked-count", HTMLElement);
  const list = byId("asked-list", HTMLOListElement);
  let shown: readonly AskedQuestion[] = [];
  return {
    show: (asked) => {
      if (asked === shown) return;
      shown = asked;
      const texts = askedBefore(asked.map(({ questionText }) => questionText));
      fold.hidden = texts.length === 0;
      setText(count, String(texts.length));
      list.replaceChildren(
        ...texts.map((text) => {
          const body = element("div", { class: "markdown" });
          showMarkdown(body, text);
          return element("li", {}, body);
        }),
      );
    },
  };
}
