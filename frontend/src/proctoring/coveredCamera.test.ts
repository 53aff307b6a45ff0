import { describe, expect, it } from "vitest";

import { looksCovered } from "./coveredCamera";

const picture = (...grays: number[]): number[] => grays.flatMap((gray) => [gray, gray, gray, 255]);

describe("a picture", () => {
  it.each([
    ["black", picture(0, 0, 0, 0), true],
    ["black with a sensor's noise", picture(3, 12, 6, 15), true],
    ["a dim room with a bright screen in it", picture(0, 0, 0, 160), false],
    ["an evenly lit wall", picture(120, 120, 120, 120), false],
    ["empty", [], false],
  ])("that is %s counts as covered: %o", (_name, pixels, expected) => {
    expect(looksCovered(pixels)).toBe(expected);
  });
});
