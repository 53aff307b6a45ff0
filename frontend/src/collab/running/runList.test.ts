import { describe, expect, it } from "vitest";

import type { RecentRun, RunOutcome, RunStatus } from "../../protocol";
import { isOver, maxRuns, newlyOver, unfinishedRun, withRecent, withStatus, type Run, type RunList } from "./runList";
import { diagnosticsOf } from "./runView";
import { factsText, languageText, obstacle, outcomeWords, statusText, testsObstacle, toneOfRun } from "./strings";

const outcome: RunOutcome = {
  verdict: "AC",
  exitCode: 0,
  executionTimeMs: 12.4,
  memoryUsedKB: 9216,
  stdout: "3\n",
  stderr: "",
  truncated: false,
};

const measured = { executionTimeMs: 1, memoryUsedKB: 900 };
const texts = {
  ...{ input: "", expectedOutput: "", stdout: "", interaction: "" },
  stderr: 'Traceback:\n  File "main.py", line 5, in <module>\nValueError',
};

/** By a signal, so there is no exit code. */
const killed: RunOutcome = { verdict: "RTE", executionTimeMs: 1, memoryUsedKB: 900, stdout: "", stderr: "", truncated: false };

function told(state: RunStatus["state"], runId = "1", result?: RunOutcome): RunStatus {
  return { runId, userId: "cara", state, language: "python", ...(result === undefined ? {} : { result }) };
}

function recent(status: RunStatus, requestedAt = "2026-11-28T10:00:00Z"): RecentRun {
  return { ...status, name: "Cara", requestedAt };
}

function list(...statuses: readonly RunStatus[]): RunList {
  return statuses.reduce<RunList>((runs, status, index) => withStatus(runs, status, "Cara", `2026-11-28T10:00:0${index}Z`), []);
}

function only(runs: RunList): Run {
  const [run] = runs;
  if (run === undefined || runs.length !== 1) throw new Error(`${runs.length} runs`);
  return run;
}

describe("the list of runs", () => {
  it("keeps a run's author and time while its state changes", () => {
    const runs = list(told("queued"), told("running"), told("finished", "1", outcome));
    expect(only(runs)).toEqual({
      runId: "1",
      userId: "cara",
      name: "Cara",
      state: "finished",
      language: "python",
      problem: null,
      requestedAt: "2026-11-28T10:00:00Z",
      result: outcome,
    });
  });

  it("has the newest first, and not more than the last ones", () => {
    const runs = Array.from({ length: maxRuns + 2 }, (_, index) => told("stopped", String(index))).reduce<RunList>(
      (known, status) => withStatus(known, status, "Cara", "2026-11-28T10:00:00Z"),
      [],
    );
    expect(runs.map(({ runId }) => runId)).toEqual(["9", "8", "7", "6", "5", "4", "3", "2"]);
  });

  it("believes the first end, whatever arrives late", () => {
    const runs = list(told("finished", "1", outcome), told("running"));
    expect(only(runs).state).toBe("finished");
  });

  it("takes a run back to waiting when its worker was lost", () => {
    expect(only(list(told("running"), told("queued"))).state).toBe("queued");
  });

  it("tells which run is under way, and which have just ended", () => {
    const before = list(told("stopped", "1"), told("running", "2"));
    expect(unfinishedRun(before)?.runId).toBe("2");
    const after = withStatus(before, told("finished", "2", outcome), "Cara", "");
    expect(unfinishedRun(after)).toBeNull();
    expect(newlyOver(before, after).map(({ runId }) => runId)).toEqual(["2"]);
    // Of what was over before this page came, nothing is news.
    expect(newlyOver([], after)).toEqual([]);
  });

  it("takes over what the server has after a join, and keeps ends that it has heard of meanwhile", () => {
    const known = list(told("finished", "2", outcome));
    const runs = withRecent(known, [recent(told("stopped", "1"), "2026-11-28T09:00:00Z"), recent(told("running", "2"))]);
    expect(runs.map(({ runId, state }) => [runId, state])).toEqual([
      ["2", "finished"],
      ["1", "stopped"],
    ]);
    expect(runs.every(isOver)).toBe(true);
  });

  it("keeps a run that was asked for after the server had looked, and forgets what the server does not know", () => {
    const late = list(told("stopped", "0"), told("queued", "3"));
    expect(withRecent(late, [recent(told("stopped", "1"))]).map(({ runId }) => runId)).toEqual(["3", "1"]);
  });
});

describe("a run in words", () => {
  const words = (state: RunStatus["state"], changes: Partial<RunOutcome> = {}): string =>
    outcomeWords(only(list(told(state, "1", state === "finished" ? { ...outcome, ...changes } : undefined))));

  it("says how it stands and ended", () => {
    expect(words("queued")).toBe("Waiting to be run");
    expect(words("finished")).toBe("Ran to its end");
    expect(words("finished", { verdict: "RTE", exitCode: 3 })).toBe("Run-time error, exit code 3");
    expect(outcomeWords({ ...only(list(told("finished", "1", outcome))), result: { ...killed, signal: 11 } })).toBe(
      "Run-time error, signal 11",
    );
    expect(words("finished", { verdict: "TLE" })).toBe("Time limit exceeded");
    expect(words("failed")).toContain("our fault");
  });

  it("counts the visible tests that a run on a problem passed", () => {
    const test = {
      ...{ name: "1", passed: true, verdict: "AC" as const, truncated: false },
      ...measured,
      ...texts,
    };
    const failed = { ...test, passed: false, verdict: "WA" as const };
    expect(words("finished", { tests: [test] })).toBe("The visible test passed");
    expect(words("finished", { tests: [test, test] })).toBe("All 2 visible tests passed");
    expect(words("finished", { verdict: "WA", tests: [test, failed] })).toBe("1 of 2 visible tests passed");
    expect(words("finished", { verdict: "CE" })).toBe("Compile error");
  });

  it("has a colour only beside the words", () => {
    const tones = [told("running"), told("stopped"), told("finished", "1", outcome)].map((status) =>
      toneOfRun(only(list(status))),
    );
    expect(tones).toEqual(["busy", "neutral", "good"]);
  });

  it("says who, in what, when and what it took", () => {
    const run = only(list(told("finished", "1", outcome)));
    expect(factsText(run, "Cara", "14:30")).toBe("Cara, Python, 14:30, 12 ms, 9 MB");
    expect(factsText({ ...run, result: { ...outcome, verdict: "CE" } }, "you", null)).toBe("you, Python");
    expect(factsText({ ...run, problem: { problemId: "shout", title: "Shout" }, result: null }, "you", null)).toBe(
      "you, Python, tests of “Shout”",
    );
    expect(statusText(run, "Cara")).toBe("Ran to its end, by Cara");
    expect(statusText(only(list(told("running"))), "you")).toBe("Running, for you");
    expect(statusText(null, "")).toBe("Not run yet");
  });

  it("says why the code cannot be run on the tests of a problem", () => {
    const test = { name: "1", input: "", expectedOutput: "", interaction: "", isCut: false, explanationHtml: "" };
    const shout = { problemId: "shout", title: "Shout", statementHtml: "", languages: { python: "" }, visibleTests: [test] };
    expect(testsObstacle(shout, "python")).toBeNull();
    expect(testsObstacle(shout, "javascript")).toBe("“Shout” cannot be solved in JavaScript");
    expect(testsObstacle({ ...shout, visibleTests: [] }, "python")).toBe("“Shout” has no visible tests");
  });

  it("says why the code cannot be run", () => {
    const running = { languages: [{ language: "python", version: "Python 3.11", convention: "" }], problem: "" };
    expect(obstacle(running, "python", true)).toBeNull();
    expect(obstacle(running, "sql", true)).toBe("SQL cannot be run here");
    expect(obstacle(running, "python", false)).toContain("Offline");
    expect(languageText(running, "python")).toBe("Runs as Python 3.11.");
    expect(languageText(running, "sql")).toBe("");
    expect(obstacle({ languages: [], problem: "No worker." }, "python", true)).toBe("No worker.");
  });
});

describe("places in the code", () => {
  it("are those of the compiler, or the line of the crash", () => {
    const run = only(list(told("finished", "1", outcome)));
    const compileError = {
      ...outcome,
      verdict: "CE" as const,
      compileOutput: 'File "main.py", line 2\n  x =\n      ^\nSyntaxError: invalid syntax',
    };
    expect(diagnosticsOf({ ...run, result: compileError })).toMatchObject([{ line: 2, message: "SyntaxError: invalid syntax" }]);
    const ofTest = { name: "2", passed: false, verdict: "RTE" as const, truncated: false, ...measured, ...texts };
    expect(diagnosticsOf({ ...run, result: { ...outcome, verdict: "RTE", tests: [ofTest] } })).toMatchObject([{ line: 5 }]);
    const crash = {
      ...outcome,
      verdict: "RTE" as const,
      stderr: 'Traceback:\n  File "main.py", line 4, in <module>\nValueError',
    };
    expect(diagnosticsOf({ ...run, result: crash })).toMatchObject([{ line: 4 }]);
    expect(diagnosticsOf(run)).toEqual([]);
  });
});
