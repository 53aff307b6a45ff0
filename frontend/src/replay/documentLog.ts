/** The shared document at any moment, out of its log. Pages come as they are needed, and none is read from the log's beginning. */
import * as Y from "yjs";

import type { IdRange } from "./authorship";
import type { DocumentPage, PageStart } from "./data";

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
  /** The ids of the characters between two offsets of the text. Right until another moment is asked for. */
  readonly idsOf: (from: number, to: number) => readonly IdRange[];
}

export interface DocumentLog {
  /** As it was then, with every change up to and including `atMs`. Rejects where a page cannot be fetched; asking again tries again. */
  readonly at: (atMs: number) => Promise<Moment>;
}

/** As long as nobody has chosen one. */
const defaultLanguage = "python";

interface Position {
  readonly page: DocumentPage;
  readonly doc: Y.Doc;
  readonly offsets: { last: number | null };
  applied: number;
}

export function createDocumentLog(
  starts: readonly PageStart[],
  fetchPage: (after: number) => Promise<DocumentPage>,
): DocumentLog {
  const pages = new Map<number, Promise<DocumentPage>>();
  let position: Position | null = null;

  function load(after: number): Promise<DocumentPage> {
    const known = pages.get(after);
    if (known !== undefined) return known;
    const page = fetchPage(after);
    pages.set(after, page);
    page.catch(() => pages.delete(after));
    return page;
  }

  return {
    at: async (atMs) => {
      const start = starts[countUpTo(starts, atMs) - 1];
      if (start === undefined) return { text: "", language: defaultLanguage, edit: null, idsOf: () => [] };
      const page = await load(start.after);
      const count = countUpTo(page.updates, atMs);
      if (position?.page !== page || position.applied > count) position = openPage(page);
      applyUpTo(position, count);
      return momentOf(position);
    },
  };
}

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

function openPage(page: DocumentPage): Position {
  const doc = new Y.Doc();
  if (page.state !== null) Y.applyUpdate(doc, page.state);
  const offsets: { last: number | null } = { last: null };
  doc.getText("code").observe((event) => {
    offsets.last = endOfChange(event.delta);
  });
  return { page, doc, offsets, applied: 0 };
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
    idsOf: (from, to) => idsOf(doc.getText("code"), from, to),
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
