import { expect, test } from "vitest";

import { clamp, percentAfterKey } from "./splitPane";

const columns = { axis: "columns", range: { min: 15, max: 80 }, stepPercent: 4 } as const;
const rows = { ...columns, axis: "rows" } as const;

test("the line goes where the arrow points", () => {
  const after = (options: typeof columns | typeof rows) => (key: string) => percentAfterKey(key, 40, options);
  expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(after(columns))).toEqual([36, 44, 36, 44]);
  expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(after(rows))).toEqual([null, null, 44, 36]);
  expect(["PageUp", "PageDown"].map(after(columns))).toEqual([30, 50]);
  expect(["PageUp", "PageDown"].map(after(rows))).toEqual([50, 30]);
});

test("Home and End lead to the ends, and other keys nowhere", () => {
  expect(["Home", "End", "x"].map((key) => percentAfterKey(key, 40, rows))).toEqual([15, 80, null]);
});

test("shares are whole percentages within the range", () => {
  expect([33.4, -5, 1000].map((value) => clamp(value, columns.range))).toEqual([33, 15, 80]);
});
