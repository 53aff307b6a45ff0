/** Earlier runs and submissions of a problem: the list, and one of them with its code. */
import type { EditorView } from "@codemirror/view";
import type { Extension } from "@codemirror/state";

import { byId, setText } from "../ui/dom";
import { button, element, textBlock } from "../ui/elements";
import type { Answer, Problem, Submission, SubmissionSummary } from "./api";
import { showCode } from "./editor";
import { failureMessage } from "./errorMessages";
import { createSubmissionView } from "./results";
import { kindText, progressText } from "./verdicts";

export interface SubmissionHistory {
  /** `submissions` of this problem, newest first; null while they are being read. */
  readonly update: (problem: Problem, submissions: readonly SubmissionSummary[] | null) => void;
}

export interface SubmissionHistoryOptions {
  readonly root: HTMLElement;
  readonly nonce: string;
  readonly load: (id: string) => Promise<Answer<Submission>>;
  readonly languageOf: (key: string) => Extension;
  readonly languageLabel: (key: string) => string;
  readonly hour: (iso: string) => string;
  readonly canRestore: () => boolean;
  readonly restore: (submission: Submission) => void;
}

export function createSubmissionHistory(options: SubmissionHistoryOptions): SubmissionHistory {
  const { root, nonce, load, languageOf, languageLabel, hour, canRestore, restore } = options;
  const dialog = byId("earlier-dialog", HTMLDialogElement);
  const heading = byId("earlier-heading", HTMLElement);
  const body = byId("earlier-body", HTMLElement);
  let drawn = "";
  let opened: EditorView | null = null;
  dialog.addEventListener("close", () => {
    opened?.destroy();
    opened = null;
  });

  const open = async (summary: SubmissionSummary, problem: Problem): Promise<void> => {
    setText(heading, `${kindText(summary)} of ${hour(summary.createdAt)}`);
    body.replaceChildren(element("p", { role: "status" }, "Loading…"));
    dialog.showModal();
    const answer = await load(summary.id);
    if (!dialog.open) return;
    if (answer.kind !== "ok") {
      body.replaceChildren(element("p", { class: "notice error", role: "alert" }, failureMessage(answer, "Not loaded")));
      return;
    }
    const submission = answer.value;
    const view = createSubmissionView(problem, { languageLabel, hour, goToLine: null });
    view.update(submission);
    const code = element("div", { class: "editor earlier-code" });
    const actions = element("div", { class: "actions" });
    if (canRestore()) {
      actions.append(
        button("Put this code into the editor", "button", () => {
          dialog.close();
          restore(submission);
        }),
        element("span", { class: "help" }, "Undo brings back what is there now."),
      );
    }
    body.replaceChildren(
      code,
      actions,
      ...(submission.stdin === null ? [] : [textBlock("Your input", submission.stdin)]),
      view.root,
    );
    opened = showCode(code, nonce, submission.sourceCode, languageOf(submission.language), "Code of this submission");
  };

  return {
    update: (problem, submissions) => {
      // Drawn anew only when something is different, so that the focus stays where it is.
      const now = JSON.stringify([problem.problemId, submissions]);
      if (now === drawn) return;
      drawn = now;
      if (submissions === null) root.replaceChildren(element("p", { class: "muted" }, "Loading…"));
      else if (submissions.length === 0) root.replaceChildren(element("p", { class: "muted" }, "Nothing run or submitted yet."));
      else {
        root.replaceChildren(
          element(
            "ul",
            { class: "earlier-list" },
            ...submissions.map((summary) =>
              element(
                "li",
                {},
                button(
                  `${hour(summary.createdAt)} ${kindText(summary)}, ${languageLabel(summary.language)}: ${progressText(summary)}`,
                  "link-button",
                  () => void open(summary, problem),
                ),
              ),
            ),
          ),
        );
      }
    },
  };
}
