import { expect, test } from "vitest";

import { hashOf, secondsOfHash } from "./momentLink";

test.each([0, 1, 59, 7200])("a link to second %d leads there", (seconds) => {
  expect(secondsOfHash(hashOf(seconds * 1000))).toBe(seconds);
});

test.each(["", "#", "#t=", "#t=-1", "#t=1.5", "#t=12345678", "#questions", "#t=1&x"])("%j names no moment", (hash) => {
  expect(secondsOfHash(hash)).toBeNull();
});
