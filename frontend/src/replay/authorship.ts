/** Who wrote which characters: their ids, looked up in what the server tells of each id. Pure. */
import type { WrittenSpan } from "./data";

/** Characters in a row that have one Yjs client and following clocks. */
export interface IdRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** One author's part of a line. */
export interface Contribution {
  readonly actor: string;
  readonly atMs: number;
  readonly isAtOnce: boolean;
  readonly characters: number;
}

/** Characters in a row that one person wrote in one way; `from` and `to` count from the first of the ranges. */
export interface AuthoredPart {
  readonly actor: string;
  readonly isAtOnce: boolean;
  readonly from: number;
  readonly to: number;
}

export interface Authorship {
  /** Who wrote the characters with these ids, in the order in which they first wrote. */
  readonly of: (ranges: readonly IdRange[]) => readonly Contribution[];
  /** The same in the order of the ranges. What nobody is told to have written is in no part. */
  readonly partsOf: (ranges: readonly IdRange[]) => readonly AuthoredPart[];
  /** Everybody who wrote, in the order of their first characters; and whether anything came at once. */
  readonly authors: readonly string[];
  readonly hasAtOnce: boolean;
}

/** Where two spans hold the same id, the one that comes first is right: the other says again what was there. */
export function createAuthorship(spans: readonly WrittenSpan[]): Authorship {
  const ofClient = new Map<number, WrittenSpan[]>();
  for (const span of spans) {
    const known = ofClient.get(span.client);
    if (known === undefined) ofClient.set(span.client, [span]);
    else addTo(known, span);
  }

  /** Calls back for each part of the ranges that one span holds, or none. */
  function walk(ranges: readonly IdRange[], visit: (span: WrittenSpan | undefined, length: number) => void): void {
    for (const { client, clock, length } of ranges) {
      const known = ofClient.get(client) ?? [];
      let index = firstEndingAfter(known, clock);
      for (let at = clock; at < clock + length; ) {
        const next = known[index];
        const isInside = next !== undefined && next.from <= at;
        const end = Math.min(clock + length, (isInside ? next.to : next?.from) ?? Infinity);
        visit(isInside ? next : undefined, end - at);
        if (isInside) index += 1;
        at = end;
      }
    }
  }

  return {
    of: (ranges) => {
      const found: Contribution[] = [];
      walk(ranges, (span, characters) => {
        if (span !== undefined) found.push({ actor: span.actor, atMs: span.atMs, isAtOnce: span.isAtOnce, characters });
      });
      return merged(found);
    },
    partsOf: (ranges) => {
      const parts: AuthoredPart[] = [];
      let from = 0;
      walk(ranges, (span, length) => {
        const last = parts.at(-1);
        if (span === undefined) {
          from += length;
          return;
        }
        const { actor, isAtOnce } = span;
        const goesOn = last?.to === from && last.actor === actor && last.isAtOnce === isAtOnce;
        if (goesOn) parts[parts.length - 1] = { ...last, to: from + length };
        else parts.push({ actor, isAtOnce, from, to: from + length });
        from += length;
      });
      return parts;
    },
    authors: [...new Set(spans.toSorted((one, other) => one.atMs - other.atMs).map(({ actor }) => actor))],
    hasAtOnce: spans.some(({ isAtOnce }) => isAtOnce),
  };
}

/** Adds what no other span of the list holds yet. The list stays in the order of its ids, and none is in two of it. */
function addTo(known: WrittenSpan[], span: WrittenSpan): void {
  let { from } = span;
  let index = firstEndingAfter(known, from);
  while (from < span.to) {
    const next = known[index];
    const to = Math.min(span.to, next?.from ?? Infinity);
    if (from < to) {
      known.splice(index, 0, { ...span, from, to });
      index += 1;
    }
    from = Math.max(to, next?.to ?? to);
    index += 1;
  }
}

/** The index of the first span that ends behind this id. */
function firstEndingAfter(spans: readonly WrittenSpan[], id: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? Infinity) > id) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One contribution for each author and way of writing, with the time of the first. */
function merged(parts: readonly Contribution[]): readonly Contribution[] {
  const result: Contribution[] = [];
  for (const part of parts.toSorted((one, other) => one.atMs - other.atMs)) {
    const index = result.findIndex(({ actor, isAtOnce }) => actor === part.actor && isAtOnce === part.isAtOnce);
    const same = result[index];
    if (same === undefined) result.push(part);
    else result[index] = { ...same, characters: same.characters + part.characters };
  }
  return result;
}
