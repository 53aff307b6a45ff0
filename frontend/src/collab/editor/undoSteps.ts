/** Where one step of undo ends and the next begins. Pure. */
import type { Transaction } from "@codemirror/state";

/** Time alone would make everything one step that is typed without a pause. */
export const undoCaptureTimeoutMs = 700;

export type EditKind = "type" | "delete" | "other";

export function editKind(transaction: Transaction): EditKind {
  if (transaction.isUserEvent("input.type")) return "type";
  return transaction.isUserEvent("delete.backward") || transaction.isUserEvent("delete.forward") ? "delete" : "other";
}

/** A word with the space after it is one step; so is a run of deletions, and everything that is done at once: a paste, a move. */
export function beginsStep(kind: EditKind, previous: EditKind | null, insertedText: string, textBefore: string): boolean {
  if (kind === "other" || kind !== previous) return true;
  if (kind === "delete") return false;
  return insertedText.includes("\n") || (/^\S/.test(insertedText) && /\s$/.test(textBefore));
}
