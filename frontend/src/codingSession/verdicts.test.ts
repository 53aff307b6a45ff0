import { describe, expect, test } from "vitest";

import { toneOf, verdictLabels } from "../lib/verdicts";
import type { TestResult, Verdict } from "./api";
import { failureMessage, refusalMessage } from "./errorMessages";
import { finishedText, handedInText } from "./finished";
import { withSubmission } from "./submissionsList";
import { refusalOf, sessionOf, submissionOf, unreachable, warehouse } from "./testing";
import { nameResults, outcomeSentence, outcomeText, problemStateText, progressText, resultMeasures } from "./verdicts";
import { factText } from "./welcome";

function resultOf(testCaseId: string | null, verdict: Verdict = "AC", position = 0): TestResult {
  return {
    position,
    testCaseId,
    passed: verdict === "AC",
    verdict,
    executionTimeMs: 12.4,
    memoryUsedKB: 9216,
    stdout: "3\n",
    stderr: "",
  };
}

describe("verdicts", () => {
  test("have words, and colours only beside them", () => {
    expect(Object.values(verdictLabels).every((words) => words.length > 3)).toBe(true);
    expect((["AC", "WA", "IE"] as const).map(toneOf)).toEqual(["good", "bad", "neutral"]);
  });

  test("how far the judging is", () => {
    const words = [
      submissionOf({ queuePosition: 1 }),
      submissionOf({ queuePosition: 3 }),
      submissionOf({ queuePosition: 3, isPaused: true }),
      submissionOf({ status: "running" }),
      submissionOf({ status: "running", testsTotal: 1, testsDone: 0 }),
      submissionOf({ status: "running", testsTotal: 7, testsDone: 2 }),
      submissionOf({ status: "finished", verdict: "TLE" }),
      submissionOf({ status: "failed", verdict: "IE" }),
    ].map(progressText);
    expect(words).toEqual([
      "Waiting to be judged",
      "Waiting, number 3 in the queue",
      "Judging is paused. Your code is kept, and is judged by itself as soon as programs can be run",
      "Being judged",
      "0 of 1 test done",
      "2 of 7 tests done",
      "Time limit exceeded",
      "Could not be judged",
    ]);
  });

  test("visible tests are the examples, hidden ones have numbers", () => {
    const named = nameResults(
      { stdin: null, ownTests: null, results: [resultOf("1"), resultOf("9", "AC", 2), resultOf(null, "AC", 3)] },
      warehouse.visibleTests,
    );
    expect(named.map(({ name, place }) => [name, place])).toEqual([
      ["Example", "visible"],
      ["Hidden test 2", "hidden"],
      ["Hidden test 3", "hidden"],
    ]);
    expect(named.map(resultMeasures)).toEqual(["12 ms, 9 MB", "≤ 12 ms, ≤ 9 MB", "≤ 12 ms, ≤ 9 MB"]);
  });

  test("own input has no right answer", () => {
    const [own] = nameResults({ stdin: "", ownTests: null, results: [resultOf(null)] }, warehouse.visibleTests);
    expect(own === undefined ? "" : `${own.name}: ${outcomeText(own.result.verdict, own.judge)}`).toBe(
      "Your input: Ran to its end",
    );
    const [crashed] = nameResults({ stdin: "", ownTests: null, results: [resultOf(null, "RTE")] }, []);
    expect(crashed === undefined ? "" : outcomeText(crashed.result.verdict, crashed.judge)).toBe("Run-time error");
  });

  test("an own test is judged by what its author expected, if anything", () => {
    const ownTests = [
      { name: "big", input: "9\n", expectedOutput: "81\n" },
      { name: " ", input: "1\n", expectedOutput: null },
    ];
    const results = [
      { ...resultOf(null, "WA"), position: 0 },
      { ...resultOf(null), position: 1 },
    ];
    const named = nameResults({ stdin: null, ownTests, results }, warehouse.visibleTests);
    expect(named.map(({ name, result, judge }) => `${name}: ${outcomeText(result.verdict, judge)}`)).toEqual([
      "big: Not as you expected",
      "Own test 2: Ran to its end",
    ]);
    expect(named[0]?.test).toMatchObject({ input: "9\n", expectedOutput: "81\n" });
    const run = submissionOf({ status: "finished", verdict: "AC", isOnOwnTests: true });
    expect(outcomeSentence(run, "Warehouse")).toBe("Run on own tests of Warehouse: As you expected");
  });

  test("the outcome names the problem", () => {
    const submission = submissionOf({ kind: "submit", status: "finished", verdict: "WA" });
    expect(outcomeSentence(submission, "Warehouse")).toBe("Submission of Warehouse: Wrong answer");
    const own = submissionOf({ status: "finished", verdict: "AC", stdin: "" });
    expect(outcomeSentence(own, "Warehouse")).toBe("Run on own input of Warehouse: Ran to its end");
    expect(outcomeSentence(submissionOf({ status: "failed" }), "Warehouse")).toContain("our fault");
  });

  test("the state of a problem", () => {
    expect(problemStateText([])).toBe("not tried");
    expect(problemStateText([submissionOf()])).toBe("run");
    expect(problemStateText([submissionOf(), submissionOf({ kind: "submit", status: "finished" })])).toBe("submitted");
    expect(problemStateText([submissionOf({ kind: "submit", status: "running" })])).toBe("being judged");
  });
});

describe("the end", () => {
  const hour = (iso: string): string => iso.slice(11, 16);

  test("says why, and that the last code was submitted", () => {
    expect(finishedText(sessionOf({ finishReason: "deadline" })).text).toContain("submitted for you");
    expect(finishedText(sessionOf({ finishReason: "candidate" })).heading).toBe("You have finished");
    expect(finishedText(sessionOf({ finishReason: "recruiter" })).text).toContain("submitted for you");
    expect(finishedText(sessionOf({ finishReason: "interview_ended" })).heading).toBe("The session was ended");
  });

  test("says what was handed in for each problem", () => {
    const automatic = submissionOf({ id: "b", kind: "submit", status: "finished", verdict: "AC", isAutomatic: true });
    const earlier = submissionOf({ id: "a", kind: "submit", status: "finished", verdict: "WA" });
    expect(handedInText(warehouse, null, hour)).toBe("Loading…");
    expect(handedInText(warehouse, [submissionOf()], hour)).toBe("Nothing submitted");
    expect(handedInText(warehouse, [automatic, earlier], hour)).toBe("Automatic submission at 10:05: Accepted (and 1 before it)");
  });

  test("a submission takes its own place in the list", () => {
    const [old, other] = [submissionOf({ id: "a" }), submissionOf({ id: "b" })];
    const judged = submissionOf({ id: "a", status: "finished", verdict: "AC" });
    expect(withSubmission([other, old], judged)).toEqual([other, judged]);
    expect(withSubmission([other], judged)).toEqual([judged, other]);
  });
});

describe("words", () => {
  test("for what waits on the welcome page", () => {
    expect(factText(sessionOf())).toBe("1 problem, 1 hour 30 minutes, in Python or C++.");
    expect(factText(sessionOf({ problemCount: 3, languages: [], durationMinutes: 60 }))).toBe("3 problems, 1 hour.");
  });

  test("for refusals and failures", () => {
    expect(refusalMessage(refusalOf(409, "submission_in_flight"))).toContain("still being judged");
    expect(refusalMessage(refusalOf(409, "another_code", { detail: "A reason." }))).toBe("A reason.");
    expect(failureMessage(refusalOf(403, "consent_required", { detail: "Answer first." }), "Not started")).toBe(
      "Not started. Answer first.",
    );
    expect(failureMessage(unreachable, "Not started")).toBe("Not started: no connection to TalentSync.");
  });
});
