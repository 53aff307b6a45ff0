import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { java } from "@codemirror/lang-java";
import { python } from "@codemirror/lang-python";
import { EditorState, type Extension } from "@codemirror/state";
import { describe, expect, it } from "vitest";

import { complete, extraWords, serverSource } from "./completion";
import { languageWords } from "./languageWords";

const pythonExtension = [python(), extraWords.of(languageWords("python"))];
const javaExtension = [java(), extraWords.of(languageWords("java"))];

/** Asks where `|` stands. */
async function suggested(source: string, language: Extension, explicit = false): Promise<readonly string[] | null> {
  const position = source.indexOf("|");
  const state = EditorState.create({ doc: source.replace("|", ""), extensions: language });
  const result: CompletionResult | null = await complete(new CompletionContext(state, position, explicit));
  return result === null ? null : result.options.map(({ label }) => label);
}

describe("completion of words", () => {
  it("has the language's own and those of the text, each once", async () => {
    const labels = await suggested("longest_run = 3\nprint(longest_run)\nlo|", pythonExtension);
    expect(labels).toContain("longest_run");
    expect(labels).toContain("lambda");
    expect(new Set(labels).size).toBe(labels?.length);
  });

  it("has lists for languages whose packages bring none", async () => {
    const labels = await suggested("class Main { Str| }", javaExtension);
    expect(labels).toEqual(expect.arrayContaining(["StringBuilder", "synchronized", "Main"]));
  });

  it("does not offer what is typed as it stands", async () => {
    expect(await suggested("class Main { while| }", javaExtension)).not.toContain("while");
  });

  it.each(["x = 1\n# lo|", 'x = "lo|"'])("comes in comments and texts only for who asks: %j", async (source) => {
    expect(await suggested(source, python())).toBeNull();
    expect(await suggested(source.replace("x =", "longest ="), python(), true)).toContain("longest");
  });

  it("is nothing where no word has begun", async () => {
    expect(await suggested("x = |", python())).toBeNull();
  });

  it("leaves the place to a language server, and helps out where that has nothing", async () => {
    const answered = serverSource.of(() => Promise.resolve({ from: 0, options: [{ label: "from the server" }] }));
    expect(await suggested("lo|", [python(), answered])).toEqual(["from the server"]);
    const silent = serverSource.of(() => Promise.resolve(null));
    const empty = serverSource.of(() => ({ from: 0, options: [] }));
    for (const source of [silent, empty]) expect(await suggested("longest = 1\nlo|", [python(), source])).toContain("longest");
  });
});
