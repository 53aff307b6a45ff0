import { expect, test } from "vitest";

import { kindsAmong } from "./marks";

test("the kinds that there are, each once, in the order in which they are offered", () => {
  const marks = ["note", null, "paste", "question", "paste"] as const;
  expect(kindsAmong(marks.map((mark, atMs) => ({ mark, atMs })))).toEqual(["question", "paste", "note"]);
  expect(kindsAmong([])).toEqual([]);
});
