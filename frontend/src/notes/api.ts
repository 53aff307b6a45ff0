/** The HTTP interface of one's own notes: the only file that knows its paths. Its shapes are generated. */
import type { NoteAnswer, NoteRequest, Notes } from "../generated/openapi";
import { classifyStatus } from "../lib/httpStatus";
import type { SendOutcome } from "../lib/retryQueue";

export type StoredNote = NoteAnswer;

export interface NotesApi {
  /** Null where they cannot be had at the moment. */
  readonly list: () => Promise<Notes | null>;
  readonly save: (id: string, note: NoteRequest) => Promise<SendOutcome>;
  readonly remove: (id: string) => Promise<SendOutcome>;
}

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

const patienceMs = 20_000;

/** `csrfToken` is asked for each time: signing in anew changes it. */
export function createNotesApi(root: string, csrfToken: () => string, fetch: Fetch): NotesApi {
  const request = (path: string, options: RequestInit = {}): Promise<Response> =>
    fetch(root + path, {
      credentials: "same-origin",
      cache: "no-store",
      keepalive: options.method !== undefined,
      signal: AbortSignal.timeout(patienceMs),
      ...options,
    });
  const write = async (
    id: string,
    options: { readonly method: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<SendOutcome> => {
    let response: Response;
    try {
      response = await request(`/${id}`, { ...options, headers: { ...options.headers, "X-CSRFToken": csrfToken() } });
    } catch {
      return { kind: "transient" };
    }
    if (response.ok) return { kind: "accepted" };
    // The session is over, or the token of this page is: a page that is loaded anew sends it again.
    if (response.status === 403) return { kind: "ended" };
    return { kind: classifyStatus(response.status) };
  };
  return {
    list: async () => {
      try {
        const response = await request("");
        return response.ok ? ((await response.json()) as Notes) : null;
      } catch {
        return null;
      }
    },
    save: (id, note) => write(id, { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(note) }),
    remove: (id) => write(id, { method: "DELETE" }),
  };
}
