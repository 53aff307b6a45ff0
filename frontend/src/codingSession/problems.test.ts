import { expect, test } from "vitest";

import { limitText } from "./problems";
import { warehouse } from "./testing";

test("limits are said in words, with what the runtime gets and how a program has to look", () => {
  const cpp = { language: "cpp", label: "C++", version: "", runtimeMemoryMb: 0, convention: "" } as const;
  const java = {
    language: "java",
    label: "Java",
    version: "",
    runtimeMemoryMb: 96,
    convention: "The class is called Main.",
  } as const;
  const both = { ...warehouse, timeLimitSeconds: { cpp: 1, java: 2 }, memoryLimitMb: { cpp: 256, java: 256 } };
  expect(limitText(both, cpp)).toBe("In C++: 1 second of processor time and 256 MB of memory for each test.");
  expect(limitText(both, java)).toBe(
    "In Java: 2 seconds of processor time and 256 MB of memory for each test, and 96 MB for Java itself. The class is called Main.",
  );
  expect(limitText({ ...both, isFunction: true }, java)).toMatch(/ for Java itself\.$/);
  expect(limitText(warehouse, java)).toBe("");
});
