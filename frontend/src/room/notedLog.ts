/** What was noted about candidates, and whose room is out of sight: as it is told, and as the server has it on record. */
import type { ActivitySyncAck, RecentActivity } from "../protocol";
import type { RequestResult } from "../rtc/requests";

export interface NotedLog {
  /** Oldest first. */
  readonly entries: () => readonly RecentActivity[];
  /** Whose room is out of sight at the moment. */
  readonly isAway: (userId: string) => boolean;
  /** False where it is there already: a note may come twice. */
  readonly add: (entry: RecentActivity, userId: string) => boolean;
  /** Whoever is not among these is elsewhere altogether; what they come back with is told anew. */
  readonly keepOnly: (present: ReadonlySet<string>) => void;
  /** Asks for what is on record, and makes up for what was missed; false where there was no answer. */
  readonly refresh: () => Promise<boolean>;
}

const maxKept = 50;

export function createNotedLog(ask: () => Promise<RequestResult<ActivitySyncAck>>): NotedLog {
  let entries: readonly RecentActivity[] = [];
  let away = new Set<string>();
  /** When each last came or went, as far as it was told: a note may come late. */
  const lastTurns = new Map<string, string>();
  /** For each question that the server has not answered yet: what was told meanwhile, and may not be in its answer. */
  const unanswered = new Set<[entry: RecentActivity, userId: string][]>();

  const add = (entry: RecentActivity, userId: string): boolean => {
    if (entries.some(({ at, kind }) => at === entry.at && kind === entry.kind)) return false;
    entries = [...entries, entry].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-maxKept);
    if (entry.kind === "paste" || entry.at < (lastTurns.get(userId) ?? "")) return true;
    lastTurns.set(userId, entry.at);
    if (entry.kind === "hidden") away.add(userId);
    else away.delete(userId);
    return true;
  };

  return {
    entries: () => entries,
    isAway: (userId) => away.has(userId),
    add: (entry, userId) => {
      for (const toldMeanwhile of unanswered) toldMeanwhile.push([entry, userId]);
      return add(entry, userId);
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
