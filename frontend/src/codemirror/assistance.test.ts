import { expect, it } from "vitest";

import { assistanceText } from "./assistance";
import { formattedLanguages } from "./formatting/protocol";
import { languageWords } from "./languageWords";
import { serverText } from "./toolbar";

it("tells what the editor does, and what it does not", () => {
  expect(assistanceText("none")).toContain("completes, checks and formats nothing");
  expect(assistanceText("words")).toContain("does not check code");
  expect(assistanceText("full")).toContain("in your browser");
});

it("tells how it stands with the checks", () => {
  expect(serverText({ state: "failed", language: "cpp" })).toBe("Checks for C++ could not be loaded");
  expect(serverText({ state: "none", language: "text" })).toBe("");
});

it("has words once each for languages whose packages bring none", () => {
  for (const language of ["c", "cpp", "java", "rust", "csharp", "kotlin", "php"]) {
    const words = languageWords(language);
    expect(words.length, language).toBeGreaterThan(50);
    expect(
      words.every((word) => /^[\w$]+\??$/.test(word)),
      language,
    ).toBe(true);
  }
  expect(languageWords("text")).toEqual([]);
  expect(formattedLanguages.has("bash")).toBe(false);
});
