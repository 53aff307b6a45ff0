/** One run in the list: how it ended, who asked for it, and what it wrote. */
import { compileDiagnostics, crashLine, type Diagnostic } from "../../codemirror/diagnostics";
import { viewersZone, localHour } from "../../ui/localTimes";
import { button, element, textBlock } from "../../ui/elements";
import type { Run } from "./runList";
import { createTestView } from "./testView";
import { factsText, outcomeWords, toneOfRun } from "./strings";

export interface RunViewOptions {
  readonly author: string;
  readonly isOpen: boolean;
  readonly goToLine: (line: number) => void;
}

export function createRunView(run: Run, { author, isOpen, goToLine }: RunViewOptions): HTMLElement {
  const facts = factsText(run, author, localHour(run.requestedAt, viewersZone()));
  const summary = element(
    "summary",
    {},
    element("span", { class: "badge", "data-tone": toneOfRun(run) }, outcomeWords(run)),
    " ",
    element("span", { class: "muted" }, facts),
  );
  const details = element("details", {}, summary, element("div", { class: "run-parts" }, ...parts(run, goToLine)));
  details.open = isOpen;
  return element("li", { class: "run", "data-run": run.runId }, details);
}

/** What the compiler complains of, or where the program crashed, by line. */
export function diagnosticsOf({ language, result }: Run): readonly Diagnostic[] {
  if (result === null) return [];
  if (result.compileOutput !== undefined) return compileDiagnostics(language, result.compileOutput);
  const crashed = result.tests?.find(({ verdict }) => verdict === "RTE") ?? result;
  const line = crashed.verdict === "RTE" ? crashLine(language, crashed.stderr) : null;
  return line === null ? [] : [{ line, column: null, severity: "error", message: "It crashed here" }];
}

function parts(run: Run, goToLine: (line: number) => void): readonly HTMLElement[] {
  const { result } = run;
  if (result === null)
    return [element("p", { class: "muted" }, run.state === "stopped" ? "No output is kept." : "No output yet.")];
  const { verdict, compileOutput, stdout, stderr, truncated } = result;
  const places = diagnosticsOf(run).map(({ line, severity, message }) =>
    element(
      "li",
      {},
      button(`Line ${line}: ${severity === "warning" ? "warning: " : ""}${message}`, "link-button", () => {
        goToLine(line);
      }),
    ),
  );
  return [
    ...(places.length > 0 ? [element("ul", { class: "run-places", "aria-label": "Places in the code" }, ...places)] : []),
    ...(compileOutput === undefined
      ? []
      : [textBlock(verdict === "CE" ? "What the compiler said" : "Warnings of the compiler", compileOutput)]),
    ...(result.tests ?? []).map((test) => createTestView(test)),
    ...(verdict === "CE" || result.tests !== undefined ? [] : [textBlock("Output", stdout)]),
    ...(stderr === "" ? [] : [textBlock("Errors", stderr)]),
    ...(truncated ? [element("p", { class: "help" }, "More was written than is kept here.")] : []),
  ];
}
