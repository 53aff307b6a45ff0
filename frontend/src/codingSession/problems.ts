/** The list of problems, and the statement of the one that is open. */
import { setText } from "../ui/dom";
import { button, element, textBlock } from "../ui/elements";
import { createTabList } from "../ui/tabs";
import type { Problem, Session, VisibleTest } from "./api";
import { interactionBlock } from "../ui/interaction";
import { exampleName } from "./verdicts";

export interface ProblemTabs {
  readonly update: (problems: readonly Problem[], openId: string, stateOf: (problemId: string) => string) => void;
}

export function createProblemTabs(root: HTMLElement, select: (problemId: string) => void): ProblemTabs {
  const list = createTabList(root, (tab) => {
    select(tab.dataset["problemId"] ?? "");
  });
  return {
    update: (problems, openId, stateOf) => {
      problems.forEach((problem, index) => {
        const tab = root.children[index] ?? root.appendChild(tabOf(problem, index + 1));
        const state = tab.querySelector(".problem-state");
        if (state !== null) setText(state, stateOf(problem.problemId));
      });
      list.mark((tab) => tab.dataset["problemId"] === openId);
    },
  };
}

function tabOf({ problemId, title }: Problem, number: number): HTMLElement {
  return element(
    "button",
    { type: "button", role: "tab", id: `problem-tab-${number}`, "aria-controls": "problem-panel", "data-problem-id": problemId },
    element("span", { class: "problem-name" }, `${number}. ${title}`),
    " ",
    element("span", { class: "problem-state" }),
  );
}

/** Statement, limits and examples. The HTML is the server's own, cleaned there. */
export function showStatement(
  root: HTMLElement,
  problem: Problem,
  language: string,
  { languages }: Session,
  useAsOwnTest: (test: VisibleTest, name: string) => void,
): void {
  const body = element("div", { class: "statement-text" });
  body.innerHTML = problem.statementHtml;
  const offered = languages.find((one) => one.language === language);
  root.replaceChildren(
    element("h2", {}, problem.title),
    element("p", { class: "limits muted", id: "limits" }, offered === undefined ? "" : limitText(problem, offered)),
    body,
    ...problem.visibleTests.map((test, index) => {
      const explanation = element("div", { class: "statement-text" });
      explanation.innerHTML = test.explanationHtml;
      const name = exampleName(problem.visibleTests, index);
      const taker = button("Make an own test of it", "button quiet small", () => {
        useAsOwnTest(test, name);
      });
      taker.append(element("span", { class: "visually-hidden" }, ` (${name})`));
      return element(
        "section",
        { class: "example", "aria-label": name },
        // An own test is an input of one's own, which interactive problems have not.
        element(
          "div",
          { class: "example-head" },
          element("h3", {}, name),
          problem.outputValidation === "interactive" ? null : taker,
        ),
        problem.outputValidation === "interactive" ? interactionExample(test) : outputExample(problem, test),
        test.explanationHtml === "" ? null : explanation,
      );
    }),
  );
  root.scrollTop = 0;
}

function outputExample({ outputValidation }: Problem, test: VisibleTest): HTMLElement {
  const output = outputValidation === "custom" ? "One right output" : "Output";
  return element(
    "div",
    { class: "example-texts" },
    textBlock(test.isCut ? "Input (its beginning)" : "Input", test.input),
    textBlock(test.isCut ? `${output} (its beginning)` : output, test.expectedOutput),
  );
}

function interactionExample({ interaction }: VisibleTest): HTMLElement {
  return interaction === ""
    ? element("p", { class: "help" }, "Run your code to see what is said here.")
    : interactionBlock("What is said", interaction);
}

export function showLimits(problem: Problem, language: string, { languages }: Session): void {
  const place = document.getElementById("limits");
  const offered = languages.find((one) => one.language === language);
  if (place !== null && offered !== undefined) setText(place, limitText(problem, offered));
}

/**
 * `In Java: 2 seconds of processor time and 256 MB of memory for each test, and 96 MB for Java itself.`, then how a whole
 * program has to look.
 */
export function limitText(
  problem: Problem,
  { language, label, runtimeMemoryMb, convention }: Session["languages"][number],
): string {
  const seconds = problem.timeLimitSeconds[language];
  const megabytes = problem.memoryLimitMb[language];
  if (seconds === undefined || megabytes === undefined) return "";
  const time = `${seconds} ${seconds === 1 ? "second" : "seconds"} of processor time`;
  const itself = runtimeMemoryMb === 0 ? "" : `, and ${runtimeMemoryMb} MB for ${label} itself`;
  return [`In ${label}: ${time} and ${megabytes} MB of memory for each test${itself}.`, problem.isFunction ? "" : convention]
    .filter((text) => text !== "")
    .join(" ");
}
