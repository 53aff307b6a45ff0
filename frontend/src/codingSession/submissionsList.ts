/** All runs and submissions of the session, newest first, as the server lists them. */
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { DsaApi, Submission, SubmissionSummary } from "./api";

export interface SubmissionsSnapshot {
  /** Null until they were read for the first time. */
  readonly submissions: readonly SubmissionSummary[] | null;
}

export interface SubmissionsList extends Snapshots<SubmissionsSnapshot> {
  readonly refresh: () => Promise<void>;
  /** What this page knows of one before the list is read again. */
  readonly note: (submission: Submission) => void;
}

export function createSubmissionsList(api: Pick<DsaApi, "submissions">): SubmissionsList {
  const store = createSnapshotStore<SubmissionsSnapshot>({ submissions: null });
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    refresh: async () => {
      const answer = await api.submissions(null);
      if (answer.kind === "ok") store.replace({ submissions: answer.value });
    },
    note: (submission) => {
      const { submissions } = store.getSnapshot();
      if (submissions === null) return;
      store.replace({ submissions: withSubmission(submissions, submission) });
    },
  };
}

export function withSubmission(known: readonly SubmissionSummary[], fresh: SubmissionSummary): readonly SubmissionSummary[] {
  return known.some(({ id }) => id === fresh.id) ? known.map((one) => (one.id === fresh.id ? fresh : one)) : [fresh, ...known];
}
