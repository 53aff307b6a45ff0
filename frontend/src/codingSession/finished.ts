/** After the session: what was handed in, and what did not reach the server in time. */
import { byId, setText } from "../ui/dom";
import { element, textBlock } from "../ui/elements";
import type { Problem, Session, SubmissionSummary } from "./api";
import { type DraftLogSnapshot, logAfterTheEnd } from "./draftLog";
import type { LocalDraft } from "./localDrafts";
import { kindText, progressText } from "./verdicts";
import { languageLabelOf } from "./workspaceMachine";

export interface Finished {
  readonly update: (
    session: Session,
    submissions: readonly SubmissionSummary[] | null,
    unsent: readonly Pick<LocalDraft, "problemId" | "language" | "sourceCode">[],
    log: DraftLogSnapshot,
    hour: (iso: string) => string,
  ) => void;
}

export function createFinished(): Finished {
  const heading = byId("finished-heading", HTMLElement);
  const list = byId("handed-in", HTMLElement);
  const unsentPlace = byId("finished-unsent", HTMLElement);
  const logPlace = byId("finished-log", HTMLElement);
  return {
    update: (session, submissions, unsent, log, hour) => {
      const words = finishedText(session);
      setText(heading, words.heading);
      setText(byId("finished-text", HTMLElement), words.text);
      session.problems.forEach((problem, index) => {
        const line =
          list.children[index] ?? list.appendChild(element("li", {}, element("b", {}, problem.title), element("span", {})));
        if (line.lastElementChild !== null) setText(line.lastElementChild, handedInText(problem, submissions, hour));
      });
      const logWords = logAfterTheEnd(log);
      logPlace.hidden = logWords === null;
      setText(logPlace, logWords ?? "");
      unsentPlace.hidden = unsent.length === 0;
      if (unsent.length > 0 && unsentPlace.childElementCount === 0) {
        unsentPlace.append(
          element(
            "p",
            { class: "notice warning" },
            "This code did not reach the server before the end. If the network failed you, copy it and write to the person who invited you.",
          ),
          ...unsent.map(({ problemId, language, sourceCode }) =>
            textBlock(`${titleOf(session, problemId)}, ${languageLabelOf(session, language)}`, sourceCode),
          ),
        );
      }
      if (unsent.length === 0) unsentPlace.replaceChildren();
    },
  };
}

export function finishedText({ finishReason }: Session): { readonly heading: string; readonly text: string } {
  switch (finishReason) {
    case "deadline":
      return {
        heading: "Time is up",
        text: "Your session has ended. Where your last code was not submitted yet, it was submitted for you.",
      };
    case "interview_ended":
      return { heading: "The session was ended", text: "The people who invited you have closed this interview." };
    case "recruiter":
      return {
        heading: "The session was ended",
        text: "The people who invited you have ended it. Where your last code was not submitted yet, it was submitted for you.",
      };
    case "candidate":
    case null:
      return { heading: "You have finished", text: "Thank you. Your submissions are with the people who invited you." };
  }
}

/** The newest submission of a problem in words; `submissions` are null while they are being read. */
export function handedInText(
  { problemId }: Problem,
  submissions: readonly SubmissionSummary[] | null,
  hour: (iso: string) => string,
): string {
  if (submissions === null) return "Loading…";
  const own = submissions.filter((submission) => submission.problemId === problemId && submission.kind === "submit");
  const [newest] = own;
  if (newest === undefined) return "Nothing submitted";
  const more = own.length > 1 ? ` (and ${own.length - 1} before it)` : "";
  return `${kindText(newest)} at ${hour(newest.createdAt)}: ${progressText(newest)}${more}`;
}

function titleOf({ problems }: Session, problemId: string): string {
  return problems.find((problem) => problem.problemId === problemId)?.title ?? problemId;
}
