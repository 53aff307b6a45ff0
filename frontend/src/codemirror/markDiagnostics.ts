/** Shows in an editor what a compiler said of its lines, and leads to one of them. */
import { type Diagnostic as EditorDiagnostic, setDiagnostics } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import type { Diagnostic } from "./diagnostics";

/** In place of those that were shown before. */
export function markDiagnostics(view: EditorView, diagnostics: readonly Diagnostic[]): void {
  const { doc } = view.state;
  view.dispatch(
    setDiagnostics(
      view.state,
      diagnostics.map((one) => placed(one, doc)),
    ),
  );
}

export function goToLine(view: EditorView, line: number): void {
  const { doc } = view.state;
  const { from } = doc.line(Math.min(Math.max(1, line), doc.lines));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}

/** Compilers count lines and columns; a line that is not there, for instance after the end, becomes the last one. */
function placed({ line, column, severity, message }: Diagnostic, doc: Text): EditorDiagnostic {
  const { from, to, text } = doc.line(Math.min(Math.max(1, line), doc.lines));
  const indent = text.length - text.trimStart().length;
  const start = Math.min(to, from + (column === null ? indent : column - 1));
  return { from: start, to, severity, message };
}
