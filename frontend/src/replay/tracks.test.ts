import { expect, test } from "vitest";

import type { Entry } from "./data";
import { groupOf, markOf } from "./entryKinds";
import { spansOf } from "./tracks";

function entry(kind: Entry["kind"], atMs: number, changes: Partial<Entry> = {}): Entry {
  return {
    kind,
    group: groupOf(kind),
    mark: markOf(kind, changes.activity?.kind),
    actor: "cara",
    atMs,
    untilMs: atMs,
    reason: null,
    questionText: null,
    person: null,
    text: null,
    changes: 1,
    runId: null,
    tests: null,
    channel: null,
    activity: null,
    ...changes,
  };
}

test("somebody who leaves and comes back was there twice, the second time to the end", () => {
  const entries = [entry("joined", 10), entry("left", 20), entry("joined", 50, { actor: "ivan" }), entry("joined", 30)];
  expect(spansOf(entries, "cara", 100)).toEqual([
    { kind: "presence", startMs: 10, endMs: 20 },
    { kind: "presence", startMs: 30, endMs: 100 },
  ]);
});

test("a second window does not begin a presence anew", () => {
  expect(spansOf([entry("joined", 10), entry("joined", 20), entry("left", 30)], "cara", 100)).toEqual([
    { kind: "presence", startMs: 10, endMs: 30 },
  ]);
});

test("edits last; runs, messages and pastes are moments, each with the mark of its kind", () => {
  const entries = [
    entry("document_edited", 1, { untilMs: 9 }),
    entry("code_run", 12),
    entry("chat_message", 13),
    entry("activity", 14, { activity: { kind: "paste", characters: 90 } }),
    entry("activity", 15, { activity: { kind: "hidden", characters: null } }),
    entry("completed", 20),
  ];
  expect(spansOf(entries, "cara", 100)).toEqual([
    { kind: "edit", startMs: 1, endMs: 9 },
    { kind: "mark", mark: "run", startMs: 12, endMs: 12 },
    { kind: "mark", mark: "message", startMs: 13, endMs: 13 },
    { kind: "mark", mark: "paste", startMs: 14, endMs: 14 },
  ]);
});
