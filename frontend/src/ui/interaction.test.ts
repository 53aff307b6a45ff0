import { expect, test } from "vitest";

import { interactionLines } from "./interaction";

test("lines have a speaker, in both of the notations", () => {
  expect(interactionLines("< 1000\n>500\n<  two spaces\n---\n")).toEqual([
    { speaker: "judge", text: "1000" },
    { speaker: "program", text: "500" },
    { speaker: "judge", text: " two spaces" },
    { speaker: null, text: "---" },
  ]);
});
