import { expect, test } from "vitest";

import type { Answer, Submission } from "./api";
import { createForgetfulApi } from "./practice";
import { ok, refusalOf, sessionOf, submissionOf, unreachable } from "./testing";

const later = "2026-11-22T10:20:00.000Z";
const run = { kind: "run", problemId: "practice", language: "python", sourceCode: "x", ownTests: null } as const;

function practising(answers: Answer<Submission>[]): ReturnType<typeof createForgetfulApi> {
  const api = {
    practice: () => Promise.resolve(ok(sessionOf())),
    run: () => Promise.resolve(ok(submissionOf({ id: "p1" }))),
    practiceRun: () => Promise.resolve(answers.shift() ?? unreachable),
  };
  return createForgetfulApi(api, () => later);
}

test("a run that the server has forgotten is over", async () => {
  const api = practising([refusalOf(404, "submission_not_found")]);
  await api.work(run, "key");
  expect(await api.submission("p1")).toMatchObject({ kind: "ok", value: { status: "failed", finishedAt: later } });
});

test("what came of a run is remembered on the page", async () => {
  const done = submissionOf({ id: "p1", status: "finished", verdict: "AC" });
  const api = practising([ok(done), refusalOf(404, "submission_not_found"), unreachable]);
  await api.work(run, "key");
  await api.submission("p1");
  expect(await api.submission("p1")).toEqual(ok(done));
  expect(await api.submission("p1")).toEqual(unreachable);
});

test("drafts and own tests stay on the page", async () => {
  const api = practising([]);
  const change = { problemId: "practice", language: "python", sourceCode: "a", baseVersion: 0 };
  expect(await api.saveDraft(change)).toMatchObject({ value: { version: 1, savedAt: later } });
  expect(await api.saveDraft({ ...change, baseVersion: 1 })).toMatchObject({ value: { version: 2 } });
  expect(await api.drafts()).toEqual(ok([]));
  expect(await api.start()).toMatchObject({ kind: "refused" });
});
