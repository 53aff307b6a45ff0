/** Shows in an editor what a compiler said of its lines, and leads to one of them. */
import { type Diagnostic as EditorDiagnostic, diagnosticCount, forEachDiagnostic, setDiagnostics } from "@codemirror/lint";
import type { EditorState, Text, TransactionSpec } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import { type PlacedDiagnostic, setDiagnosticsOf } from "./diagnosticSources";
import type { Diagnostic } from "./diagnostics";

/** In place of those of an earlier run. */
export function markDiagnostics(view: EditorView, diagnostics: readonly Diagnostic[]): void {
  const { doc } = view.state;
  setDiagnosticsOf(
    view,
    "Last run",
    diagnostics.map((one) => placed(one, doc)),
  );
}

/**
 * Draws the gutter anew after a change that took marked text away: CodeMirror drops the mark in the text and leaves the one
 * in the gutter, on whatever took its place. Null where no mark was lost.
 */
export function withoutLostMarks(before: EditorState, after: EditorState): TransactionSpec | null {
  if (diagnosticCount(after) === diagnosticCount(before)) return null;
  const kept: EditorDiagnostic[] = [];
  forEachDiagnostic(after, (diagnostic, from, to) => {
    kept.push({ ...diagnostic, from, to });
  });
  return setDiagnostics(after, kept);
}

export function goToLine(view: EditorView, line: number): void {
  const { doc } = view.state;
  const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}

/** Compilers count lines and columns; a line that is not there, for instance after the end, becomes the last one. */
function placed({ line, column, severity, message }: Diagnostic, doc: Text): PlacedDiagnostic {
  const { from, to, text } = doc.line(Math.min(Math.max(1, line), doc.lines));
  const indent = text.length - text.trimStart().length;
  const start = Math.min(to, from + (column === null ? indent : column - 1));
  return { from: start, to, severity, message };
}
