import { EditorState } from "@codemirror/state";
import * as fc from "fast-check";
import { expect, it } from "vitest";

import { changesBetween } from "./format";
import { formatProgram } from "./formatters";

it("turns the one text into the other, whatever they are", () => {
  const text = fc.array(fc.constantFrom("def f():\n", "    return 1\n", "\n", "x = {  }\n", "é😀\n"), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [before, after] = [one.join(""), other.join("")];
      const state = EditorState.create({ doc: before });
      expect(state.update({ changes: changesBetween(before, after) }).newDoc.toString()).toBe(after);
    }),
  );
});

it("leaves alone what stays, so that cursors do", () => {
  const state = EditorState.create({ doc: "a=1\nkept = 2\nb=3\n", selection: { anchor: 8 } });
  const { newDoc, newSelection } = state.update({ changes: changesBetween(state.doc.toString(), "a = 1\nkept = 2\nb = 3\n") });
  expect(newDoc.lineAt(newSelection.main.head).text).toBe("kept = 2");
  expect(newSelection.main.head).toBe(10);
});

it.each([
  ["javascript", "const a=1", "const a = 1;\n"],
  ["typescript", "type A={b:string}", "type A = { b: string };\n"],
  ["sql", "select a from b", "select\n  a\nfrom\n  b\n"],
])("formats %s", async (language, source, formatted) => {
  expect(await formatProgram({ id: 1, language, source, indent: 2, useTabs: false })).toBe(formatted);
});

it("says what it cannot read, and in which languages it formats nothing", async () => {
  await expect(
    formatProgram({ id: 1, language: "javascript", source: "const = ;", indent: 2, useTabs: false }),
  ).rejects.toThrow();
  await expect(formatProgram({ id: 1, language: "bash", source: "ls", indent: 2, useTabs: false })).rejects.toThrow("bash");
});
