/** What a run gave on one visible test of a problem. */
import { measures, toneOf, verdictLabels } from "../../lib/verdicts";
import type { VisibleTestResult } from "../../protocol";
import { element, textBlock } from "../../ui/elements";
import { interactionBlock } from "../../ui/interaction";

/** Folded where it was passed: what is wrong is what people look for. */
export function createTestView(test: VisibleTestResult): HTMLElement {
  const { name, passed, verdict, stdout, stderr, truncated } = test;
  const details = element(
    "details",
    { class: "run-test" },
    element(
      "summary",
      {},
      element("span", { class: "badge", "data-tone": toneOf(verdict) }, passed ? "Passed" : verdictLabels[verdict]),
      ` ${name} `,
      element("span", { class: "muted" }, measures(test)),
    ),
    element(
      "div",
      { class: "run-parts" },
      ...(test.interaction === ""
        ? [textBlock("Input", test.input), textBlock("Expected output", test.expectedOutput), textBlock("Output", stdout)]
        : [interactionBlock("What was said", test.interaction)]),
      stderr === "" ? null : textBlock("Errors", stderr),
      truncated ? element("p", { class: "help" }, "Not all of it is kept here.") : null,
    ),
  );
  details.open = !passed;
  return details;
}
