/** Earlier runs and submissions of a problem: the list, and one of them with its code. */
import type { EditorView } from "@codemirror/view";
import type { Extension } from "@codemirror/state";

import { toneOf } from "../lib/verdicts";
import type { Announce } from "../ui/announcer";
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
  readonly announce: Announce;
}

export function createSubmissionHistory(options: SubmissionHistoryOptions): SubmissionHistory {
  const { root, nonce, load, languageOf, languageLabel, hour, canRestore, restore, announce } = options;
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
    const view = createSubmissionView(problem, { languageLabel, hour, goToLine: null, useAsOwnTest: null });
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

  const loadIntoEditor = async (summary: SubmissionSummary): Promise<void> => {
    const answer = await load(summary.id);
    if (answer.kind === "ok") restore(answer.value);
    else announce({ text: failureMessage(answer, "Not loaded"), visible: true });
  };

  const item = (summary: SubmissionSummary, problem: Problem): HTMLElement => {
    const words = `${hour(summary.createdAt)} ${kindText(summary)}, ${languageLabel(summary.language)}`;
    const ended = summary.status === "failed" ? "IE" : summary.verdict;
    const opener = button(`${words}: `, "link-button", () => void open(summary, problem));
    opener.append(
      element("span", { class: "badge", "data-tone": ended === null ? "busy" : toneOf(ended) }, progressText(summary)),
    );
    const loader = button("Put into the editor", "button quiet small", () => void loadIntoEditor(summary));
    loader.append(element("span", { class: "visually-hidden" }, `: ${words}`));
    return element("li", {}, opener, canRestore() ? loader : null);
  };

  /** What counts before what was only tried. */
  const groups = [
    { kind: "submit", heading: "Submissions" },
    { kind: "run", heading: "Runs" },
  ] as const;

  return {
    update: (problem, submissions) => {
      // Drawn anew only when something is different, so that the focus stays where it is.
      const now = JSON.stringify([problem.problemId, canRestore(), submissions]);
      if (now === drawn) return;
      drawn = now;
      if (submissions === null) root.replaceChildren(element("p", { class: "muted" }, "Loading…"));
      else if (submissions.length === 0) root.replaceChildren(element("p", { class: "muted" }, "Nothing run or submitted yet."));
      else {
        root.replaceChildren(
          ...groups.flatMap(({ kind, heading }) => {
            const those = submissions.filter((summary) => summary.kind === kind);
            if (those.length === 0) return [];
            return [
              element("h3", {}, `${heading} (${those.length})`),
              element("ul", { class: "earlier-list" }, ...those.map((summary) => item(summary, problem))),
            ];
          }),
          element("p", { class: "help" }, "Putting code into the editor can be undone there."),
        );
      }
    },
  };
}
