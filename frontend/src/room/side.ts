/** The column at the right: the interviewers' drawer, or a candidate's question and chat. */
import type { CallSnapshot } from "../rtc/types";
import type { Chat } from "./chat";

export interface Side {
  readonly chat: Chat;
  readonly update: (snapshot: CallSnapshot) => void;
  /** Shows what should be up now. */
  readonly refresh: () => void;
  readonly toggleQuestions: () => void;
  /** Nothing on a candidate's page. */
  readonly toggleNotes: () => void;
  /** Nothing on a candidate's page, to which nobody knocks. */
  readonly showPeople: () => void;
  /** For Esc: what lies on top first. */
  readonly close: () => void;
  /** Each second. */
  readonly tick: () => void;
}

/** From here on the column has room beside the rest; below it lies over the call, or is a tab where there are tools. */
export const besideTheCall = "(min-width: 56rem)";
