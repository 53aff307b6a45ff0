import { EditorState, type TransactionSpec } from "@codemirror/state";
import { ySyncAnnotation } from "y-codemirror.next";
import { describe, expect, it } from "vitest";

import { keepCharactersWhole, limitSize } from "./ownChanges";
import { beginsStep } from "./undoSteps";

function change(doc: string, spec: TransactionSpec, said: string[] = []): string {
  const limits = limitSize({ insertion: 10, document: 20 }, (message) => said.push(message));
  return EditorState.create({ doc, extensions: [limits, keepCharactersWhole] })
    .update(spec)
    .state.doc.toString();
}

// The editor never looks into the annotation's value.
const shared = ySyncAnnotation.of({} as never);

describe("a change that is too large", () => {
  it("is kept out and told", () => {
    const said: string[] = [];
    expect(change("abc", { changes: { from: 0, insert: "x".repeat(11) } }, said)).toBe("abc");
    expect(change("x".repeat(18), { changes: { from: 0, insert: "abc" } }, said)).toBe("x".repeat(18));
    expect(said).toEqual([expect.stringContaining("11 characters"), expect.stringContaining("full")]);
  });

  it("is let through where it takes away, fits, or is already in the shared text", () => {
    expect(change("x".repeat(30), { changes: { from: 0, to: 5, insert: "a" } })).toHaveLength(26);
    expect(change("abc", { changes: { from: 0, insert: "x".repeat(10) } })).toHaveLength(13);
    expect(change("abc", { changes: { from: 0, insert: "x".repeat(11) }, annotations: shared })).toHaveLength(14);
  });
});

describe("a character of two halves", () => {
  it.each([
    ["a half is replaced", { from: 2, to: 3, insert: "\uDE01" }, "a😁b"],
    ["something comes between them", { from: 2, insert: "x" }, "axb"],
    ["a half is deleted", { from: 1, to: 2 }, "ab"],
    ["half of one comes in", { from: 1, insert: "\uD83D" }, "a😀b"],
    ["a whole one comes in", { from: 1, insert: "😁" }, "a😁😀b"],
  ])("stays whole or goes when %s", (_, changes, expected) => {
    expect(change("a😀b", { changes })).toBe(expected);
  });

  it("is left to the others where the change is theirs", () => {
    expect(change("a😀b", { changes: { from: 1, to: 2 }, annotations: shared })).toBe("a\uDE00b");
  });
});

describe("a step of undo", () => {
  it.each([
    ["a letter goes on with its word", "type", "type", "b", "a", false],
    ["a space belongs to the word before", "type", "type", " ", "a", false],
    ["a new word begins one", "type", "type", "b", " ", true],
    ["a new line begins one", "type", "type", "\n", "a", true],
    ["deleting after typing begins one", "delete", "type", "", "a", true],
    ["deleting goes on", "delete", "delete", "", "a", false],
    ["a paste stands alone", "other", "type", "paste", "a", true],
    ["and so does what follows", "type", "other", "b", "a", true],
    ["the first change begins one", "type", null, "a", "", true],
  ] as const)("%s", (_, kind, previous, inserted, before, expected) => {
    expect(beginsStep(kind, previous, inserted, before)).toBe(expected);
  });
});
