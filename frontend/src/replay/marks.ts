/** Marks beside the scrubber and on the tracks: a shape for each kind, which previous and next can lead to as well. */
import { element } from "../ui/elements";

export type MarkKind = "question" | "run" | "verdict" | "paste" | "message" | "note" | "presence";

export interface Marked {
  readonly atMs: number;
  /** null for what has no mark. */
  readonly mark: MarkKind | null;
}

interface MarkWords {
  /** In the legend, and where kinds are chosen. */
  readonly many: string;
  /** After "previous", "next" and "no later". */
  readonly one: string;
}

/** In the order in which they are offered. */
export const markWords: Readonly<Record<MarkKind, MarkWords>> = {
  question: { many: "Questions", one: "question" },
  run: { many: "Runs", one: "run" },
  verdict: { many: "Verdicts", one: "verdict" },
  paste: { many: "Pastes", one: "paste" },
  message: { many: "Messages", one: "message" },
  note: { many: "Notes", one: "note" },
  presence: { many: "Coming and going", one: "coming or going" },
};

const kinds = Object.keys(markWords) as readonly MarkKind[];

/** The kinds that there are marks of. */
export function kindsAmong(entries: readonly Marked[]): readonly MarkKind[] {
  const found = new Set(entries.map(({ mark }) => mark));
  return kinds.filter((kind) => found.has(kind));
}

/** One shape, which `[data-mark]` in replay.css draws. */
export function createMark(kind: MarkKind): HTMLElement {
  return element("span", { class: "replay-mark", "data-mark": kind });
}

/** Where a moment is along the scrubber, for CSS. What came after the end, as a late verdict, stands at the end. */
export function placeOf(atMs: number, startMs: number, endMs: number): string {
  const part = (atMs - startMs) / Math.max(1, endMs - startMs);
  return `${100 * Math.min(1, Math.max(0, part))}%`;
}

/** Decoration beside the scrubber: the list of what happened says the same in words. */
export function showMarks(parent: HTMLElement, entries: readonly Marked[], startMs: number, endMs: number): void {
  const marks = entries.flatMap(({ mark, atMs }) => {
    // So many that no two could be told apart; each has its place on the track of who wrote it.
    if (mark === null || mark === "message") return [];
    const shape = createMark(mark);
    shape.style.setProperty("inset-inline-start", placeOf(atMs, startMs, endMs));
    return [shape];
  });
  parent.replaceChildren(...marks);
}

/** What each shape means, of those that are there. */
export function showMarkLegend(parent: HTMLElement, entries: readonly Marked[]): void {
  parent.replaceChildren(
    ...kindsAmong(entries).map((kind) => element("span", { class: "replay-key" }, createMark(kind), markWords[kind].many)),
  );
}
