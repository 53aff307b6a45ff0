/** Runs of the shared code in words. Pure. */
import { languageName } from "../../codemirror/languages";
import { measures, type Tone, toneOf, verdictLabels } from "../../lib/verdicts";
import type { RoomProblem } from "../../protocol";
import type { Run } from "./runList";

export interface RunnableLanguage {
  readonly language: string;
  /** What runs it: `C++ 17, GCC 12.2.0`. */
  readonly version: string;
  /** How a program has to look where the language leaves it open; may be empty. */
  readonly convention: string;
}

export interface Running {
  /** Languages that the execution backend offers. */
  readonly languages: readonly RunnableLanguage[];
  /** Why nothing can be run; empty where something can. */
  readonly problem: string;
}

/** Why the code cannot be run as it is; null where it can. */
export function obstacle({ languages, problem }: Running, language: string, isInRoom: boolean): string | null {
  if (problem !== "") return problem;
  if (!languages.some((one) => one.language === language)) return `${languageName(language)} cannot be run here`;
  return isInRoom ? null : "Offline: the code can be run once the connection is back";
}

/** Why the code cannot be run on a problem's visible tests where it can be run as such; null where it can. */
export function testsObstacle({ title, languages, visibleTests }: RoomProblem, language: string): string | null {
  if (visibleTests.length === 0) return `“${title}” has no visible tests`;
  return language in languages ? null : `“${title}” cannot be solved in ${languageName(language)}`;
}

/** `Runs as C++ 17, GCC 12.2.0.`; nothing for a language that cannot be run. */
export function languageText({ languages }: Running, language: string): string {
  const found = languages.find((one) => one.language === language);
  return found === undefined ? "" : [`Runs as ${found.version}.`, found.convention].filter((text) => text !== "").join(" ");
}

/** How it stands or ended. */
export function outcomeWords({ state, result }: Run): string {
  switch (state) {
    case "queued":
      return "Waiting to be run";
    case "running":
      return "Running";
    case "stopped":
      return "Stopped";
    case "failed":
      return "Could not be run. This is our fault; try again in a moment";
    case "finished":
      if (result?.tests !== undefined) return testsWords(result.tests);
      if (result === null || result.verdict === "AC") return "Ran to its end";
      if (result.verdict === "RTE") return endedBy(result);
      return verdictLabels[result.verdict];
  }
}

function testsWords(tests: readonly { readonly passed: boolean }[]): string {
  const passed = tests.filter((test) => test.passed).length;
  if (passed < tests.length) return `${passed} of ${tests.length} visible tests passed`;
  return tests.length === 1 ? "The visible test passed" : `All ${tests.length} visible tests passed`;
}

function endedBy({ exitCode, signal }: NonNullable<Run["result"]>): string {
  if (signal !== undefined) return `${verdictLabels.RTE}, signal ${signal}`;
  return exitCode === undefined ? verdictLabels.RTE : `${verdictLabels.RTE}, exit code ${exitCode}`;
}

export function toneOfRun({ state, result }: Run): Tone | "busy" {
  if (state === "queued" || state === "running") return "busy";
  return state === "finished" && result !== null ? toneOf(result.verdict) : "neutral";
}

/** `Cara, Python, 14:30, 12 ms, 9 MB`; of a run on tests with the problem's title. */
export function factsText(run: Run, author: string, hour: string | null): string {
  const ran = run.result !== null && run.result.verdict !== "CE" ? [measures(run.result)] : [];
  const tested = run.problem === null ? [] : [`tests of “${run.problem.title}”`];
  return [author, languageName(run.language), ...tested, ...(hour === null ? [] : [hour]), ...ran].join(", ");
}

/** Shown above the runs and read out when it changes. */
export function statusText(newest: Run | null, author: string): string {
  if (newest === null) return "Not run yet";
  return `${outcomeWords(newest)}${newest.state === "queued" || newest.state === "running" ? ", for" : ", by"} ${author}`;
}

export const unsaved = "Your last changes have not reached the server yet, so nothing was run. Try again in a moment.";
