/** A text whose parts know how they came into the editor, as CodeMirror's change sets change it. Pure. */
import { ChangeSet, Text } from "@codemirror/state";

export type Origin = "typed" | "pasted" | "dropped" | "completed" | "starter" | "loaded";

/** So many UTF-16 units that came in one way. */
export type Run = readonly [origin: Origin, length: number];

export interface WrittenText {
  readonly text: string;
  readonly runs: readonly Run[];
}

/** A stored change: a change set, with the runs of what it put in where that was there before; or all of the text with its runs. */
export type LoggedChange = { readonly at: number } & (
  | { readonly origin: Origin; readonly changes: readonly unknown[] }
  | { readonly origin: "restored"; readonly changes: readonly unknown[]; readonly runs: readonly Run[] }
  | { readonly origin: Origin; readonly text: string; readonly runs: readonly Run[] }
);

export const nothing: WrittenText = { text: "", runs: [] };

export function afterChange(before: WrittenText, change: LoggedChange): WrittenText {
  if ("text" in change) return { text: change.text, runs: change.runs };
  const set = ChangeSet.fromJSON(change.changes);
  const runs: Run[] = [];
  let kept = 0;
  let putIn = 0;
  set.iterChanges(
    (from, to, _fromAfter, _toAfter, inserted) => {
      runs.push(...slice(before.runs, kept, from));
      if (change.origin === "restored") runs.push(...slice(change.runs, putIn, putIn + inserted.length));
      else runs.push([change.origin, inserted.length]);
      putIn += inserted.length;
      kept = to;
    },
    // Each change by itself: what touches is joined where it is of one origin, and only there.
    true,
  );
  runs.push(...slice(before.runs, kept, set.length));
  return { text: set.apply(Text.of(before.text.split("\n"))).toString(), runs: merged(runs) };
}

/** Where a change ended, in the text after it; null where other code took the place of all there was. */
export function endOfChange(change: LoggedChange): number | null {
  if ("text" in change) return null;
  let end = 0;
  ChangeSet.fromJSON(change.changes).iterChanges((_from, _to, _fromAfter, toAfter) => {
    end = toAfter;
  }, true);
  return end;
}

function slice(runs: readonly Run[], from: number, to: number): Run[] {
  const parts: Run[] = [];
  let at = 0;
  for (const [origin, length] of runs) {
    const start = Math.max(at, from);
    const end = Math.min(at + length, to);
    if (end > start) parts.push([origin, end - start]);
    at += length;
  }
  return parts;
}

function merged(runs: readonly Run[]): readonly Run[] {
  const joined: Run[] = [];
  for (const [origin, length] of runs) {
    const last = joined.at(-1);
    if (length === 0) continue;
    if (last?.[0] === origin) joined[joined.length - 1] = [origin, last[1] + length];
    else joined.push([origin, length]);
  }
  return joined;
}

type NotTyped = "pasted" | "dropped" | "loaded";

/** What nobody typed letter by letter, and what neither editor nor problem brought. */
export function isNotTyped(origin: Origin): origin is NotTyped {
  return origin === "pasted" || origin === "dropped" || origin === "loaded";
}

/** A part of the text that nobody typed letter by letter. */
export interface MarkedPart {
  readonly origin: NotTyped;
  readonly from: number;
  readonly to: number;
}

export function markedParts({ runs }: WrittenText): readonly MarkedPart[] {
  const parts: MarkedPart[] = [];
  let at = 0;
  for (const [origin, length] of runs) {
    if (isNotTyped(origin)) parts.push({ origin, from: at, to: at + length });
    at += length;
  }
  return parts;
}
