/** The last runs of the shared code, as this page knows them. Pure: what the server tells goes in, what to show comes out. */
import type { RecentRun, RunOutcome, RunStatus } from "../../protocol";

export interface Run {
  readonly runId: string;
  readonly userId: string;
  /** The author's, as it was when the page first heard of the run. */
  readonly name: string;
  readonly state: RunStatus["state"];
  readonly language: string;
  /** On whose visible tests it was run; null for a run with an input of one's own. */
  readonly problem: NonNullable<RunStatus["problem"]> | null;
  /** ISO 8601. */
  readonly requestedAt: string;
  readonly result: RunOutcome | null;
}

/** Newest first. */
export type RunList = readonly Run[];

export const maxRuns = 8;

/** What the server told of one run just now. An end is final: messages of two ways may overtake each other. */
export function withStatus(runs: RunList, told: RunStatus, name: string, now: string): RunList {
  const known = runs.find(({ runId }) => runId === told.runId);
  if (known !== undefined && isOver(known)) return runs;
  const run: Run = {
    runId: told.runId,
    userId: told.userId,
    name: known?.name ?? name,
    state: told.state,
    language: told.language,
    problem: told.problem ?? null,
    requestedAt: known?.requestedAt ?? now,
    result: told.result ?? null,
  };
  return known === undefined ? [run, ...runs].slice(0, maxRuns) : runs.map((one) => (one.runId === run.runId ? run : one));
}

/** What the server has, after a join: also what ended while this page heard nothing. */
export function withRecent(runs: RunList, recent: readonly RecentRun[]): RunList {
  const told = recent.map(({ result, problem, ...rest }): Run => ({ ...rest, problem: problem ?? null, result: result ?? null }));
  const merged = told.map((run) => runs.find((known) => known.runId === run.runId && isOver(known)) ?? run);
  // One that is under way and that the server did not name was asked for after it had looked.
  const newer = runs.filter((run) => !isOver(run) && told.every(({ runId }) => runId !== run.runId));
  return [...newer, ...merged.reverse()].slice(0, maxRuns);
}

export function isOver({ state }: Pick<Run, "state">): boolean {
  return state !== "queued" && state !== "running";
}

/** The one that waits or runs, if there is one: a room has one at a time. */
export function unfinishedRun(runs: RunList): Run | null {
  return runs.find((run) => !isOver(run)) ?? null;
}

/** Runs that are over now and were not before, or that nobody knew of. */
export function newlyOver(before: RunList, after: RunList): readonly Run[] {
  return after.filter((run) => isOver(run) && before.some((old) => old.runId === run.runId && !isOver(old)));
}
