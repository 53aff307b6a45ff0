import { ChangeSet } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { afterChange, markedParts, nothing, type Origin, type WrittenText } from "./originRuns";

/** The origin of each unit, one by one. */
function unitsOf({ text, runs }: WrittenText): readonly string[] {
  const origins = runs.flatMap(([origin, length]) => Array.from({ length }, () => origin));
  return Array.from({ length: text.length }, (_, at) => `${text.charAt(at)} ${origins[at] ?? "unknown"}`);
}

const origins = fc.constantFrom<Origin>("typed", "pasted", "dropped", "completed");
const edit = fc.record({
  origin: origins,
  ranges: fc.array(fc.tuple(fc.nat(40), fc.nat(8), fc.constantFrom("", "a", "xy", "\n", "é\nb")), { minLength: 1, maxLength: 3 }),
});

describe("a text whose parts know their origin", () => {
  test("is what one gets unit by unit", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
        let written = afterChange(nothing, { at: 0, origin: "starter", text: "# start\n", runs: [["starter", 8]] });
        for (const { origin, ranges } of edits) {
          const before = unitsOf(written);
          const specs: { from: number; to: number; insert: string }[] = [];
          let free = 0;
          for (const [start, length, insert] of [...ranges].sort(([a], [b]) => a - b)) {
            const from = Math.max(free, Math.min(start, before.length));
            const to = Math.min(before.length, from + length);
            if (from > before.length) break;
            specs.push({ from, to, insert });
            free = to + 1;
          }
          const changes = ChangeSet.of(specs, written.text.length).toJSON() as unknown[];
          const expected = [...before];
          for (const { from, to, insert } of [...specs].reverse())
            expected.splice(from, to - from, ...Array.from(insert.split(""), (unit) => `${unit} ${origin}`));
          written = afterChange(written, { at: 1, origin, changes });
          expect(unitsOf(written)).toEqual(expected);
          expect(written.runs.every(([one], index) => one !== written.runs[index - 1]?.[0])).toBe(true);
        }
      }),
    );
  });

  test("what was there before is again what it was", () => {
    const before: WrittenText = {
      text: "abcd",
      runs: [
        ["typed", 2],
        ["pasted", 2],
      ],
    };
    const changes = ChangeSet.of(
      [
        { from: 0, to: 1, insert: "12" },
        { from: 4, insert: "345" },
      ],
      4,
    ).toJSON() as unknown[];
    const runs = [
      ["pasted", 1],
      ["starter", 3],
      ["typed", 1],
    ] as const;
    expect(afterChange(before, { at: 1, origin: "restored", changes, runs })).toEqual({
      text: "12bcd345",
      runs: [
        ["pasted", 1],
        ["starter", 1],
        ["typed", 1],
        ["pasted", 2],
        ["starter", 2],
        ["typed", 1],
      ],
    });
  });

  test("parts that nobody typed are marked", () => {
    const written: WrittenText = {
      text: "abcdefgh",
      runs: [
        ["starter", 1],
        ["pasted", 2],
        ["typed", 1],
        ["loaded", 3],
        ["completed", 1],
      ],
    };
    expect(markedParts(written)).toEqual([
      { origin: "pasted", from: 1, to: 3 },
      { origin: "loaded", from: 4, to: 7 },
    ]);
  });
});
