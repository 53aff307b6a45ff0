import { expect, test } from "vitest";

import { limitWords } from "./problems";
import { warehouse } from "./testing";

test("limits are said in words", () => {
  expect(limitWords(warehouse, "cpp", "C++")).toBe("In C++: 1 second of processor time and 256 MB of memory for each test.");
  expect(limitWords(warehouse, "java", "Java")).toBe("");
});
