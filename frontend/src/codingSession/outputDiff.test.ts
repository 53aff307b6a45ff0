import { describe, expect, test } from "vitest";

import { commonStart, outputDiff } from "./outputDiff";

describe("the difference of two outputs", () => {
  test("pairs lines that differ, and names missing and surplus ones", () => {
    expect(outputDiff("1\n2\n3\n", "1\nx\n3\n").rows).toEqual([
      { kind: "same", expectedLine: 1, actualLine: 1, text: "1" },
      { kind: "changed", expectedLine: 2, actualLine: 2, expected: "2", actual: "x" },
      { kind: "same", expectedLine: 3, actualLine: 3, text: "3" },
    ]);
    expect(outputDiff("1\n2\n", "2\n").rows).toEqual([
      { kind: "missing", expectedLine: 1, expected: "1" },
      { kind: "same", expectedLine: 2, actualLine: 1, text: "2" },
    ]);
    expect(outputDiff("1", "1\nmore\n").rows.at(-1)).toEqual({ kind: "extra", actualLine: 2, actual: "more" });
    expect(outputDiff("1\n", "").rows).toEqual([{ kind: "missing", expectedLine: 1, expected: "1" }]);
  });

  test("leaves out equal lines far from any difference", () => {
    const lines = Array.from({ length: 20 }, (_, index) => String(index));
    const { rows } = outputDiff(lines.join("\n"), [...lines.slice(0, -1), "x"].join("\n"));
    expect(rows.map(({ kind }) => kind)).toEqual(["skipped", "same", "same", "changed"]);
    expect(rows[0]).toEqual({ kind: "skipped", count: 17 });
  });

  test("spaces, capitals and line ends count only where nothing else differs", () => {
    expect(outputDiff("Yes  1\r\nno\n", "yes 1\nnope\n").rows.map(({ kind }) => kind)).toEqual(["same", "changed"]);
    const spacing = outputDiff("a b\n", "a  b\n");
    expect(spacing.onlySpacing).toBe(true);
    expect(spacing.rows.map(({ kind }) => kind)).toEqual(["changed"]);
  });

  test("long outputs are compared line by line, and cut", () => {
    const expected = Array.from({ length: 3000 }, (_, index) => `e${index}`).join("\n");
    const found = outputDiff(expected, expected.replaceAll("e", "a"));
    expect(found.isCut).toBe(true);
    expect(found.rows).toHaveLength(200);
  });

  test("knows where two lines part", () => {
    expect([commonStart("abc", "abd"), commonStart("", "x"), commonStart("ab", "ab")]).toEqual([2, 0, 2]);
  });
});
