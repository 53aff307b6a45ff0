/** One question of an interviewer's list: a line, and what opens below it. */
import { byId, setAttribute, setText, within } from "../ui/dom";
import { plainFirstLine, showAllMarkdown, showMarkdown } from "../ui/markdown";
import type { ListedQuestion } from "./questions";

export interface StarterCode {
  readonly code: string;
  /** The editor's key for it; empty where the question says none. */
  readonly language: string;
}

export interface QuestionItem {
  readonly element: HTMLLIElement;
  readonly push: HTMLButtonElement;
  readonly question: ListedQuestion;
  readonly starter: StarterCode | null;
  readonly isOpen: () => boolean;
  readonly setOpen: (open: boolean) => void;
  readonly markAsked: () => void;
  /** `words` where it is the one that the candidate sees now, null otherwise. */
  readonly setCurrent: (words: string | null) => void;
  readonly setNumber: (number: number) => void;
  /** What became of the starter code, and whether it can be taken out again. */
  readonly showStarterResult: (words: string, canTakeOut: boolean) => void;
}

export interface ItemActions {
  readonly open: (item: QuestionItem) => void;
  readonly push: (item: QuestionItem) => void;
  readonly insertStarter: (item: QuestionItem) => void;
  readonly takeOutStarter: (item: QuestionItem) => void;
}

/** For a question that was typed in the room. */
export function createTypedItem(text: string, position: number, actions: ItemActions): QuestionItem {
  const fragment = byId("question-item-template", HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  const element = within(fragment, ".question-item", HTMLLIElement);
  setText(within(element, ".question-item-text", HTMLElement), text);
  setAttribute(within(element, ".push-question", HTMLButtonElement), "aria-label", `Push: ${text.slice(0, 80)}`);
  element.dataset["questionId"] = `typed-${position}`;
  return bindItem(element, position, actions);
}

export function bindItem(element: HTMLLIElement, position: number, actions: ItemActions): QuestionItem {
  const line = within(element, ".question-open", HTMLButtonElement);
  const body = within(element, ".question-body", HTMLElement);
  const source = within(element, ".question-item-text", HTMLElement);
  const mark = within(element, ".asked-mark", HTMLElement);
  const markWords = within(element, ".asked-words", HTMLElement);
  const push = within(element, ".push-question", HTMLButtonElement);
  const code = element.querySelector(".starter-code");
  const insert = element.querySelector<HTMLButtonElement>(".insert-starter");
  const takeOut = element.querySelector<HTMLButtonElement>(".undo-starter");
  const text = source.textContent;
  const id = element.dataset["questionId"] ?? "";
  body.id = `question-body-${id}`;
  setAttribute(line, "aria-controls", body.id);
  setText(within(element, ".question-title", HTMLElement), plainFirstLine(text));
  const question = {
    id,
    text,
    notes: element.querySelector(".question-notes")?.textContent ?? "",
    position,
    asked: element.dataset["asked"] === "true",
  };
  showMarkdown(source, text);
  showAllMarkdown(element);

  const item: QuestionItem = {
    element,
    push,
    question,
    starter: code === null ? null : { code: code.textContent, language: element.dataset["language"] ?? "" },
    isOpen: () => !body.hidden,
    setOpen: (open) => {
      body.hidden = !open;
      setAttribute(line, "aria-expanded", String(open));
      element.classList.toggle("is-open", open);
    },
    markAsked: () => {
      question.asked = true;
      element.dataset["asked"] = "true";
      mark.hidden = false;
    },
    setCurrent: (words) => {
      element.classList.toggle("is-current", words !== null);
      setText(markWords, words ?? "Asked");
    },
    setNumber: (number) => {
      setText(within(element, ".question-number", HTMLElement), String(number));
    },
    showStarterResult: (words, canTakeOut) => {
      setText(within(element, ".starter-result", HTMLElement), words);
      if (takeOut !== null) takeOut.hidden = !canTakeOut;
      if (insert !== null) insert.hidden = canTakeOut;
    },
  };
  line.addEventListener("click", () => {
    actions.open(item);
  });
  push.addEventListener("click", () => {
    actions.push(item);
  });
  insert?.addEventListener("click", () => {
    actions.insertStarter(item);
    if (takeOut?.hidden === false) takeOut.focus();
  });
  takeOut?.addEventListener("click", () => {
    actions.takeOutStarter(item);
    insert?.focus();
  });
  return item;
}
