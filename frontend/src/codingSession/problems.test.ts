import { expect, test } from "vitest";

import { limitText } from "./problems";
import { warehouse } from "./testing";

test("limits are said in words", () => {
  expect(limitText(warehouse, "cpp", "C++")).toBe("In C++: 1 second of processor time and 256 MB of memory for each test.");
  expect(limitText(warehouse, "java", "Java")).toBe("");
});
