import { diagnosticCount, setDiagnostics } from "@codemirror/lint";
import { type ChangeSpec, EditorState } from "@codemirror/state";
import { expect, it } from "vitest";

import { withoutLostMarks } from "./markDiagnostics";

const source = "a = (\nb = 2\n";

function marked(): EditorState {
  const state = EditorState.create({ doc: source });
  const marks = [
    { from: 0, to: 5, severity: "error", message: "never closed" } as const,
    { from: 6, to: 11, severity: "warning", message: "unused" } as const,
  ];
  return state.update(setDiagnostics(state, marks)).state;
}

const diagnosticsAfter = (before: EditorState, changes: ChangeSpec): number | null => {
  const { state } = before.update({ changes });
  const lost = withoutLostMarks(before, state);
  return lost === null ? null : diagnosticCount(state.update(lost).state);
};

it("draws no mark any more where the whole text was replaced", () => {
  expect(diagnosticsAfter(marked(), { from: 0, to: source.length, insert: "print(1)" })).toBe(0);
});

it("keeps the marks whose text is still there", () => {
  expect(diagnosticsAfter(marked(), { from: 0, to: 6 })).toBe(1);
});

it("does nothing where all marks stand on text of theirs", () => {
  expect(diagnosticsAfter(marked(), { from: 0, insert: "# first\n" })).toBeNull();
});
