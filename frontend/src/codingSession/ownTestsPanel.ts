/** The fields in which the candidate writes tests. What is typed goes out at once; what comes in from elsewhere is drawn anew. */
import { byId, setText } from "../ui/dom";
import { button, element, setUsable } from "../ui/elements";
import type { OwnTest, Problem } from "./api";
import { type OwnTestsState, ownTestOf } from "./ownTests";
import { exampleName } from "./verdicts";

export interface OwnTestsPanel {
  readonly update: (problem: Problem, tests: readonly OwnTest[], state: OwnTestsState, canWork: boolean) => void;
  /** The name of the last test, which was just added. */
  readonly focusLast: () => void;
}

export interface OwnTestsPanelOptions {
  readonly most: number;
  readonly onChange: (tests: readonly OwnTest[]) => void;
}

interface Fields {
  readonly root: HTMLElement;
  readonly name: HTMLInputElement;
  readonly input: HTMLTextAreaElement;
  readonly expected: HTMLTextAreaElement;
}

const stateWords: Readonly<Record<OwnTestsState, string>> = {
  saved: "",
  waiting: "Kept in this browser, being saved",
  refused: "Not saved: too long altogether, or the session is over. They are kept in this browser.",
};

export function createOwnTestsPanel({ most, onChange }: OwnTestsPanelOptions): OwnTestsPanel {
  const list = byId("own-tests", HTMLElement);
  const examples = byId("own-tests-examples", HTMLElement);
  const addButton = byId("own-tests-add", HTMLButtonElement);
  const runButton = byId("run-own-tests", HTMLButtonElement);
  const stateText = byId("own-tests-state", HTMLElement);
  let drawn: readonly Fields[] = [];
  let problemId = "";

  const read = (): readonly OwnTest[] => drawn.map(testOf);
  const changed = (): void => {
    onChange(read());
  };
  const remove = (fields: Fields): void => {
    const index = drawn.indexOf(fields);
    onChange(read().filter((_, place) => place !== index));
    (drawn[Math.min(index, drawn.length - 1)]?.name ?? addButton).focus();
  };
  const add = (test: OwnTest): void => {
    if (drawn.length < most) onChange([...read(), test]);
    focusLast();
  };
  const focusLast = (): void => {
    drawn.at(-1)?.name.focus();
  };
  addButton.addEventListener("click", () => {
    add({ name: "", input: "", expectedOutput: null });
  });

  return {
    focusLast,
    update: (problem, tests, state, canWork) => {
      if (problem.problemId !== problemId) {
        problemId = problem.problemId;
        examples.replaceChildren(
          ...problem.visibleTests.map((test, index) => {
            const name = exampleName(problem.visibleTests, index);
            return button(`From ${name}`, "button quiet small", () => {
              add(ownTestOf(test, name));
            });
          }),
        );
      }
      if (JSON.stringify(read()) !== JSON.stringify(tests)) {
        drawn = tests.map((test, index) => createFields(test, index, changed, remove));
        list.replaceChildren(...drawn.map(({ root }) => root));
      }
      for (const { name, input, expected } of drawn) for (const field of [name, input, expected]) field.readOnly = !canWork;
      setUsable(addButton, canWork && tests.length < most);
      runButton.hidden = tests.length === 0;
      setText(stateText, stateWords[state]);
    },
  };
}

/** An empty field says nothing of what is expected. */
function testOf({ name, input, expected }: Fields): OwnTest {
  return { name: name.value, input: input.value, expectedOutput: expected.value === "" ? null : expected.value };
}

function createFields(test: OwnTest, index: number, onInput: () => void, onRemove: (fields: Fields) => void): Fields {
  const name = element("input", {
    id: `own-test-name-${index}`,
    type: "text",
    maxlength: "60",
    autocomplete: "off",
    placeholder: `Own test ${index + 1}`,
  });
  name.value = test.name;
  const input = textArea(`own-test-input-${index}`, test.input);
  const expected = textArea(`own-test-expected-${index}`, test.expectedOutput ?? "");
  for (const field of [name, input, expected]) field.addEventListener("input", onInput);
  const remover = button("Remove", "button quiet small", () => {
    onRemove(fields);
  });
  remover.append(element("span", { class: "visually-hidden" }, ` own test ${index + 1}`));
  const root = element(
    "li",
    { class: "own-test" },
    element(
      "div",
      { class: "own-test-head" },
      element("label", { for: name.id }, "Name", element("span", { class: "visually-hidden" }, ` of own test ${index + 1}`)),
      name,
      remover,
    ),
    element(
      "div",
      { class: "own-test-texts" },
      labelled("Input", index, input),
      labelled("Expected output, if you know it", index, expected),
    ),
  );
  const fields: Fields = { root, name, input, expected };
  return fields;
}

function textArea(id: string, value: string): HTMLTextAreaElement {
  const made = element("textarea", { id, rows: "3", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
  made.value = value;
  return made;
}

function labelled(words: string, index: number, field: HTMLElement): HTMLElement {
  const hidden = element("span", { class: "visually-hidden" }, ` of own test ${index + 1}`);
  return element("div", { class: "field" }, element("label", { for: field.id }, words, hidden), field);
}
