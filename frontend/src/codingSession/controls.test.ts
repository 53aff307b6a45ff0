import { describe, expect, test } from "vitest";

import { limitWords } from "./problems";
import { shareAfterKey } from "./split";
import { tabAfterKey } from "../ui/tabs";
import { warehouse } from "./testing";

describe("keys", () => {
  test("move between tabs, round the ends", () => {
    expect(["ArrowRight", "ArrowLeft", "Home", "End", "x"].map((key) => tabAfterKey(key, 0, 3))).toEqual([1, 2, 0, 2, null]);
    expect(tabAfterKey("ArrowRight", 2, 3)).toBe(0);
  });

  test("move a divider within its bounds", () => {
    expect(shareAfterKey("columns", "ArrowRight", 40)).toBe(44);
    expect(shareAfterKey("columns", "ArrowUp", 40)).toBeNull();
    expect(shareAfterKey("rows", "ArrowUp", 40)).toBe(44);
    expect(shareAfterKey("rows", "ArrowDown", 16)).toBe(15);
    expect([shareAfterKey("rows", "Home", 40), shareAfterKey("rows", "End", 40)]).toEqual([15, 80]);
  });
});

test("limits are said in words", () => {
  expect(limitWords(warehouse, "cpp", "C++")).toBe("In C++: 1 second of processor time and 256 MB of memory for each test.");
  expect(limitWords(warehouse, "java", "Java")).toBe("");
});
