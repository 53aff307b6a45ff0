/** What can be done at the moment that is shown: a note of one's own about it, and going on from it in a new room. */
import { elapsed } from "../lib/duration";
import { randomUuid } from "../lib/randomUuid";
import type { SendOutcome } from "../lib/retryQueue";
import { createNotesApi, type NotesApi } from "../notes/api";
import { csrfToken } from "../notes/config";
import { byId, maybeById, setText } from "../ui/dom";
import { hashOf } from "./momentLink";

export interface Here {
  readonly update: (positionMs: number) => void;
}

const outcomeText: Readonly<Record<Exclude<SendOutcome["kind"], "accepted">, string>> = {
  transient: "The note could not be sent. Try again in a moment.",
  rejected: "The note was not taken: your scorecard may be handed in by now. Reload the page to see.",
  ended: "You are signed out. Copy the note, and reload the page to sign in again.",
};

/** null where the reader may do neither, as in a record. */
export function createHere(startMs: number): Here | null {
  const moment = maybeById("replay-here", HTMLElement);
  if (moment === null) return null;
  let positionMs = startMs;
  const form = maybeById("replay-note-form", HTMLFormElement);
  if (form !== null) mountNoteForm(form, startMs, () => positionMs);
  const at = maybeById("replay-continue-at", HTMLInputElement);
  const proceed = maybeById("replay-continue", HTMLButtonElement);
  if (proceed !== null) proceed.disabled = false;
  return {
    update: (nextMs) => {
      positionMs = nextMs;
      setText(moment, elapsed(nextMs - startMs));
      if (at !== null) at.value = String(Math.floor(nextMs));
    },
  };
}

function mountNoteForm(form: HTMLFormElement, startMs: number, positionMs: () => number): void {
  const text = byId("replay-note-text", HTMLTextAreaElement);
  const status = byId("replay-note-status", HTMLElement);
  const add = byId("replay-note-add", HTMLButtonElement);
  const api: NotesApi = createNotesApi(form.dataset["url"] ?? "", csrfToken, (url, options) => fetch(url, options));
  // Sent again after a failure it is still the same note.
  let id = randomUuid();
  /** The moment that a note is about is when its first letter was typed, wherever the player has gone meanwhile. */
  let begunAtMs: number | null = null;

  text.addEventListener("input", () => {
    if (text.value === "") begunAtMs = null;
    else begunAtMs ??= positionMs();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const atMs = begunAtMs ?? positionMs();
    add.disabled = true;
    setText(status, "Saving…");
    void api.save(id, { text: text.value, at: new Date(atMs).toISOString() }).then((outcome) => {
      if (outcome.kind === "accepted") {
        id = randomUuid();
        // The note is one of what happened now: the page shows it in its place.
        history.replaceState(null, "", hashOf(atMs - startMs));
        location.reload();
        return;
      }
      add.disabled = false;
      setText(status, outcomeText[outcome.kind]);
    });
  });
  add.disabled = false;
}
