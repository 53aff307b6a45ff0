import { describe, expect, test } from "vitest";

import { createFakeClock, settle } from "../testing/fakeClock";
import type { Answer, ProgressEvent, Refusal, Submission, TestResult, Work } from "./api";
import { createJudging, type Judging, withResult } from "./judging";
import { held, ok, refusalOf, submissionOf, unreachable } from "./testing";

const run: Work = { kind: "run", problemId: "warehouse", language: "python", sourceCode: "print(3)", ownTests: null };

function resultOf(testCaseId: string | null): TestResult {
  return { position: Number(testCaseId ?? 0), testCaseId, passed: true, verdict: "AC", executionTimeMs: 12, memoryUsedKB: 9000 };
}

interface Stream {
  readonly url: string;
  readonly onEvent: (event: ProgressEvent) => void;
  readonly onLost: () => void;
  isOpen: boolean;
}

function bench(): {
  readonly judging: Judging;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly works: ReturnType<typeof held<[Work, string], Answer<Submission>>>["calls"];
  readonly looks: ReturnType<typeof held<[string], Answer<Submission>>>["calls"];
  readonly streams: Stream[];
  readonly done: Submission[];
  readonly refused: Refusal[];
} {
  const clock = createFakeClock();
  const work = held<[Work, string], Answer<Submission>>();
  const look = held<[string], Answer<Submission>>();
  const streams: Stream[] = [];
  const done: Submission[] = [];
  const refused: Refusal[] = [];
  let keys = 0;
  const judging = createJudging({
    api: { work: work.call, submission: look.call, eventsUrl: (id) => `/events/${id}` },
    openProgress: (url, handlers) => {
      const stream: Stream = { url, ...handlers, isOpen: true };
      streams.push(stream);
      return () => {
        stream.isOpen = false;
      };
    },
    clock,
    newKey: () => `key ${++keys}`,
    onDone: (submission) => done.push(submission),
    onAccepted: () => undefined,
    onRefused: (refusal) => refused.push(refusal),
  });
  return { judging, clock, works: work.calls, looks: look.calls, streams, done, refused };
}

function shown({ judging }: { readonly judging: Judging }): string | undefined {
  return judging.getSnapshot().activities["warehouse"]?.kind;
}

describe("a press", () => {
  test("is one request, however often the button is pressed", async () => {
    const { judging, works, streams, done } = bench();
    judging.press(run);
    judging.press(run);
    expect(works.map(({ given: [, key] }) => key)).toEqual(["key 1"]);
    works[0]?.answer(ok(submissionOf()));
    await settle();
    judging.press(run);
    expect(works).toHaveLength(1);
    streams[0]?.onEvent({ kind: "submission", submission: submissionOf({ status: "finished", verdict: "AC" }) });
    expect(done.map(({ verdict }) => verdict)).toEqual(["AC"]);
    expect(streams[0]?.isOpen).toBe(false);
    judging.press(run);
    expect(works.map(({ given: [, key] }) => key)).toEqual(["key 1", "key 2"]);
  });

  test("keeps its key when the network fails", async () => {
    const all = bench();
    const { judging, clock, works } = all;
    judging.press(run);
    works[0]?.answer(unreachable);
    await settle();
    expect(shown(all)).toBe("sending");
    judging.press(run);
    clock.advance(1000);
    expect(judging.getSnapshot().activities["warehouse"]).toMatchObject({ kind: "sending", attempt: 2 });
    works[1]?.answer(unreachable);
    await settle();
    clock.advance(2000);
    expect(works.map(({ given: [, key] }) => key)).toEqual(["key 1", "key 1", "key 1"]);
  });

  test("that is refused says why and can be repeated", async () => {
    const { judging, works, refused } = bench();
    judging.press(run);
    works[0]?.answer(refusalOf(429, "rate_limited", { retryAfterMs: 3000 }));
    await settle();
    expect(judging.getSnapshot().activities["warehouse"]).toMatchObject({
      kind: "refused",
      words: "Too many tries in a short time. Try again in 3 seconds.",
    });
    expect(refused).toHaveLength(1);
    judging.press(run);
    expect(works.at(-1)?.given[1]).toBe("key 2");
  });

  test("a run does not hold up a submission", () => {
    const { judging, works } = bench();
    judging.press(run);
    judging.press({ ...run, kind: "submit" });
    judging.press({ ...run, problemId: "other" });
    expect(works).toHaveLength(3);
    expect(judging.isBusy("warehouse", "submit")).toBe(true);
    expect(judging.isBusy("other", "submit")).toBe(false);
  });
});

describe("progress", () => {
  test("shows each test as it comes", async () => {
    const { judging, works, streams } = bench();
    judging.press(run);
    works[0]?.answer(ok(submissionOf({ testsTotal: 2 })));
    await settle();
    expect(streams[0]?.url).toBe("/events/s1");
    streams[0]?.onEvent({ kind: "result", result: resultOf("1") });
    streams[0]?.onEvent({ kind: "result", result: resultOf("1") });
    expect(judging.getSnapshot().activities["warehouse"]).toMatchObject({
      kind: "judging",
      submission: { status: "running", testsDone: 1, results: [{ testCaseId: "1" }] },
    });
  });

  test("is asked for where no stream gets through, until it is done", async () => {
    const all = bench();
    const { judging, clock, works, looks, streams, done } = all;
    judging.press(run);
    works[0]?.answer(ok(submissionOf()));
    await settle();
    streams[0]?.onLost();
    expect(looks).toHaveLength(1);
    looks[0]?.answer(unreachable);
    await settle();
    clock.advance(500);
    looks[1]?.answer(ok(submissionOf({ status: "running", testsTotal: 3, testsDone: 1 })));
    await settle();
    expect(shown(all)).toBe("judging");
    clock.advance(1000);
    looks[2]?.answer(ok(submissionOf({ status: "failed", verdict: "IE" })));
    await settle();
    expect(shown(all)).toBe("done");
    expect(done).toHaveLength(1);
    clock.advance(60_000);
    expect(looks).toHaveLength(3);
  });

  test("of a submission that was under way before is followed", async () => {
    const all = bench();
    const following = all.judging.follow("s1");
    all.looks[0]?.answer(ok(submissionOf({ kind: "submit", status: "running" })));
    await following;
    expect(shown(all)).toBe("judging");
    expect(all.judging.isBusy("warehouse", "submit")).toBe(true);
    await all.judging.follow("s1");
    expect(all.streams).toHaveLength(1);
  });

  test("of what was judged before is recalled, but never in place of something newer", async () => {
    const all = bench();
    const recalling = all.judging.recall("s1");
    all.looks[0]?.answer(ok(submissionOf({ status: "finished", verdict: "WA" })));
    await recalling;
    expect(shown(all)).toBe("done");
    expect(all.done).toEqual([]);
    const again = all.judging.recall("s0");
    all.looks[1]?.answer(ok(submissionOf({ id: "s0", status: "finished", verdict: "AC" })));
    await again;
    expect(all.judging.getSnapshot().activities["warehouse"]).toMatchObject({ submission: { id: "s1" } });
  });

  test("of an earlier run does not push away a later submission", async () => {
    const { judging, works, streams, done } = bench();
    judging.press(run);
    works[0]?.answer(ok(submissionOf({ id: "the run" })));
    await settle();
    judging.press({ ...run, kind: "submit" });
    works[1]?.answer(ok(submissionOf({ id: "the submission", kind: "submit" })));
    await settle();
    streams[0]?.onEvent({ kind: "submission", submission: submissionOf({ id: "the run", status: "finished", verdict: "WA" }) });
    expect(judging.getSnapshot().activities["warehouse"]).toMatchObject({ submission: { id: "the submission" } });
    expect(done.map(({ id }) => id)).toEqual(["the run"]);
  });

  test("a repeated result is known already", () => {
    const once = withResult(submissionOf({ testsTotal: 3 }), resultOf("1"));
    expect(withResult(once, resultOf("1")).results).toHaveLength(1);
    expect(withResult(once, resultOf("2")).testsDone).toBe(2);
  });

  test("results stand in the order of the tests, however they come", () => {
    const all = ["2", "0", "1"].reduce((so, id) => withResult(so, resultOf(id)), submissionOf({ testsTotal: 3 }));
    expect(all.results.map(({ position }) => position)).toEqual([0, 1, 2]);
  });
});
