/** Verdicts and judging in words. Pure. */
import { measures, verdictLabels } from "../lib/verdicts";
import type { Submission, SubmissionSummary, TestResult, Verdict, VisibleTest } from "./api";
import { ownTestName } from "./ownTests";

/** One sentence more, for the first look at a failed test. */
export const verdictHelp: Readonly<Record<Verdict, string>> = {
  AC: "",
  WA: "The program ran, but its output is not the expected one.",
  TLE: "The program used more processor time than the problem allows, or waited too long.",
  MLE: "The program used more memory than the problem allows.",
  OLE: "The program wrote more output than the problem allows.",
  RTE: "The program crashed or ended with an exit code other than 0.",
  CE: "The program could not be compiled or loaded, so no test was run.",
  IE: "This is our fault, not yours, and does not count against you. Try again in a moment.",
};

export function kindText({
  kind,
  isAutomatic,
  stdin,
  isOnOwnTests,
}: Pick<SubmissionSummary, "kind" | "isAutomatic" | "stdin" | "isOnOwnTests">): string {
  if (kind === "run" && isOnOwnTests) return "Run on own tests";
  if (kind === "run") return stdin === null ? "Run" : "Run on own input";
  return isAutomatic ? "Automatic submission" : "Submission";
}

/** `2 of 7 tests done`; how far the judging is. */
export function progressText(submission: SubmissionSummary): string {
  // Also while a worker tries whether programs can be run again.
  if (submission.isPaused) return "Judging is paused. Your code is kept, and is judged by itself as soon as programs can be run";
  switch (submission.status) {
    case "queued":
      return submission.queuePosition !== undefined && submission.queuePosition > 1
        ? `Waiting, number ${submission.queuePosition} in the queue`
        : "Waiting to be judged";
    case "running":
      return submission.testsTotal === 0
        ? "Being judged"
        : `${submission.testsDone} of ${submission.testsTotal} ${plural("test", submission.testsTotal)} done`;
    case "finished":
      return submission.verdict === null ? "Finished" : outcomeText(submission.verdict, judgeOf(submission));
    case "failed":
      return verdictLabels.IE;
  }
}

/** Who says what is right: the problem, the candidate with an own test, or nobody. */
export type Judge = "problem" | "candidate" | "nobody";

function judgeOf({ stdin, isOnOwnTests }: Pick<SubmissionSummary, "stdin" | "isOnOwnTests">): Judge {
  if (isOnOwnTests) return "candidate";
  return stdin === null ? "problem" : "nobody";
}

/** Where nobody says what is right, a program that ended well has just run. */
export function outcomeText(verdict: Verdict, judge: Judge): string {
  if (judge === "nobody" && verdict === "AC") return "Ran to its end";
  if (judge === "candidate" && verdict === "AC") return "As you expected";
  if (judge === "candidate" && verdict === "WA") return "Not as you expected";
  return verdictLabels[verdict];
}

/** How it ended, for announcements. */
export function outcomeSentence(submission: Submission, title: string): string {
  const name = `${kindText(submission)} of ${title}`;
  if (submission.status === "failed" || submission.verdict === null) return `${name}: ${verdictLabels.IE}. ${verdictHelp.IE}`;
  return `${name}: ${progressText(submission)}`;
}

/** What a result can be looked at beside; `expectedOutput` is null where nobody says what is right. */
export interface Compared {
  readonly input: string;
  readonly expectedOutput: string | null;
  readonly isCut: boolean;
}

export interface NamedResult {
  readonly name: string;
  readonly result: TestResult;
  /** Null for a hidden test. */
  readonly test: Compared | null;
  readonly place: "visible" | "hidden" | "own";
  readonly judge: Judge;
}

/** The name of a visible test below the statement and in results: people know it by its place, not by its file. */
export function exampleName(visible: readonly VisibleTest[], index: number): string {
  return visible.length === 1 ? "Example" : `Example ${index + 1}`;
}

/** Names for the tests: examples for the visible ones, and numbers for the hidden, which come after those. */
export function nameResults(
  { stdin, ownTests, results }: Pick<Submission, "stdin" | "ownTests" | "results">,
  visible: readonly VisibleTest[],
): readonly NamedResult[] {
  return results.map((result) => {
    const own = ownTests?.[result.position];
    if (own !== undefined) {
      const judge = own.expectedOutput === null ? "nobody" : "candidate";
      return { name: ownTestName(own, result.position), result, test: { ...own, isCut: false }, place: "own", judge };
    }
    if (stdin !== null) {
      const test = { input: stdin, expectedOutput: null, isCut: false };
      return { name: "Your input", result, test, place: "own", judge: "nobody" };
    }
    const index = visible.findIndex(({ testCaseId }) => testCaseId === result.testCaseId);
    const test = visible[index];
    if (test !== undefined) return { name: exampleName(visible, index), result, test, place: "visible", judge: "problem" };
    const name = `Hidden test ${Math.max(result.position - visible.length, 0) + 1}`;
    return { name, result, test: null, place: "hidden", judge: "problem" };
  });
}

/** `12 ms, 9 MB`; of hidden tests, which are told in steps, `≤ 50 ms, ≤ 9 MB`. */
export function resultMeasures({ result, place }: Pick<NamedResult, "result" | "place">): string {
  return measures(result, place === "hidden" ? "≤ " : "");
}

/** The state of one problem in the list of problems. `newestFirst` are its submissions and runs. */
export function problemStateText(newestFirst: readonly Pick<SubmissionSummary, "kind" | "status">[]): string {
  const submits = newestFirst.filter(({ kind }) => kind === "submit");
  if (submits.some(({ status }) => status === "queued" || status === "running")) return "being judged";
  if (submits.length > 0) return "submitted";
  return newestFirst.length > 0 ? "run" : "not tried";
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}
