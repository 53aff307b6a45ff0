/** The results of the latest run or submission of a problem. Tests are put in their places as they come and never drawn twice. */
import { compileDiagnostics, crashLine } from "../codemirror/diagnostics";
import { toneOf } from "../lib/verdicts";
import { setText } from "../ui/dom";
import { button, element, textBlock } from "../ui/elements";
import type { Problem, Submission } from "./api";
import { type Activity, isDone } from "./judging";
import { interactionBlock } from "../ui/interaction";
import { commonStart, outputDiff, type DiffRow } from "./outputDiff";
import {
  type Compared,
  kindText,
  nameResults,
  type NamedResult,
  outcomeText,
  progressText,
  resultMeasures,
  verdictHelp,
} from "./verdicts";

export interface ResultsOptions {
  readonly languageLabel: (language: string) => string;
  readonly hour: (iso: string) => string;
  /** Leads to a line in the editor; null where the code is not in it. */
  readonly goToLine: ((line: number) => void) | null;
  /** Makes an own test of a visible one; null where none can be made. */
  readonly useAsOwnTest: ((test: Compared, name: string) => void) | null;
}

export interface Results {
  readonly show: (activity: Activity | null, problem: Problem) => void;
}

export function createResults(root: HTMLElement, options: ResultsOptions): Results {
  let shown: { readonly id: string; readonly view: SubmissionView } | null = null;
  const only = (className: string, words: string): void => {
    shown = null;
    const current = root.firstElementChild;
    if (root.childElementCount === 1 && current?.className === className) setText(current, words);
    else root.replaceChildren(element("p", { class: className }, words));
  };
  return {
    show: (activity, problem) => {
      if (activity === null) {
        only("muted", "Nothing run yet. Run tries your code on the visible tests; Submit judges it on all.");
      } else if (activity.kind === "sending") {
        const { kind } = activity.work;
        only(
          "sending",
          activity.attempt === 1
            ? "Sending…"
            : `No connection to TalentSync. Your ${kind === "run" ? "run" : "submission"} is sent, once, as soon as it is back.`,
        );
      } else if (activity.kind === "refused") {
        only("notice error", activity.words);
      } else {
        const { submission } = activity;
        if (shown?.id !== submission.id) {
          shown = { id: submission.id, view: createSubmissionView(problem, options) };
          root.replaceChildren(shown.view.root);
        }
        shown.view.update(submission);
      }
    },
  };
}

export interface SubmissionView {
  readonly root: HTMLElement;
  readonly update: (submission: Submission) => void;
}

export function createSubmissionView(problem: Problem, options: ResultsOptions): SubmissionView {
  const facts = element("p", { class: "muted" });
  const verdict = element("p", { class: "verdict" });
  const help = element("p", { class: "help" });
  const progress = element("progress", { "aria-label": "Tests done" });
  const compile = element("div", { class: "stack" });
  const tests = element("ol", { class: "tests", "aria-label": "Tests" });
  const root = element(
    "div",
    { class: "stack" },
    element("div", { class: "result-head" }, verdict, facts),
    help,
    progress,
    compile,
    tests,
  );
  /** By the place among the tests. */
  const drawn = new Map<number, HTMLElement>();
  let hasOpened = false;
  return {
    root,
    update: (submission) => {
      const isOver = isDone(submission);
      const ended = submission.status === "failed" ? "IE" : submission.verdict;
      setText(verdict, progressText(submission));
      verdict.dataset["tone"] = isOver && ended !== null ? toneOf(ended) : "busy";
      setText(
        facts,
        `${kindText(submission)}, ${options.languageLabel(submission.language)}, ${options.hour(submission.createdAt)}`,
      );
      setText(help, isOver && ended !== null ? verdictHelp[ended] : "");
      help.hidden = help.textContent === "";
      progress.hidden = isOver;
      if (submission.testsTotal > 0) {
        progress.max = submission.testsTotal;
        progress.value = submission.testsDone;
      }
      if (isOver && compile.childElementCount === 0) compile.append(...compileParts(submission, options));
      const named = nameResults(submission, problem.visibleTests);
      if (named.length < drawn.size) {
        // The worker was lost, and another one has begun anew.
        tests.replaceChildren();
        drawn.clear();
      }
      for (const one of named) {
        const { position } = one.result;
        if (drawn.has(position)) continue;
        // The first that failed and can be looked into stands open.
        const opens = !hasOpened && one.place !== "hidden" && (!one.result.passed || one.judge === "nobody");
        hasOpened ||= opens;
        const item = testItem(one, submission.language, problem, opens, options);
        const later = [...drawn.keys()].filter((other) => other > position);
        tests.insertBefore(item, drawn.get(Math.min(...later)) ?? null);
        drawn.set(position, item);
      }
    },
  };
}

function compileParts({ language, compileOutput, verdict }: Submission, { goToLine }: ResultsOptions): readonly HTMLElement[] {
  if (compileOutput === null || compileOutput.trim() === "") return [];
  const found = compileDiagnostics(language, compileOutput);
  const lines = found.map(({ line, severity, message }) => {
    const words = `Line ${line}: ${severity === "warning" ? "warning: " : ""}${message}`;
    return element(
      "li",
      {},
      goToLine === null
        ? words
        : button(words, "link-button", () => {
            goToLine(line);
          }),
    );
  });
  return [
    ...(lines.length > 0 ? [element("ul", { class: "diagnostics", "aria-label": "Places in your code" }, ...lines)] : []),
    textBlock(verdict === "CE" ? "What the compiler said" : "Warnings of the compiler", compileOutput),
  ];
}

function testItem(named: NamedResult, language: string, problem: Problem, opens: boolean, options: ResultsOptions): HTMLElement {
  const { name, result, place, judge } = named;
  const tone = toneOf(result.verdict);
  const line = element(
    "span",
    { class: "test-line" },
    element("span", { class: "test-name" }, name),
    " ",
    element("span", { class: "badge", "data-tone": tone }, outcomeText(result.verdict, judge)),
    " ",
    element("span", { class: "test-measures muted" }, resultMeasures(named)),
  );
  if (place === "hidden") return element("li", { class: "test" }, line);
  const details = element("details", {}, element("summary", {}, line));
  details.open = opens;
  details.append(element("div", { class: "test-body" }, ...testParts(named, language, problem, options)));
  return element("li", { class: "test" }, details);
}

function testParts(
  { name, result, test, place }: NamedResult,
  language: string,
  { outputValidation }: Problem,
  { goToLine, useAsOwnTest }: ResultsOptions,
): readonly HTMLElement[] {
  const stdout = result.stdout ?? "";
  const stderr = result.stderr ?? "";
  const crashedAt = result.verdict === "RTE" ? crashLine(language, stderr) : null;
  const expected = test?.expectedOutput ?? null;
  const parts: HTMLElement[] = [];
  if (crashedAt !== null) {
    const words = `It crashed in line ${crashedAt}`;
    parts.push(
      goToLine === null
        ? element("p", {}, words)
        : button(words, "link-button", () => {
            goToLine(crashedAt);
          }),
    );
  }
  if (outputValidation === "interactive") {
    if (result.verdict === "TLE") {
      const words = "If it waits for an answer: flush the output after each line, or the judge does not get to read it.";
      parts.push(element("p", { class: "help" }, words));
    }
    if (result.interaction !== undefined) parts.push(interactionBlock("What was said", result.interaction));
    if (stderr !== "") parts.push(textBlock("Standard error", stderr));
    return parts;
  }
  // What a candidate expects of an own test is one output, whatever else the problem's validator takes.
  const isOnlyOne = outputValidation === "default" || place !== "visible";
  const ofBeginning = test?.isCut === true ? " (its beginning)" : "";
  parts.push(
    element(
      "div",
      { class: "test-texts" },
      test === null ? null : textBlock(`Input${ofBeginning}`, test.input),
      expected === null ? null : textBlock(`${isOnlyOne ? "Expected output" : "One right output"}${ofBeginning}`, expected),
      textBlock("Your output", stdout),
    ),
  );
  if (expected !== null && result.verdict === "WA") {
    if (isOnlyOne) parts.push(...differenceParts(expected, stdout, test?.isCut ?? false));
    else parts.push(element("p", { class: "help" }, "Several outputs are right here, and yours is none of them."));
  }
  if (stderr !== "") parts.push(textBlock("Standard error", stderr));
  if (test !== null && place === "visible" && useAsOwnTest !== null) {
    parts.push(
      button("Make an own test of it", "button quiet small", () => {
        useAsOwnTest(test, name);
      }),
    );
  }
  return parts;
}

function differenceParts(expected: string, actual: string, isCut: boolean): readonly HTMLElement[] {
  // Of a long test only the beginning is here: line by line the rest would all look missing.
  if (isCut) return [element("p", { class: "help" }, "This test is too long to compare here line by line.")];
  const found = outputDiff(expected, actual);
  const table = element(
    "table",
    { class: "difference" },
    element("caption", {}, "Expected and actual output, line by line"),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...["Line", "Expected", "Yours", ""].map((words) =>
          element("th", { scope: "col" }, words === "" ? element("span", { class: "visually-hidden" }, "State") : words),
        ),
      ),
    ),
    element("tbody", {}, ...found.rows.map(diffRow)),
  );
  const notes = [
    ...(found.onlySpacing ? ["The words are right: only white space or capitals differ."] : []),
    ...(found.isCut ? ["There are more differences than are shown."] : []),
  ];
  const scroll = element("div", { class: "difference-scroll", tabindex: "0", role: "group", "aria-label": "Difference" }, table);
  return [...notes.map((words) => element("p", { class: "help" }, words)), scroll];
}

function diffRow(row: DiffRow): HTMLElement {
  switch (row.kind) {
    case "skipped": {
      const words = `${row.count} equal ${row.count === 1 ? "line" : "lines"} not shown`;
      return element("tr", { class: "skipped" }, element("td", { colspan: "4" }, words));
    }
    case "same":
      return cells(row.kind, row.expectedLine, row.text, row.text, "same");
    case "changed": {
      const start = commonStart(row.expected, row.actual);
      return cells(row.kind, row.expectedLine, marked(row.expected, start), marked(row.actual, start), "differs");
    }
    case "missing":
      return cells(row.kind, row.expectedLine, marked(row.expected, 0), "", "missing");
    case "extra":
      return cells(row.kind, row.actualLine, "", marked(row.actual, 0), "too much");
  }
}

function cells(kind: string, line: number, expected: Node | string, actual: Node | string, state: string): HTMLElement {
  return element(
    "tr",
    { class: kind },
    element("th", { scope: "row" }, String(line)),
    element("td", {}, element("code", {}, expected)),
    element("td", {}, element("code", {}, actual)),
    element("td", { class: "state" }, state),
  );
}

function marked(line: string, start: number): DocumentFragment {
  const made = document.createDocumentFragment();
  made.append(line.slice(0, start), element("mark", {}, line.slice(start)));
  return made;
}
