/** The whiteboard at any moment, out of its log. Pages come as they are needed, and none is read from the log's beginning. */
import type { WireElement } from "../protocol";
import type { BoardPage, PageStart } from "./data";
import { countUpTo } from "./documentLog";

export interface BoardMoment {
  /** Without deleted ones. The same list for as long as nothing has changed. */
  readonly elements: readonly WireElement[];
  /** The newest change up to the moment. */
  readonly edit: { readonly actor: string; readonly atMs: number } | null;
}

export interface BoardLog {
  /** As it was then, with every change up to and including `atMs`. Rejects where a page cannot be fetched; asking again tries again. */
  readonly at: (atMs: number) => Promise<BoardMoment>;
}

interface Position {
  readonly page: BoardPage;
  readonly scene: Map<string, WireElement>;
  readonly applied: number;
  readonly moment: BoardMoment;
}

const empty: BoardMoment = { elements: [], edit: null };

export function createBoardLog(starts: readonly PageStart[], fetchPage: (after: number) => Promise<BoardPage>): BoardLog {
  const pages = new Map<number, Promise<BoardPage>>();
  let position: Position | null = null;

  /** A room that is still open makes new pages: they are part of the one that was the last when this page was loaded. */
  async function fetchUpTo(after: number, end: number | null): Promise<BoardPage> {
    const first = await fetchPage(after);
    const changes = [...first.changes];
    for (let next = first.next; next !== null && next !== end; ) {
      const page = await fetchPage(next);
      changes.push(...page.changes);
      next = page.next;
    }
    return { ...first, changes, next: end };
  }

  function load(index: number, after: number): Promise<BoardPage> {
    const known = pages.get(after);
    if (known !== undefined) return known;
    const page = fetchUpTo(after, starts[index + 1]?.after ?? null);
    pages.set(after, page);
    page.catch(() => pages.delete(after));
    return page;
  }

  return {
    at: async (atMs) => {
      const index = countUpTo(starts, atMs) - 1;
      const start = starts[index];
      if (start === undefined) return empty;
      const page = await load(index, start.after);
      position = moved(position, page, countUpTo(page.changes, atMs));
      return position.moment;
    },
  };
}

function moved(from: Position | null, page: BoardPage, count: number): Position {
  if (from !== null && from.page === page && from.applied === count) return from;
  const goesOn = from !== null && from.page === page && from.applied < count;
  const scene = goesOn ? from.scene : new Map(page.elements.map((element) => [element.id, element]));
  // What is in the log was newer in its time, so the last copy is the newest.
  for (const { elements } of page.changes.slice(goesOn ? from.applied : 0, count)) {
    for (const element of elements) scene.set(element.id, element);
  }
  const last = page.changes[count - 1];
  const elements = [...scene.values()].filter(({ isDeleted }) => !isDeleted);
  const edit = last === undefined ? null : { actor: last.actor, atMs: last.atMs };
  return { page, scene, applied: count, moment: { elements, edit } };
}
