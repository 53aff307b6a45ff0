import { expect, it } from "vitest";

import { nextDelayMs } from "./schedule";

it.each([
  [0, 24_000],
  [0.5, 30_000],
  [1, 36_000],
])("moves a snapshot by up to a fifth either way: %f", (random, delayMs) => {
  expect(nextDelayMs(30_000, random)).toBe(delayMs);
});
