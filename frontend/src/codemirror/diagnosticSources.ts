/** Marks in an editor from several sources at once: the compiler of the last run, and what checks the code as it is typed. */
import { type Diagnostic, forEachDiagnostic, setDiagnostics } from "@codemirror/lint";
import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** People read it below each mark. */
export type DiagnosticSource = "Last run" | "While you type";

export type PlacedDiagnostic = Omit<Diagnostic, "source">;

/** In place of those of this source; those of others stay where their text is now. */
export function setDiagnosticsOf(view: EditorView, source: DiagnosticSource, diagnostics: readonly PlacedDiagnostic[]): void {
  view.dispatch(diagnosticsOf(view.state, source, diagnostics));
}

export function diagnosticsOf(
  state: EditorState,
  source: DiagnosticSource,
  diagnostics: readonly PlacedDiagnostic[],
): TransactionSpec {
  const all: Diagnostic[] = diagnostics.map((one) => ({ ...one, source }));
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (diagnostic.source !== source) all.push({ ...diagnostic, from, to });
  });
  return setDiagnostics(
    state,
    all.sort((a, b) => a.from - b.from),
  );
}
