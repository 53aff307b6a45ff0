/** What was noted about candidates, and whose room is out of sight: as it is told, and as the server has it on record. */
import type { ActivitySyncAnswer, RecentActivity } from "../protocol";
import type { RequestResult } from "../rtc/requests";

export interface NotedLog {
  /** Oldest first. */
  readonly entries: () => readonly RecentActivity[];
  /** Whose room is out of sight at the moment. */
  readonly isAway: (userId: string) => boolean;
  readonly add: (entry: RecentActivity, userId: string) => void;
  /** Whoever is not among these is elsewhere altogether; what they come back with is told anew. */
  readonly keepOnly: (present: ReadonlySet<string>) => void;
  /** Asks for what is on record, and makes up for what was missed; false where there was no answer. */
  readonly refresh: () => Promise<boolean>;
}

const mostKept = 50;

export function createNotedLog(ask: () => Promise<RequestResult<ActivitySyncAnswer>>): NotedLog {
  let entries: readonly RecentActivity[] = [];
  let away = new Set<string>();
  /** For each question that the server has not answered yet: what was told meanwhile, and may not be in its answer. */
  const unanswered = new Set<[entry: RecentActivity, userId: string][]>();

  const add = (entry: RecentActivity, userId: string): void => {
    const isKnown = entries.some(({ at, kind }) => at === entry.at && kind === entry.kind);
    if (!isKnown) entries = [...entries, entry].slice(-mostKept);
    if (entry.kind === "hidden") away.add(userId);
    else if (entry.kind === "visible") away.delete(userId);
  };

  return {
    entries: () => entries,
    isAway: (userId) => away.has(userId),
    add: (entry, userId) => {
      for (const toldMeanwhile of unanswered) toldMeanwhile.push([entry, userId]);
      add(entry, userId);
    },
    keepOnly: (present) => {
      for (const userId of away) if (!present.has(userId)) away.delete(userId);
    },
    refresh: async () => {
      const toldMeanwhile: [entry: RecentActivity, userId: string][] = [];
      unanswered.add(toldMeanwhile);
      const answer = await ask();
      unanswered.delete(toldMeanwhile);
      if (!answer.ok) return false;
      entries = answer.value.activities;
      away = new Set(answer.value.outOfSight);
      for (const [entry, userId] of toldMeanwhile) add(entry, userId);
      return true;
    },
  };
}
