import { describe, expect, test } from "vitest";

import type { SessionEntry } from "./codingSessionData";
import { foundText, momentText, partsText, searchStatusText, sessionEntryText } from "./codingSessionStrings";

const code = { problem: "Mirror", language: "Python" };

function entryOf(kind: SessionEntry["kind"], reference: SessionEntry["reference"]): SessionEntry {
  return { kind, group: "code", mark: null, atMs: 0, untilMs: 0, reference };
}

describe("what happened, in words", () => {
  test.each([
    [entryOf("code_edited", { ...code, changes: 1 }), "Wrote in Mirror, Python (1 change)"],
    [entryOf("code_inserted", { ...code, origin: "pasted", characters: 120 }), "Pasted: 120 characters, Mirror, Python"],
    [entryOf("submitted", { ...code, automatic: true }), "Submitted at the end: Mirror, Python"],
    [
      entryOf("judged", { ...code, kind: "submit", verdict: "WA", passed: 3, total: 6 }),
      "Submission of Mirror, Python: Wrong answer, 3 of 6 tests",
    ],
    [entryOf("judged", { ...code, kind: "run", verdict: "CE", passed: 0, total: 0 }), "Run of Mirror, Python: Compile error"],
    [
      entryOf("incident", { label: "Another window was in front", reply: "The doorbell." }),
      "Noticed: Another window was in front. The candidate replies: The doorbell.",
    ],
    [entryOf("incident", { label: "A long text was pasted", reply: "" }), "Noticed: A long text was pasted"],
    [entryOf("finished", { reason: "deadline" }), "Time was up"],
    [entryOf("reopened", { minutes: 1 }), "Reopened for 1 minute"],
  ])("%#", (entry, words) => {
    expect(sessionEntryText(entry)).toBe(words);
  });

  test("which parts nobody typed", () => {
    const text = "one\ntwo\nthree\n";
    expect(
      partsText({
        text,
        runs: [
          ["typed", 4],
          ["pasted", 9],
          ["typed", 1],
        ],
      }),
    ).toBe("Not typed: lines 2 to 3 pasted (9 characters)");
    expect(partsText({ text, runs: [["starter", text.length]] })).toBe("Everything here was typed, completed or starter code.");
    expect(partsText(null)).toBe("");
  });

  test("whose code it is", () => {
    const stream = { id: 1, problem: "Mirror", language: "python", languageLabel: "Python", device: 2, pages: [] };
    const written = { text: "", runs: [] };
    expect(momentText({ stream, written, changedMs: 65_000, offset: null }, 0)).toBe("Mirror, device 2. Changed last at 1:05");
    expect(momentText(null, 0)).toBe("Nothing has been opened yet.");
  });
});

describe("what was found in the code", () => {
  test.each([
    ["came", 1, "In Mirror, Python"],
    ["came", 2, "In Mirror, Python (2 times)"],
    ["gone", 1, "Less often in Mirror, Python"],
    ["gone", 0, "Gone from Mirror, Python"],
  ] as const)("%s, %d", (kind, count, words) => {
    const found = {
      kind,
      count,
      actor: "code",
      atMs: 0,
      problem: "Mirror",
      language: "python",
      languageLabel: "Python",
    } as const;
    expect(foundText(found)).toBe(words);
  });

  test("how much", () => {
    expect(searchStatusText(0, false)).toBe("It was never in the code.");
    expect(searchStatusText(1, false)).toBe("1 moment");
    expect(searchStatusText(200, true)).toBe("The first 200 moments");
  });
});
