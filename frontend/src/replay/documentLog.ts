/**
 * The shared document at any moment, out of its log. Pages come as they are needed, and none is read from the log's beginning.
 *
 * A page of a long log has a large state before it. Where one is not there yet, the server is asked for the moment's text alone, and
 * the page follows.
 */
import * as Y from "yjs";

import type { IdRange } from "./authorship";
import type { DocumentMoment, DocumentPage, PageStart } from "./data";

/** Where the newest change up to a moment was made. */
export interface Edit {
  readonly actor: string;
  readonly atMs: number;
  /** Into the text, behind what was changed; null where only the language was. */
  readonly offset: number | null;
}

export interface Moment {
  readonly text: string;
  readonly language: string;
  readonly edit: Edit | null;
}

/** The ids of the characters between two offsets of a moment's text. Right until another moment is asked for. */
export type IdsOf = (from: number, to: number) => readonly IdRange[];

export interface DocumentLog {
  /** As it was then, with every change up to and including `atMs`. Rejects where a page cannot be fetched; asking again tries again. */
  readonly at: (atMs: number) => Promise<Moment>;
  /** The same with everything that is known of the moment: whoever stays there, or plays on from there, wants it. */
  readonly wholeAt: (atMs: number) => Promise<Moment>;
  readonly idsAt: (atMs: number) => Promise<IdsOf>;
  /** The same of the moment that was asked for last; null where that is another, or nothing but its text is known. */
  readonly knownIdsAt: (atMs: number) => IdsOf | null;
}

/** As long as nobody has chosen one. */
const defaultLanguage = "python";

interface Position {
  readonly after: number;
  readonly page: DocumentPage;
  readonly doc: Y.Doc;
  readonly offsets: { last: number | null };
  applied: number;
}

/** `fetchMoment` is null where there is no server to ask: then pages alone are read. */
export function createDocumentLog(
  starts: readonly PageStart[],
  fetchPage: (after: number) => Promise<DocumentPage>,
  fetchMoment: ((after: number, atMs: number) => Promise<DocumentMoment>) | null = null,
): DocumentLog {
  const pages = new Map<number, Promise<DocumentPage>>();
  const loaded = new Set<number>();
  let position: Position | null = null;

  function load(after: number): Promise<DocumentPage> {
    const known = pages.get(after);
    if (known !== undefined) return known;
    const page = fetchPage(after);
    pages.set(after, page);
    page.then(
      () => loaded.add(after),
      () => pages.delete(after),
    );
    return page;
  }

  function startOf(atMs: number): PageStart | undefined {
    return starts[countUpTo(starts, atMs) - 1];
  }

  async function move(start: PageStart, atMs: number): Promise<Position> {
    const page = await load(start.after);
    const count = countUpTo(page.updates, atMs);
    if (position?.page !== page || position.applied > count) position = openPage(start.after, page);
    applyUpTo(position, count);
    return position;
  }

  async function wholeAt(atMs: number): Promise<Moment> {
    const start = startOf(atMs);
    return start === undefined ? nothing : momentOf(await move(start, atMs));
  }

  return {
    at: async (atMs) => {
      const start = startOf(atMs);
      if (start === undefined) return nothing;
      // The first page has no state before it.
      if (fetchMoment === null || start.after === 0 || loaded.has(start.after)) return wholeAt(atMs);
      const { text, language, actor, atMs: editedMs } = await fetchMoment(start.after, atMs);
      return { text, language, edit: { actor, atMs: editedMs, offset: null } };
    },
    wholeAt,
    idsAt: async (atMs) => {
      const start = startOf(atMs);
      if (start === undefined) return () => [];
      const { doc } = await move(start, atMs);
      return (from, to) => idsOf(doc.getText("code"), from, to);
    },
    knownIdsAt: (atMs) => {
      if (position === null || position.after !== startOf(atMs)?.after) return null;
      const { doc, page, applied } = position;
      if (countUpTo(page.updates, atMs) !== applied) return null;
      return (from, to) => idsOf(doc.getText("code"), from, to);
    },
  };
}

const nothing: Moment = { text: "", language: defaultLanguage, edit: null };

/** How many of them are not later than `atMs`. They are in the order of their times. */
export function countUpTo(items: readonly { readonly atMs: number }[], atMs: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function openPage(after: number, page: DocumentPage): Position {
  const doc = new Y.Doc();
  if (page.state !== null) Y.applyUpdate(doc, page.state);
  const offsets: { last: number | null } = { last: null };
  doc.getText("code").observe((event) => {
    offsets.last = endOfChange(event.delta);
  });
  return { after, page, doc, offsets, applied: 0 };
}

function applyUpTo(position: Position, count: number): void {
  for (; position.applied < count; position.applied += 1) {
    const next = position.page.updates[position.applied];
    if (next === undefined) return;
    position.offsets.last = null;
    Y.applyUpdate(position.doc, next.update);
  }
}

function endOfChange(delta: Y.YTextEvent["delta"]): number {
  let offset = 0;
  for (const { retain, insert } of delta) {
    offset += retain ?? 0;
    if (typeof insert === "string") offset += insert.length;
  }
  return offset;
}

function momentOf({ page, doc, offsets, applied }: Position): Moment {
  const last = page.updates[applied - 1];
  const language = doc.getMap("settings").get("language");
  return {
    text: doc.getText("code").toJSON(),
    language: typeof language === "string" ? language : defaultLanguage,
    edit: last === undefined ? null : { actor: last.actor, atMs: last.atMs, offset: offsets.last },
  };
}

function idsOf(text: Y.Text, from: number, to: number): readonly IdRange[] {
  const ranges: IdRange[] = [];
  let offset = 0;
  for (let item = text._start; item !== null && offset < to; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const [start, end] = [Math.max(from, offset), Math.min(to, offset + item.length)];
    if (start < end) ranges.push({ client: item.id.client, clock: item.id.clock + start - offset, length: end - start });
    offset += item.length;
  }
  return ranges;
}
