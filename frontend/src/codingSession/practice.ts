/** The practice problem: the workspace of a session on a server that keeps nothing of it. */
import type { PreferenceStore } from "../codemirror/preferences";
import type { Clock } from "../lib/clock";
import { createAnnouncer } from "../ui/announcer";
import { byId, setText } from "../ui/dom";
import { hourHere } from "../ui/localTimes";
import type { DsaApi, PracticeApi, Session, Submission } from "./api";
import { noDraftLog } from "./draftLog";
import { createDrafts } from "./drafts";
import { failureMessage } from "./errorMessages";
import { createJudging } from "./judging";
import { loadLanguages } from "./languageExtensions";
import { createOwnTests } from "./ownTests";
import { bindShortcuts } from "./shortcuts";
import { createSubmissionsList } from "./submissionsList";
import { createWorkspace, type Workspace } from "./workspace";

export interface PracticeDependencies {
  readonly api: PracticeApi;
  readonly clock: Clock;
  readonly newKey: () => string;
  readonly nonce: string;
  readonly preferences: PreferenceStore;
}

const askAgainMs = 3000;

export async function mountPractice({ api, clock, newKey, nonce, preferences }: PracticeDependencies): Promise<void> {
  const loading = byId("loading", HTMLElement);
  let answer = await api.practice();
  while (answer.kind === "unreachable") {
    setText(loading, "No connection to TalentSync. This page tries again by itself.");
    await new Promise<void>((resolve) => {
      clock.after(askAgainMs, resolve);
    });
    answer = await api.practice();
  }
  if (answer.kind !== "ok") {
    setText(loading, `${failureMessage(answer, "Practice is not possible now")} Reload the page to try again.`);
    return;
  }
  const session = answer.value;
  const announce = createAnnouncer(clock);
  const forgetful = createForgetfulApi(api, () => new Date().toISOString());
  const submissions = createSubmissionsList(forgetful);
  let workspace: Workspace | null = null;
  const judging = createJudging({
    api: forgetful,
    // There is no stream to follow: the results are asked for.
    openProgress: (_url, { onLost }) => {
      queueMicrotask(onLost);
      return () => undefined;
    },
    clock,
    newKey,
    onAccepted: submissions.note,
    onDone: (submission) => {
      submissions.note(submission);
      workspace?.showOutcome(submission);
    },
    onRefused: () => undefined,
  });
  const nowhere = { load: () => Promise.resolve([]), put: () => Promise.resolve(), settle: () => Promise.resolve() };
  const drafts = createDrafts(
    { api: forgetful, local: nowhere, clock, onReplaced: () => undefined, onRefused: () => undefined },
    [],
  );
  const memory = memoryStorage();
  const [languages] = await Promise.all([loadLanguages(session), submissions.refresh()]);
  workspace = createWorkspace({
    session,
    api: forgetful,
    drafts,
    log: noDraftLog,
    judging,
    ownTests: createOwnTests({ api: forgetful, storage: memory, storageKey: "practice", clock }, []),
    submissions,
    languages,
    storage: memory,
    storageKey: "practice",
    nonce,
    preferences,
    hour: hourHere,
    announce,
    emit: () => undefined,
  });
  loading.hidden = true;
  byId("work", HTMLElement).hidden = false;
  // The editor could not measure itself while it was hidden.
  window.dispatchEvent(new Event("resize"));
  bindShortcuts(
    () => true,
    (button) => {
      if (button === "run") workspace.press("run");
    },
  );
}

/** Answers as the session's server would; only runs leave the page. */
export function createForgetfulApi(api: PracticeApi, nowIso: () => string): DsaApi {
  const runs = new Map<string, Submission>();
  const refused = {
    kind: "refused",
    status: 409,
    code: "practice",
    detail: "Not in practice.",
    retryAfterMs: null,
    current: null,
  } as const;
  const never = (): Promise<typeof refused> => Promise.resolve(refused);
  const versions = new Map<string, number>();
  return {
    session: never,
    start: never,
    finish: never,
    work: async ({ language, sourceCode, ownTests }) => {
      const answer = await api.run({ language, sourceCode, ownTests });
      if (answer.kind === "ok") runs.set(answer.value.id, answer.value);
      return answer;
    },
    submission: async (id) => {
      const answer = await api.practiceRun(id);
      if (answer.kind === "ok") {
        runs.set(id, answer.value);
        return answer;
      }
      const known = runs.get(id);
      // It is forgotten by now: what came of it before is still here, and where nothing did it must be run again.
      if (answer.kind !== "refused" || answer.status !== 404 || known === undefined) return answer;
      const isOver = known.status === "finished" || known.status === "failed";
      return { kind: "ok", value: isOver ? known : { ...known, status: "failed", finishedAt: nowIso() } };
    },
    submissions: () => Promise.resolve({ kind: "ok", value: [] }),
    drafts: () => Promise.resolve({ kind: "ok", value: [] }),
    appendDraftLog: never,
    saveDraft: ({ problemId, language, sourceCode }) => {
      const key = `${problemId}/${language}`;
      const version = (versions.get(key) ?? 0) + 1;
      versions.set(key, version);
      const draft = { problemId, language: language as Session["languages"][number]["language"], sourceCode, version };
      return Promise.resolve({ kind: "ok", value: { ...draft, savedAt: nowIso() } });
    },
    ownTests: () => Promise.resolve({ kind: "ok", value: [] }),
    saveOwnTests: (problemId, tests) => Promise.resolve({ kind: "ok", value: { problemId, tests } }),
    eventsUrl: () => "",
  };
}

function memoryStorage(): Pick<Storage, "getItem" | "setItem"> {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}
