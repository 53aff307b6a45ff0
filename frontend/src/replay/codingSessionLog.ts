/** The code of a coding session as it was at any moment: which editor was in use, and what it held. */
import type { SessionEntry, StreamInfo, StreamPage } from "./codingSessionData";
import { afterChange, endOfChange, nothing, type WrittenText } from "./originRuns";

export interface SessionMoment {
  readonly stream: StreamInfo;
  readonly written: WrittenText;
  /** When the last change until then was made. */
  readonly changedMs: number;
  /** Where that was; null where other code took the place of all there was. */
  readonly offset: number | null;
}

export interface SessionLog {
  /** What the editor held; null before anything was opened. */
  readonly at: (stream: StreamInfo, positionMs: number) => Promise<SessionMoment | null>;
}

/** The streams of one code, or of all where it is null: `problem` and `language` as in `codeName`. */
export function streamInUse(
  streams: readonly StreamInfo[],
  entries: readonly SessionEntry[],
  code: string | null,
  positionMs: number,
): StreamInfo | null {
  const among = new Map(
    streams.filter((stream) => code === null || codeName(stream) === code).map((stream) => [stream.id, stream]),
  );
  let found: StreamInfo | null = null;
  let latestMs = -Infinity;
  for (const { kind, atMs, untilMs, reference } of entries) {
    if (atMs > positionMs) break;
    const stream = kind === "code_edited" ? among.get(reference.stream ?? -1) : undefined;
    const changedMs = Math.min(untilMs, positionMs);
    if (stream === undefined || changedMs < latestMs) continue;
    found = stream;
    latestMs = changedMs;
  }
  return found;
}

/** Names a code, of which two devices may hold different versions. */
export function codeName({ problem, language }: Pick<StreamInfo, "problem" | "language">): string {
  return `${problem}\n${language}`;
}

interface Cursor {
  readonly page: StreamPage;
  /** How many changes of the page are in `written`. */
  done: number;
  written: WrittenText;
}

/** Pages are fetched as they are needed. Forwards within a page only what lies between is applied. */
export function createSessionLog(fetchPage: (stream: number, after: number) => Promise<StreamPage>): SessionLog {
  const cursors = new Map<string, Promise<Cursor>>();
  const cursorOf = (stream: StreamInfo, after: number): Promise<Cursor> => {
    const name = `${stream.id}/${after}`;
    const known = cursors.get(name);
    if (known !== undefined) return known;
    const loading = fetchPage(stream.id, after).then((page) => ({ page, done: 0, written: page.before ?? nothing }));
    cursors.set(name, loading);
    loading.catch(() => cursors.delete(name));
    return loading;
  };
  return {
    at: async (stream, positionMs) => {
      const start = stream.pages.findLast(({ atMs }) => atMs <= positionMs);
      if (start === undefined) return null;
      const cursor = await cursorOf(stream, start.after);
      const { changes, before } = cursor.page;
      const after = changes.findIndex(({ at }) => at > positionMs);
      const wanted = after === -1 ? changes.length : after;
      if (wanted < cursor.done) {
        cursor.done = 0;
        cursor.written = before ?? nothing;
      }
      for (const change of changes.slice(cursor.done, wanted)) cursor.written = afterChange(cursor.written, change);
      cursor.done = wanted;
      const last = changes[wanted - 1];
      return {
        stream,
        written: cursor.written,
        changedMs: last?.at ?? start.atMs,
        offset: last === undefined ? null : endOfChange(last),
      };
    },
  };
}
