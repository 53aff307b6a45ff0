import { byId } from "../ui/dom";

/** What the server hands to a page with notes. */
export interface NotesConfig {
  readonly url: string;
  /** Whose notes of which interview. */
  readonly scope: string;
  /** When the interview began, ISO 8601. */
  readonly startedAt: string | null;
}

export function readNotesConfig(): NotesConfig {
  return JSON.parse(byId("notes-config", HTMLScriptElement).textContent) as NotesConfig;
}

/** As Django puts it into each form of a page. */
export function csrfToken(): string {
  return document.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
}
