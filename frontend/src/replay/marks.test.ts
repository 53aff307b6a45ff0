import { expect, test } from "vitest";

import { kindsAmong, placeOf } from "./marks";

test("the kinds that there are, each once, in the order in which they are offered", () => {
  const marks = ["note", null, "paste", "question", "paste"] as const;
  expect(kindsAmong(marks.map((mark, atMs) => ({ mark, atMs })))).toEqual(["question", "paste", "note"]);
  expect(kindsAmong([])).toEqual([]);
});

test("a moment's place is within the scrubber, also of what came after the end", () => {
  expect([0, 250, 1000, 9000].map((ms) => placeOf(5000 + ms, 5000, 6000))).toEqual(["0%", "25%", "100%", "100%"]);
  expect(placeOf(5000, 5000, 5000)).toBe("0%");
});
