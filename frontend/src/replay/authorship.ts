/** Who wrote a line: the ids of its characters, looked up in what the server tells of each id. Pure. */
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

export interface Authorship {
  /** Who wrote the characters with these ids, in the order in which they first wrote. */
  readonly of: (ranges: readonly IdRange[]) => readonly Contribution[];
}

/** Where two spans hold the same id, the one that comes first is right: the other says again what was there. */
export function createAuthorship(spans: readonly WrittenSpan[]): Authorship {
  const ofClient = new Map<number, WrittenSpan[]>();
  for (const span of spans) {
    const known = ofClient.get(span.client);
    if (known === undefined) ofClient.set(span.client, [span]);
    else known.push(span);
  }
  return {
    of: (ranges) => {
      const found = new Map<WrittenSpan, number>();
      for (const { client, clock, length } of ranges) {
        for (let at = clock; at < clock + length; ) {
          const here = at;
          const span = ofClient.get(client)?.find(({ from, to }) => from <= here && here < to);
          const end = Math.min(clock + length, span?.to ?? at + 1);
          if (span !== undefined) found.set(span, (found.get(span) ?? 0) + end - at);
          at = end;
        }
      }
      return merged([...found].map(([{ actor, atMs, isAtOnce }, characters]) => ({ actor, atMs, isAtOnce, characters })));
    },
  };
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
