/** One's notes as the page knows them: what the server has, and what it is still to be told, which outlives the page. */
import type { Clock } from "../lib/clock";
import { createListeners } from "../lib/listeners";
import { createRetryQueue, type SendOutcome } from "../lib/retryQueue";
import type { NotesApi } from "./api";

export interface NoteView {
  readonly id: string;
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
  /** The server does not have it as it stands here yet. */
  readonly isWaiting: boolean;
}

/** A note as it is to be, or null for one that is to go. */
export interface NoteChange {
  readonly id: string;
  readonly note: { readonly text: string; readonly at: string } | null;
}

export type NotesState = "loading" | "saved" | "saving" | "offline" | "refused" | "fixed" | "ended";

export interface NoteStore {
  readonly notes: () => readonly NoteView[];
  readonly state: () => NotesState;
  readonly save: (id: string, note: { readonly text: string; readonly at: string }) => void;
  readonly remove: (id: string) => void;
  readonly onChange: (listener: () => void) => void;
  /** Reads what the server has and sends what waits. */
  readonly start: () => Promise<void>;
  /** The network may be back. */
  readonly retryNow: () => void;
}

interface Dependencies {
  readonly api: NotesApi;
  readonly clock: Clock;
  /** Outlives the visit. */
  readonly storage: { readonly getItem: (key: string) => string | null; readonly setItem: (key: string, value: string) => void };
  /** Whose notes of which interview. */
  readonly scope: string;
}

export function createNoteStore({ api, clock, storage, scope }: Dependencies): NoteStore {
  const key = `talentsync:notes:${scope}`;
  const listeners = createListeners<[]>();
  let stored: ReadonlyMap<string, { readonly text: string; readonly at: string }> = new Map();
  let isLoaded = false;
  let isFixed = false;
  let wasRefused = false;

  const queue = createRetryQueue<NoteChange>({
    clock,
    backoff: { firstMs: 1_000, ceilingMs: 15_000 },
    keyOf: ({ id }) => id,
    send: async ([change]): Promise<SendOutcome> => {
      if (change === undefined) return { kind: "accepted" };
      return change.note === null ? api.remove(change.id) : api.save(change.id, change.note);
    },
    onSettled: (changes, outcome) => {
      if (outcome === "accepted") for (const change of changes) store(change);
      else wasRefused = true;
      // The server could not be asked before, and can be now.
      if (!isLoaded) void load();
    },
  });

  function store({ id, note }: NoteChange): void {
    const next = new Map(stored);
    if (note === null) next.delete(id);
    else next.set(id, note);
    stored = next;
  }

  async function load(): Promise<void> {
    const answer = await api.list();
    if (answer === null) return;
    stored = new Map(answer.notes.map(({ id, text, at }) => [id, { text, at }]));
    isLoaded = true;
    isFixed = answer.isFixed;
    listeners.call();
  }

  function put(change: NoteChange): void {
    wasRefused = false;
    queue.put([change]);
  }

  queue.subscribe(() => {
    storage.setItem(key, JSON.stringify(queue.pending()));
    listeners.call();
  });

  return {
    notes: () => {
      const notes = new Map([...stored].map(([id, note]) => [id, { id, ...note, isWaiting: false }]));
      for (const { id, note } of queue.pending()) {
        if (note === null) notes.delete(id);
        else notes.set(id, { id, ...note, isWaiting: true });
      }
      return [...notes.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    },
    state: () => {
      const { mode, waiting, failures } = queue.getSnapshot();
      if (isFixed) return "fixed";
      if (mode === "ended") return "ended";
      if (failures > 0 && waiting > 0) return "offline";
      if (waiting > 0) return "saving";
      if (wasRefused) return "refused";
      return isLoaded ? "saved" : "loading";
    },
    save: (id, note) => {
      put({ id, note });
    },
    remove: (id) => {
      put({ id, note: null });
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
    start: () => {
      if (queue.getSnapshot().mode === "paused") {
        const kept = parseChanges(storage.getItem(key));
        if (kept.length > 0) queue.put(kept);
        queue.resume();
      }
      return load();
    },
    retryNow: () => {
      queue.retryNow();
      if (!isLoaded) void load();
    },
  };
}

/** What storage holds may be of an older page: whatever does not fit is left out. */
export function parseChanges(text: string | null): readonly NoteChange[] {
  let found: unknown;
  try {
    found = JSON.parse(text ?? "[]");
  } catch {
    return [];
  }
  return Array.isArray(found) ? found.filter(isChange) : [];
}

function isChange(value: unknown): value is NoteChange {
  if (typeof value !== "object" || value === null || !("id" in value) || !("note" in value)) return false;
  const { id, note } = value;
  if (typeof id !== "string") return false;
  if (note === null) return true;
  return (
    typeof note === "object" && "text" in note && typeof note.text === "string" && "at" in note && typeof note.at === "string"
  );
}
