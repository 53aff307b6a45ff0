import { type Diagnostic, forEachDiagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { expect, it } from "vitest";

import { type DiagnosticSource, diagnosticsOf } from "./diagnosticSources";

function shown(state: EditorState): string[] {
  const found: string[] = [];
  forEachDiagnostic(state, (one: Diagnostic, from) => found.push(`${from} ${one.source ?? ""}: ${one.message}`));
  return found;
}

function marked(state: EditorState, source: DiagnosticSource, ...marks: readonly [number, string][]): EditorState {
  const diagnostics = marks.map(([from, message]) => ({ from, to: from + 1, severity: "error", message }) as const);
  return state.update(diagnosticsOf(state, source, diagnostics)).state;
}

it("keeps what other sources have marked, where its text is now", () => {
  let state = marked(EditorState.create({ doc: "abcdef" }), "Last run", [4, "no such name"]);
  state = marked(state, "While you type", [1, "a type"], [2, "another"]);
  state = state.update({ changes: { from: 0, insert: "xx" } }).state;
  state = marked(state, "While you type", [3, "one type"]);
  expect(shown(state)).toEqual(["3 While you type: one type", "6 Last run: no such name"]);
  expect(shown(marked(state, "Last run"))).toEqual(["3 While you type: one type"]);
  expect(shown(marked(state, "While you type"))).toEqual(["6 Last run: no such name"]);
});
