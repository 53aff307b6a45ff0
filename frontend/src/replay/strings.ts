/** The words of the player. Pure. */
import { elapsed } from "../lib/duration";
import { plainFirstLine } from "../ui/markdown";
import type { Contribution } from "./authorship";
import type { Entry, Person } from "./data";
import type { Edit } from "./documentLog";

export function nameOf(people: ReadonlyMap<string, Person>, actor: string): string {
  return people.get(actor)?.name ?? "Somebody";
}

export function entryText(entry: Entry, name: string, person: string): string {
  switch (entry.kind) {
    case "started":
      return `${name} opened the room`;
    case "joined":
      return `${name} joined`;
    case "left":
      if (entry.reason === "removed") return `${name} was taken out`;
      if (entry.reason === "dropped") return `${name} lost the connection`;
      return entry.reason === "closed" ? `${name} left when the room closed` : `${name} left`;
    case "question_pushed":
      return `${name} asked: ${plainFirstLine(entry.questionText ?? "")}`;
    case "document_edited":
      return `${name} edited the code (${countChanges(entry.changes)})`;
    case "board_edited":
      return `${name} drew on the board (${countChanges(entry.changes)})`;
    case "code_run":
      return entry.tests === null ? `${name} ran the code` : testsText(name, entry.tests);
    case "chat_message":
      return `${name}${entry.channel === "staff" ? " to the interviewers" : ""}: ${entry.text ?? ""}`;
    case "activity":
      return activityText(name, entry.activity);
    case "admitted":
      return `${name} let ${person} in`;
    case "denied":
      return `${name} did not let ${person} in`;
    case "removed":
      return `${name} took ${person} out of the room`;
    case "locked":
      return `${name} locked the room`;
    case "unlocked":
      return `${name} unlocked the room`;
    case "note":
      return `${name} noted: ${entry.text ?? ""}`;
    case "completed":
      return `${name} ended the interview`;
    case "cancelled":
      return `${name} cancelled the interview`;
  }
}

function testsText(name: string, { title, passed, total }: NonNullable<Entry["tests"]>): string {
  const outcome = total === 0 ? "" : `: ${passed} of ${total} passed`;
  return `${name} ran the code on the visible tests of “${title}”${outcome}`;
}

function activityText(name: string, activity: Entry["activity"]): string {
  switch (activity?.kind) {
    case "paste":
      return `${name} pasted ${activity.characters ?? 0} characters at once`;
    case "hidden":
      return `${name} put another page or program before the room`;
    default:
      return `${name} came back to the room`;
  }
}

function countChanges(count: number): string {
  return count === 1 ? "1 change" : `${count} changes`;
}

/** `Line 3: Cara Candidate at 4:05, Ivan Example at 5:10 (40 characters at once: pasted or loaded)` */
export function lineText(
  line: number,
  contributions: readonly Contribution[],
  people: ReadonlyMap<string, Person>,
  startMs: number,
): string {
  if (contributions.length === 0) return `Line ${line}: nothing is written there.`;
  const parts = contributions.map(({ actor, atMs, isAtOnce, characters }) => {
    const how = isAtOnce ? ` (${characters} characters at once: pasted or loaded)` : "";
    return `${nameOf(people, actor)} at ${elapsed(atMs - startMs)}${how}`;
  });
  return `Line ${line}: ${parts.join(", ")}`;
}

/** Under the code: who changed it last. */
export function editText(edit: Edit | null, name: string, positionMs: number, startMs: number): string {
  if (edit === null) return "Nothing has been written yet.";
  if (positionMs - edit.atMs < 3_000) return `${name} is editing`;
  return `Last edited by ${name} at ${elapsed(edit.atMs - startMs)}`;
}

/** Under the board: how much is on it, and who changed it last. */
export function boardText(
  elements: number,
  edit: { readonly actor: string; readonly atMs: number } | null,
  nameOfActor: (actor: string) => string,
  startMs: number,
): string {
  if (edit === null) return "Nothing has been drawn yet.";
  const count = elements === 0 ? "The board is empty" : elements === 1 ? "1 element" : `${elements} elements`;
  return `${count}. Last changed by ${nameOfActor(edit.actor)} at ${elapsed(edit.atMs - startMs)}`;
}
