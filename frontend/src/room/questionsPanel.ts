/** "My Questions": only interviewers have it. The server rendered the list; here it is searched, ordered and pushed. */
import type { Call, CallSnapshot } from "../rtc/types";
import { byId, setText, within } from "../ui/dom";
import { listQuestions, questionLength, questionMaxLength, type ListedQuestion, type QuestionOrder } from "./questions";
import { pushedText, pushFailedText } from "./strings";

export interface QuestionsPanel {
  readonly update: (snapshot: CallSnapshot) => void;
  readonly focus: () => void;
}

interface Item {
  readonly element: HTMLLIElement;
  readonly push: HTMLButtonElement;
  question: ListedQuestion;
}

export function createQuestionsPanel(call: Call): QuestionsPanel {
  const list = byId("question-list", HTMLOListElement);
  const search = byId("question-search", HTMLInputElement);
  const order = byId("question-order", HTMLSelectElement);
  const empty = byId("questions-empty", HTMLElement);
  const result = byId("push-result", HTMLElement);
  const items = [...list.querySelectorAll("li")].map(readItem);
  let joined = false;

  const push = async (text: string): Promise<boolean> => {
    setText(result, "Pushing…");
    const answer = await call.pushQuestion(text);
    result.classList.toggle("failed", !answer.ok);
    setText(result, answer.ok ? pushedText(answer.value) : pushFailedText(answer.error));
    return answer.ok;
  };
  const arrange = (): void => {
    const shown = listQuestions(
      items.map(({ question }) => question),
      search.value,
      order.value as QuestionOrder,
    );
    for (const { element, question } of items) element.hidden = !shown.includes(question);
    for (const question of shown) {
      const item = items.find((candidate) => candidate.question === question);
      if (item !== undefined) list.append(item.element);
    }
    empty.hidden = shown.length > 0;
  };
  const markAsked = (item: Item): void => {
    item.question = { ...item.question, asked: true };
    item.element.dataset["asked"] = "true";
    within(item.element, ".asked-mark", HTMLElement).hidden = false;
  };

  search.addEventListener("input", arrange);
  // Pushed questions keep their place until the order is chosen anew: a list that jumps is pushed wrongly.
  order.addEventListener("change", arrange);
  for (const item of items) {
    item.push.addEventListener("click", () => {
      void push(item.question.text).then((pushed) => {
        if (pushed) markAsked(item);
      });
    });
  }
  const free = createFreeQuestion(push);

  return {
    update: ({ signaling, question }) => {
      joined = signaling.kind === "joined";
      for (const { push: button } of items) button.disabled = !joined;
      free.setEnabled(joined);
      for (const item of items) {
        const current = item.question.text === question?.questionText;
        item.element.classList.toggle("is-current", current);
        // Somebody else may have pushed it: it was asked all the same.
        if (current && !item.question.asked) markAsked(item);
      }
    },
    focus: () => {
      (items.length > 0 ? search : byId("free-question", HTMLTextAreaElement)).focus();
    },
  };
}

function readItem(element: HTMLLIElement, position: number): Item {
  return {
    element,
    push: within(element, ".push-question", HTMLButtonElement),
    question: {
      id: element.dataset["questionId"] ?? "",
      text: within(element, ".question-item-text", HTMLElement).textContent,
      notes: element.querySelector(".question-notes")?.textContent ?? "",
      position,
      asked: element.dataset["asked"] === "true",
    },
  };
}

interface FreeQuestion {
  readonly setEnabled: (enabled: boolean) => void;
}

function createFreeQuestion(push: (text: string) => Promise<boolean>): FreeQuestion {
  const form = byId("free-question-form", HTMLFormElement);
  const text = byId("free-question", HTMLTextAreaElement);
  const count = byId("free-question-count", HTMLElement);
  const button = byId("push-free-question", HTMLButtonElement);
  let enabled = false;

  const refresh = (): void => {
    const length = questionLength(text.value);
    const tooLong = length > questionMaxLength;
    setText(count, `${length} of ${questionMaxLength} characters${tooLong ? ": too long" : ""}`);
    count.classList.toggle("failed", tooLong);
    button.disabled = !enabled || length === 0 || tooLong;
  };
  text.addEventListener("input", refresh);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!button.disabled) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const pushed = text.value;
    void push(pushed.trim()).then((ok) => {
      // What was typed on while the answer was under way stays.
      if (ok && text.value === pushed) text.value = "";
      refresh();
    });
  });
  return {
    setEnabled: (isEnabled) => {
      enabled = isEnabled;
      refresh();
    },
  };
}
