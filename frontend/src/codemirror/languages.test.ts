import { getIndentation, syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { describe, expect, it } from "vitest";

import { editorLanguages } from "../protocol";
import { languageName, loadLanguage } from "./languages";

describe("a language", () => {
  it.each(editorLanguages.filter((key) => key !== "text"))("%s has a parser and a name", async (key) => {
    const state = EditorState.create({ doc: "x = 1;\n", extensions: await loadLanguage(key) });
    expect(syntaxTree(state).topNode.firstChild).not.toBeNull();
    expect(languageName(key)).not.toBe(key);
  });

  it.each([
    ["csharp", "class P {\n", 4],
    ["kotlin", "fun main() {\n", 4],
    ["ruby", "def f\n", 2],
    ["php", "<?php\nfunction f() {\n", 4],
    ["typescript", "function f(): void {\n", 2],
    ["go", "func main() {\n", 4],
    ["rust", "fn main() {\n", 4],
  ] as const)("%s indents what stands in a block", async (key, doc, columns) => {
    const state = EditorState.create({ doc, extensions: await loadLanguage(key) });
    expect(getIndentation(state, doc.length)).toBe(columns);
  });

  it.each(["text", "cobol"])("%s is plain text", async (key) => {
    const state = EditorState.create({ doc: "x = 1;\n", extensions: await loadLanguage(key) });
    expect(syntaxTree(state).length).toBe(0);
  });
});
