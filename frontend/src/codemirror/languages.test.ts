import { syntaxTree } from "@codemirror/language";
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

  it.each(["text", "cobol"])("%s is plain text", async (key) => {
    const state = EditorState.create({ doc: "x = 1;\n", extensions: await loadLanguage(key) });
    expect(syntaxTree(state).length).toBe(0);
  });
});
