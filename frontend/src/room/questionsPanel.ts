/** "My Questions": only interviewers have it. The server rendered the list; here it is searched, ordered, opened and pushed. */
import { elapsed } from "../lib/duration";
import type { Call, CallSnapshot } from "../rtc/types";
import { byId, setText } from "../ui/dom";
import { bindItem, createTypedItem, type ItemActions, type QuestionItem, type StarterCode } from "./questionItem";
import { listQuestions, questionLength, maxQuestionLength, type QuestionOrder } from "./questions";
import { pushedText, pushFailedText } from "./strings";

/** The shared code, as far as starter code goes into it. */
export interface StarterTarget {
  /** Null where it was put in, or why not. */
  readonly insert: (starter: StarterCode) => string | null;
  /** The same for taking out what was put in last. */
  readonly takeOut: () => string | null;
}

export interface QuestionsPanel {
  readonly update: (snapshot: CallSnapshot) => void;
  readonly focus: () => void;
  /** Each second: how long the question has been up. */
  readonly tick: () => void;
}

export function createQuestionsPanel(call: Call, target: StarterTarget): QuestionsPanel {
  const list = byId("question-list", HTMLOListElement);
  const search = byId("question-search", HTMLInputElement);
  const order = byId("question-order", HTMLSelectElement);
  const empty = byId("questions-empty", HTMLElement);
  const result = byId("push-result", HTMLElement);
  const actions: ItemActions = { open: toggle, push: pushItem, insertStarter, takeOutStarter };
  const items = [...list.querySelectorAll("li.question-item")].map((found, position) =>
    bindItem(found as HTMLLIElement, position, actions),
  );
  let joined = false;
  /** The last one that was pushed. */
  let current: { readonly item: QuestionItem; readonly askedAtMs: number } | null = null;

  const push = async (text: string): Promise<boolean> => {
    setText(result, "Pushing…");
    const answer = await call.pushQuestion(text);
    result.classList.toggle("failed", !answer.ok);
    setText(result, answer.ok ? pushedText(answer.value) : pushFailedText(answer.error));
    return answer.ok;
  };

  function pushItem({ question }: QuestionItem): void {
    void push(question.text);
  }

  function toggle(item: QuestionItem): void {
    open(item.isOpen() ? null : item);
  }

  /** One is open at a time: the others take a line each. */
  function open(item: QuestionItem | null): void {
    for (const other of items) if (other !== item) other.setOpen(false);
    item?.setOpen(true);
    item?.element.scrollIntoView({ block: "nearest" });
  }

  function insertStarter(item: QuestionItem): void {
    if (item.starter === null) return;
    for (const other of items) if (other !== item) other.showStarterResult("", false);
    const problem = target.insert(item.starter);
    item.showStarterResult(problem ?? "In the shared code.", problem === null);
  }

  function takeOutStarter(item: QuestionItem): void {
    const problem = target.takeOut();
    item.showStarterResult(problem ?? "Taken out again.", false);
  }

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

  /** The question of this text; one that somebody typed gets a line of its own. */
  function itemOf(text: string): QuestionItem {
    const known = items.find(({ question }) => question.text.trim() === text);
    if (known !== undefined) return known;
    const typed = createTypedItem(text, items.length, actions);
    items.push(typed);
    number();
    list.append(typed.element);
    empty.hidden = true;
    return typed;
  }

  function number(): void {
    items.forEach((item, index) => {
      item.setNumber(index + 1);
    });
  }

  const tick = (): void => {
    const nowMs = call.serverNowMs();
    if (current === null || nowMs === null) return;
    current.item.setCurrent(`Shown for ${elapsed(nowMs - current.askedAtMs)}`);
  };

  search.addEventListener("input", arrange);
  // Pushed questions keep their place until the order is chosen anew: a list that jumps is pushed wrongly.
  order.addEventListener("change", arrange);
  const free = createFreeQuestion(push);
  number();

  return {
    update: ({ signaling, asked }) => {
      joined = signaling.kind === "joined";
      for (const { questionText } of asked) itemOf(questionText).markAsked();
      for (const { push: button } of items) button.disabled = !joined;
      free.setEnabled(joined);
      const last = asked.at(-1);
      if (last === undefined || (current !== null && current.askedAtMs === last.askedAtMs)) return;
      const item = itemOf(last.questionText);
      const isOther = item !== current?.item;
      if (isOther) current?.item.setCurrent(null);
      current = { item, askedAtMs: last.askedAtMs };
      // Somebody else may have pushed it: what is asked now is what all work with.
      if (isOther) open(item);
      tick();
    },
    focus: () => {
      const first = items.find((item) => item.isOpen()) ?? items[0];
      const target = first?.element.querySelector<HTMLButtonElement>(".question-open");
      if (target === null || target === undefined) free.focus();
      else target.focus();
    },
    tick,
  };
}

interface FreeQuestion {
  readonly setEnabled: (enabled: boolean) => void;
  readonly focus: () => void;
}

function createFreeQuestion(push: (text: string) => Promise<boolean>): FreeQuestion {
  const fold = byId("free-question-fold", HTMLDetailsElement);
  const form = byId("free-question-form", HTMLFormElement);
  const text = byId("free-question", HTMLTextAreaElement);
  const count = byId("free-question-count", HTMLElement);
  const button = byId("push-free-question", HTMLButtonElement);
  let enabled = false;

  const refresh = (): void => {
    const length = questionLength(text.value);
    const tooLong = length > maxQuestionLength;
    setText(count, `${length} of ${maxQuestionLength} characters${tooLong ? ": too long" : ""}`);
    count.classList.toggle("failed", tooLong);
    button.disabled = !enabled || length === 0 || tooLong;
  };
  const focus = (): void => {
    fold.open = true;
    text.focus();
  };
  fold.addEventListener("toggle", () => {
    if (fold.open) text.focus();
  });
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
    focus,
  };
}
