/** The coding problems of the interview: which one the tests are of, its statement, examples and starter code. */
import type { RoomProblem } from "../../protocol";
import { byId, setText } from "../../ui/dom";
import { button, element, textBlock } from "../../ui/elements";
import { interactionBlock } from "../../ui/interaction";

export interface ProblemPanelOptions {
  /** Of the code, as everybody in the room has chosen it. */
  readonly language: () => string;
  /** Puts code below what is there. Null, or why not. */
  readonly insert: (code: string) => string | null;
  readonly onChoice: () => void;
}

export interface ProblemPanel {
  /** What the server says of the interview. */
  readonly show: (problems: readonly RoomProblem[]) => void;
  /** The one that is open; null where the interview has none. */
  readonly current: () => RoomProblem | null;
  /** The language of the code may have changed. */
  readonly update: () => void;
}

export function createProblemPanel({ language, insert, onChoice }: ProblemPanelOptions): ProblemPanel {
  const choice = byId("problem-choice", HTMLSelectElement);
  const body = byId("problem-statement", HTMLElement);
  let problems: readonly RoomProblem[] = [];
  let drawn = "";

  const current = (): RoomProblem | null => problems.find(({ problemId }) => problemId === choice.value) ?? problems[0] ?? null;
  /** Only where something has changed: what somebody has scrolled to or selected stays. */
  const draw = (): void => {
    const problem = current();
    const version = JSON.stringify([problem, problem === null ? "" : language()]);
    if (version === drawn) return;
    drawn = version;
    body.replaceChildren(...(problem === null ? [] : parts(problem, language(), insert)));
  };
  choice.addEventListener("change", () => {
    draw();
    onChoice();
  });

  return {
    current,
    update: draw,
    show: (next) => {
      const chosen = choice.value;
      problems = next;
      choice.replaceChildren(...next.map(({ problemId, title }) => new Option(title, problemId)));
      if (next.some(({ problemId }) => problemId === chosen)) choice.value = chosen;
      byId("problem-choice-field", HTMLElement).hidden = next.length < 2;
      draw();
      onChoice();
    },
  };
}

function parts(problem: RoomProblem, language: string, insert: ProblemPanelOptions["insert"]): readonly HTMLElement[] {
  const statement = element("div", { class: "statement-text" });
  // The server's own, cleaned there.
  statement.innerHTML = problem.statementHtml;
  const starter = problem.languages[language] ?? "";
  return [
    element("h3", {}, problem.title),
    statement,
    ...problem.visibleTests.map((test) => {
      const explanation = element("div", { class: "statement-text" });
      explanation.innerHTML = test.explanationHtml;
      return element(
        "section",
        { class: "run-example", "aria-label": test.name },
        element("h4", {}, test.name),
        ...(test.interaction === ""
          ? [textBlock("Input", test.input), textBlock("Output", test.expectedOutput)]
          : [interactionBlock("What is said", test.interaction)]),
        test.isCut ? element("p", { class: "help" }, "Only the beginning is shown.") : null,
        test.explanationHtml === "" ? null : explanation,
      );
    }),
    ...(starter === "" ? [] : [starterPart(starter, insert)]),
  ];
}

function starterPart(starter: string, insert: ProblemPanelOptions["insert"]): HTMLElement {
  const said = element("span", { role: "status", class: "muted" });
  const put = button("Put in code", "button small", () => {
    setText(said, insert(starter) ?? "It stands in the code now. Undo takes it out.");
  });
  return element(
    "section",
    { class: "run-example", "aria-label": "Starter code" },
    textBlock("Starter code", starter),
    element("p", {}, put, " ", said),
  );
}
