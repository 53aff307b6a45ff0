/** What the entries of a live interview's timeline are of: the group that the list can be narrowed to, and the mark. Pure. */
import type { MarkKind } from "./marks";

export type EntryKind =
  | "started"
  | "joined"
  | "left"
  | "question_pushed"
  | "document_edited"
  | "board_edited"
  | "code_run"
  | "chat_message"
  | "activity"
  | "admitted"
  | "denied"
  | "removed"
  | "locked"
  | "unlocked"
  | "note"
  | "completed"
  | "cancelled";

/** What a candidate did beside the work. */
export type ActivityKind = "paste" | "hidden" | "visible";

export type EntryGroup = "people" | "question" | "code" | "board" | "run" | "activity" | "chat" | "note";

/** As they are offered above the list. */
export const groupLabels: Readonly<Record<EntryGroup, string>> = {
  people: "People and the room",
  question: "Questions",
  code: "Code",
  board: "Board",
  run: "Runs",
  activity: "Pastes and other pages",
  chat: "Chat",
  note: "Notes",
};

const groups: Readonly<Record<EntryKind, EntryGroup>> = {
  started: "people",
  joined: "people",
  left: "people",
  admitted: "people",
  denied: "people",
  removed: "people",
  locked: "people",
  unlocked: "people",
  completed: "people",
  cancelled: "people",
  question_pushed: "question",
  document_edited: "code",
  board_edited: "board",
  code_run: "run",
  activity: "activity",
  chat_message: "chat",
  note: "note",
};

const marks: Readonly<Partial<Record<EntryKind, MarkKind>>> = {
  question_pushed: "question",
  code_run: "run",
  chat_message: "message",
  note: "note",
  joined: "presence",
  left: "presence",
};

export function groupOf(kind: EntryKind): EntryGroup {
  return groups[kind];
}

/** `activity` is there for entries of that kind. */
export function markOf(kind: EntryKind, activity: ActivityKind | undefined): MarkKind | null {
  return activity === "paste" ? "paste" : (marks[kind] ?? null);
}
