/** The words of the player. Pure. */
import { elapsed } from "../lib/duration";
import { plainFirstLine } from "../ui/markdown";
import type { Entry, Person } from "./data";
import type { Edit } from "./documentLog";

export function nameOf(people: ReadonlyMap<string, Person>, actor: string): string {
  return people.get(actor)?.name ?? "Somebody";
}

export function entryText(entry: Entry, name: string): string {
  switch (entry.kind) {
    case "started":
      return `${name} opened the room`;
    case "joined":
      return `${name} joined`;
    case "left":
      if (entry.reason === "dropped") return `${name} lost the connection`;
      return entry.reason === "closed" ? `${name} left when the room closed` : `${name} left`;
    case "question_pushed":
      return `${name} asked: ${plainFirstLine(entry.questionText ?? "")}`;
    case "document_edited":
      return `${name} edited the code (${countChanges(entry.changes)})`;
    case "board_edited":
      return `${name} drew on the board (${countChanges(entry.changes)})`;
    case "code_run":
      return `${name} ran the code`;
    case "note":
      return `${name} noted: ${entry.text ?? ""}`;
    case "completed":
      return `${name} ended the interview`;
    case "cancelled":
      return `${name} cancelled the interview`;
  }
}

function countChanges(count: number): string {
  return count === 1 ? "1 change" : `${count} changes`;
}

/** Under the code: who changed it last. */
export function editText(edit: Edit | null, name: string, positionMs: number, startMs: number): string {
  if (edit === null) return "Nothing has been written yet.";
  if (positionMs - edit.atMs < 3_000) return `${name} is editing`;
  return `Last edited by ${name} at ${elapsed(edit.atMs - startMs)}`;
}
