/** Runs and submissions of this page: sent once, however often the network fails, and followed until they are judged. */
import { backoffDelayMs } from "../lib/backoff";
import { type Clock, createTimer } from "../lib/clock";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { Answer, DsaApi, ProgressEvent, Refusal, Submission, TestResult, Work } from "./api";
import { refusalMessage } from "./errorMessages";

export type Activity =
  /** On its way; `attempt` above 1 after the network failed. */
  | { readonly kind: "sending"; readonly work: Work; readonly attempt: number }
  | { readonly kind: "refused"; readonly work: Work; readonly words: string }
  | { readonly kind: "judging"; readonly submission: Submission }
  | { readonly kind: "done"; readonly submission: Submission };

export interface JudgingSnapshot {
  /** The latest of each problem. */
  readonly activities: Readonly<Record<string, Activity>>;
}

export interface Judging extends Snapshots<JudgingSnapshot> {
  /** One press. Does nothing while one of the same kind is under way for the problem. */
  readonly press: (work: Work) => void;
  /** Goes on with one that was sent before: by this page before a reload, or by another device. */
  readonly follow: (submissionId: string) => Promise<void>;
  /** Shows one that was judged before, where nothing is shown for its problem. */
  readonly recall: (submissionId: string) => Promise<void>;
  readonly isBusy: (problemId: string, kind: Work["kind"]) => boolean;
}

/** Opens the stream of a submission's progress; `onLost` says that it ended early. Returns what closes it. */
export type OpenProgress = (
  url: string,
  handlers: { readonly onEvent: (event: ProgressEvent) => void; readonly onLost: () => void },
) => () => void;

export interface JudgingDependencies {
  readonly api: Pick<DsaApi, "work" | "submission" | "eventsUrl">;
  readonly openProgress: OpenProgress;
  readonly clock: Clock;
  readonly newKey: () => string;
  readonly onDone: (submission: Submission) => void;
  readonly onAccepted: (submission: Submission) => void;
  readonly onRefused: (refusal: Refusal, work: Work) => void;
}

const resend = { firstMs: 1000, ceilingMs: 10_000 };
const poll = { firstMs: 500, ceilingMs: 4000 };

export function createJudging(dependencies: JudgingDependencies): Judging {
  const { api, openProgress, clock, newKey, onDone, onAccepted, onRefused } = dependencies;
  const store = createSnapshotStore<JudgingSnapshot>({ activities: {} });
  /** `problem/kind` of what is under way, so that a second press is none. */
  const busy = new Set<string>();
  const followed = new Set<string>();
  const lock = ({ problemId, kind }: Pick<Work, "problemId" | "kind">): string => `${problemId}/${kind}`;

  const show = (problemId: string, activity: Activity): void => {
    store.replace({ activities: { ...store.getSnapshot().activities, [problemId]: activity } });
  };
  /** A later press took the place on the page; the earlier one still runs to its end. */
  const shows = (submission: Submission): boolean => {
    const shown = store.getSnapshot().activities[submission.problemId];
    return shown !== undefined && "submission" in shown && shown.submission.id === submission.id;
  };

  const send = async (work: Work, idempotencyKey: string, attempt: number): Promise<void> => {
    show(work.problemId, { kind: "sending", work, attempt });
    const answer: Answer<Submission> = await api.work(work, idempotencyKey);
    switch (answer.kind) {
      case "ok":
        onAccepted(answer.value);
        track(answer.value);
        break;
      case "unreachable":
        // The same key: if the first request did arrive, this is answered with what it made.
        clock.after(backoffDelayMs(attempt, resend), () => void send(work, idempotencyKey, attempt + 1));
        break;
      case "refused":
        busy.delete(lock(work));
        show(work.problemId, { kind: "refused", work, words: refusalMessage(answer) });
        onRefused(answer, work);
        break;
    }
  };

  const track = (first: Submission): void => {
    if (followed.has(first.id)) return;
    followed.add(first.id);
    busy.add(lock(first));
    let current = first;
    let isFirst = true;
    let close: (() => void) | null = null;
    const again = createTimer(clock);
    const update = (next: Submission): void => {
      current = next;
      if (isFirst || shows(next)) show(next.problemId, { kind: isDone(next) ? "done" : "judging", submission: next });
      isFirst = false;
      if (!isDone(next)) return;
      close?.();
      again.cancel();
      followed.delete(next.id);
      busy.delete(lock(next));
      // For those who only look whether something is under way.
      store.replace({ ...store.getSnapshot() });
      onDone(next);
    };
    const look = async (attempt: number): Promise<void> => {
      const answer = await api.submission(current.id);
      if (!followed.has(current.id)) return;
      if (answer.kind === "ok") update(answer.value);
      if (followed.has(current.id)) again.start(backoffDelayMs(attempt, poll), () => void look(attempt + 1));
    };
    update(first);
    if (!followed.has(first.id)) return;
    close = openProgress(api.eventsUrl(first.id), {
      onEvent: (event) => {
        update(event.kind === "submission" ? event.submission : withResult(current, event.result));
      },
      onLost: () => {
        if (followed.has(first.id) && !again.isRunning()) void look(1);
      },
    });
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    press: (work) => {
      if (busy.has(lock(work))) return;
      busy.add(lock(work));
      void send(work, newKey(), 1);
    },
    follow: async (submissionId) => {
      if (followed.has(submissionId)) return;
      const answer = await api.submission(submissionId);
      if (answer.kind === "ok") track(answer.value);
    },
    recall: async (submissionId) => {
      const answer = await api.submission(submissionId);
      if (answer.kind !== "ok" || answer.value.problemId in store.getSnapshot().activities) return;
      const submission = answer.value;
      if (isDone(submission)) show(submission.problemId, { kind: "done", submission });
    },
    isBusy: (problemId, kind) => busy.has(lock({ problemId, kind })),
  };
}

export function isDone({ status }: Pick<Submission, "status">): boolean {
  return status === "finished" || status === "failed";
}

/** A stream that is resumed may repeat a result. */
export function withResult(submission: Submission, result: TestResult): Submission {
  const isKnown = submission.results.some(({ position }) => position === result.position);
  const results = isKnown ? submission.results : [...submission.results, result].sort((a, b) => a.position - b.position);
  return { ...submission, status: "running", results, testsDone: Math.max(submission.testsDone, results.length) };
}
