/** One's own notes: a list by their moments, each to be changed or deleted, and a field for the next one. */
import { elapsed } from "../lib/duration";
import { randomUuid } from "../lib/randomUuid";
import { byId, setAttribute, setText } from "../ui/dom";
import { button, element } from "../ui/elements";
import type { NotesState, NoteStore, NoteView } from "./noteStore";

export interface NotesPanel {
  readonly focus: () => void;
  readonly refresh: () => void;
}

interface Dependencies {
  readonly store: NoteStore;
  /** By the server's clock. */
  readonly nowMs: () => number;
  /** When the interview began; null while it is not known. */
  readonly startedAtMs: () => number | null;
}

const stateText: Readonly<Record<NotesState, string>> = {
  loading: "Loading your notes…",
  saved: "",
  saving: "Saving…",
  offline: "Offline: kept in this browser, sent when the connection is back.",
  refused: "The last change was not taken.",
  fixed: "Your scorecard is handed in: notes stay as they are.",
  ended: "You are signed out: what is not sent is kept in this browser. Reload the page to sign in again.",
};

export function createNotesPanel({ store, nowMs, startedAtMs }: Dependencies): NotesPanel {
  const list = byId("notes-list", HTMLOListElement);
  const empty = byId("notes-empty", HTMLElement);
  const form = byId("notes-form", HTMLFormElement);
  const text = byId("note-text", HTMLTextAreaElement);
  const status = byId("notes-status", HTMLElement);
  /** The moment that a note is about is when its first letter was typed. */
  let begunAtMs: number | null = null;
  let editing: string | null = null;
  let drawn = "";

  const momentText = (at: string): string => {
    const started = startedAtMs();
    return started === null ? "" : elapsed(Date.parse(at) - started);
  };

  function edit(note: NoteView | null): void {
    editing = note?.id ?? null;
    refresh();
    if (note === null) text.focus();
    else list.querySelector<HTMLTextAreaElement>("textarea")?.focus();
  }

  function draw(note: NoteView): HTMLElement {
    return element("li", { class: "note", "data-note": note.id }, ...(editing === note.id ? drawEditor(note) : drawNote(note)));
  }

  function drawNote(note: NoteView): readonly Node[] {
    const moment = momentText(note.at);
    const actions =
      store.state() === "fixed"
        ? []
        : [
            labelled(
              button("Edit", "link-button", () => {
                edit(note);
              }),
              `Edit the note at ${moment}`,
            ),
            labelled(
              button("Delete", "link-button", () => {
                store.remove(note.id);
                text.focus();
              }),
              `Delete the note at ${moment}`,
            ),
          ];
    const head = element(
      "p",
      { class: "note-head" },
      element("strong", {}, moment),
      note.isWaiting ? element("span", { class: "muted" }, "not sent yet") : null,
      element("span", { class: "note-actions" }, ...actions),
    );
    return [head, element("p", { class: "long-text" }, note.text)];
  }

  function drawEditor(note: NoteView): readonly Node[] {
    const moment = momentText(note.at);
    const field = element("textarea", { rows: "3", maxlength: "4000", "aria-label": `The note at ${moment}` });
    field.value = note.text;
    const keep = (): void => {
      const changed = field.value.trim();
      if (changed !== "" && changed !== note.text) store.save(note.id, { text: changed, at: note.at });
      edit(null);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        edit(null);
      } else if (isKeepKey(event)) {
        event.preventDefault();
        keep();
      }
    });
    const buttons = element(
      "p",
      { class: "note-head" },
      button("Keep", "button small primary", keep),
      button("Cancel", "button small quiet", () => {
        edit(null);
      }),
    );
    return [field, buttons];
  }

  function refresh(): void {
    const notes = store.notes();
    const state = store.state();
    setText(status, stateText[state]);
    setAttribute(status, "data-state", state);
    form.hidden = state === "fixed" && notes.length > 0;
    for (const control of form.querySelectorAll<HTMLButtonElement | HTMLTextAreaElement>("button, textarea"))
      control.disabled = state === "fixed";
    empty.hidden = notes.length > 0;
    list.hidden = notes.length === 0;
    // Drawn anew only where something changed: whoever is in the list keeps their place.
    const next = JSON.stringify([notes, editing, state === "fixed", startedAtMs()]);
    if (next === drawn) return;
    // What somebody is changing is not taken from under their hands.
    if (editing !== null && list.querySelector(`[data-note="${editing}"] textarea`) !== null) return;
    const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    drawn = next;
    list.replaceChildren(...notes.map(draw));
    if (wasAtEnd) list.scrollTop = list.scrollHeight;
  }

  text.addEventListener("input", () => {
    if (text.value.trim() === "") begunAtMs = null;
    else begunAtMs ??= nowMs();
  });
  text.addEventListener("keydown", (event) => {
    if (!isKeepKey(event)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const written = text.value.trim();
    if (written === "") return;
    store.save(randomUuid(), { text: written, at: new Date(begunAtMs ?? nowMs()).toISOString() });
    text.value = "";
    begunAtMs = null;
    list.scrollTop = list.scrollHeight;
  });
  store.onChange(refresh);
  refresh();
  return {
    focus: () => {
      text.focus();
    },
    refresh,
  };
}

function isKeepKey(event: KeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
}

function labelled(control: HTMLButtonElement, label: string): HTMLButtonElement {
  setAttribute(control, "aria-label", label);
  return control;
}
