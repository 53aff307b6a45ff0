import { expect, test } from "vitest";

import { readSessionEntry, type SessionEntryKind } from "./codingSessionData";
import { tracksOf } from "./codingSessionTracks";

const code = { problem: "Mirror", language: "Python" };

function entry(kind: SessionEntryKind, seconds: number, reference: object = {}) {
  return readSessionEntry({ at: new Date(seconds * 1000).toISOString(), kind, reference: { ...code, ...reference } });
}

test("what came in at once, runs and verdicts are marks of their kinds; what the editor added is none", () => {
  const entries = [
    entry("code_inserted", 1, { origin: "starter" }),
    entry("code_edited", 2, { until: new Date(9000).toISOString() }),
    entry("code_inserted", 3, { origin: "pasted" }),
    entry("code_inserted", 4, { origin: "completed" }),
    entry("run", 10),
    entry("submitted", 11),
    entry("judged", 12),
    readSessionEntry({ at: new Date(13_000).toISOString(), kind: "finished", reference: {} }),
  ];
  expect(tracksOf(entries)).toEqual([
    {
      name: "Mirror, Python",
      spans: [
        { kind: "edit", startMs: 2000, endMs: 9000 },
        { kind: "mark", mark: "paste", startMs: 3000, endMs: 3000 },
        { kind: "mark", mark: "run", startMs: 10_000, endMs: 10_000 },
        { kind: "mark", mark: "run", startMs: 11_000, endMs: 11_000 },
        { kind: "mark", mark: "verdict", startMs: 12_000, endMs: 12_000 },
      ],
    },
  ]);
});
