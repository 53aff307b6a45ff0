import { expect, test } from "vitest";

import { tabAfterKey } from "./tabs";

test("keys move between tabs, round the ends", () => {
  expect(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => tabAfterKey(key, 0, 3))).toEqual([1, 2, 0, 2, null]);
  expect(tabAfterKey("ArrowRight", 2, 3)).toBe(0);
});
