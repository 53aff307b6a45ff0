/** The editor's states in words. Pure. */
import type { SaveState } from "./provider";

export function saveText(state: SaveState): string {
  switch (state.kind) {
    case "loading":
      return "Loading the document…";
    case "saved":
      return "Saved";
    case "saving":
      return "Saving…";
    case "offline":
      return state.waiting === 0
        ? "Offline: what you type will wait"
        : `Offline: ${countChanges(state.waiting)} ${state.waiting === 1 ? "waits" : "wait"}`;
    case "refused":
      return `Not saved: ${countChanges(state.waiting)}. ${state.message}`;
    case "readOnly":
      return state.waiting === 0 ? "Read-only" : `Read-only: ${countChanges(state.waiting)} came too late to be saved`;
  }
}

/** What is worth interrupting somebody who listens: trouble, and its end. null: nothing. */
export function saveAnnouncement(before: SaveState, after: SaveState): string | null {
  if (before.kind === after.kind) return null;
  if (after.kind === "saved") return isTrouble(before) ? "Your changes to the code are saved" : null;
  return isTrouble(after) ? `Code: ${saveText(after)}` : null;
}

function isTrouble({ kind }: SaveState): boolean {
  return kind === "offline" || kind === "refused" || kind === "readOnly";
}

function countChanges(count: number): string {
  return count === 1 ? "1 change" : `${count} changes`;
}
