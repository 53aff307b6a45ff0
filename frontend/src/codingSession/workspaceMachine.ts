/** What is open in the workspace and what the buttons do: problem, language, tabs, runs and submissions. Pure. */
import type { Step } from "../lib/stateMachine";
import type { OwnTest, Problem, Session, Submission, SubmissionKind, SubmissionSummary, Work } from "./api";
import type { TextOrigin } from "./localDraftLog";
import type { DraftKey } from "./draftKey";
import type { DraftView } from "./drafts";
import type { Activity } from "./judging";
import { outcomeSentence, problemStateText, progressText } from "./verdicts";

/** The parts of a problem, of which a phone shows one at a time. */
export type View = "statement" | "code" | "results";
export type Panel = "results" | "tests" | "history";

/** What is under way, of the kinds that the server takes one at a time for each problem. */
export type Busy = Readonly<Record<SubmissionKind, ReadonlySet<string>>>;

export interface WorkspaceState {
  readonly session: Session;
  /** The session runs, and the link is still good. */
  readonly canWork: boolean;
  readonly problem: Problem;
  readonly language: string;
  readonly view: View;
  readonly panel: Panel;
  /** By problem. */
  readonly ownTests: Readonly<Record<string, readonly OwnTest[]>>;
  readonly dialog: "none" | "submit";
  /** Languages that were chosen before, anywhere and for each problem. */
  readonly chosen: { readonly latest: string | null; readonly byProblem: Readonly<Record<string, string>> };
  readonly drafts: readonly DraftView[];
  /** The latest of each problem. */
  readonly activities: Readonly<Record<string, Activity>>;
  readonly busy: Busy;
  /** Newest first; null until they were read. */
  readonly submissions: readonly SubmissionSummary[] | null;
}

export type WorkspaceEvent =
  | { readonly kind: "sessionUpdated"; readonly session: Session; readonly canWork: boolean }
  | { readonly kind: "draftsChanged"; readonly drafts: readonly DraftView[] }
  | { readonly kind: "judgingChanged"; readonly activities: WorkspaceState["activities"]; readonly busy: Busy }
  | { readonly kind: "submissionsChanged"; readonly submissions: WorkspaceState["submissions"] }
  | { readonly kind: "problemChosen"; readonly problemId: string }
  | { readonly kind: "languageChosen"; readonly language: string }
  | { readonly kind: "viewChosen"; readonly view: View }
  | { readonly kind: "panelChosen"; readonly panel: Panel }
  | { readonly kind: "ownTestsChanged"; readonly ownTests: WorkspaceState["ownTests"] }
  /** An example is to become an own test. */
  | { readonly kind: "exampleTaken"; readonly test: OwnTest }
  | { readonly kind: "starterPressed" }
  | { readonly kind: "runPressed"; readonly onOwnTests: boolean }
  | { readonly kind: "submitPressed" }
  | { readonly kind: "submitDialogClosed"; readonly isConfirmed: boolean }
  /** A run or submission has ended. */
  | { readonly kind: "judged"; readonly submission: Submission }
  /** The code of an earlier run or submission is to be worked on again. */
  | { readonly kind: "codeRestored"; readonly submission: Pick<Submission, "problemId" | "language" | "sourceCode"> }
  /** A line that a result names. */
  | { readonly kind: "linePressed"; readonly line: number };

export type WorkspaceEffect =
  | { readonly kind: "saveDrafts" }
  /** Tells the server that this is the code to go by, of several languages. */
  | { readonly kind: "chooseDraft"; readonly key: DraftKey }
  | { readonly kind: "rememberProblem"; readonly problemId: string }
  | { readonly kind: "rememberLanguage"; readonly key: DraftKey }
  | { readonly kind: "replaceCode"; readonly key: DraftKey; readonly sourceCode: string; readonly origin: TextOrigin }
  | { readonly kind: "focusEditor" }
  | { readonly kind: "saveOwnTests"; readonly problemId: string; readonly tests: readonly OwnTest[] }
  | { readonly kind: "focusLastOwnTest" }
  /** On a phone the editor has just left the screen, and the focus must not go with it. */
  | { readonly kind: "focusResultsIfEditorIsHidden" }
  | { readonly kind: "goToLine"; readonly line: number }
  | { readonly kind: "markCode"; readonly submission: Submission }
  | { readonly kind: "openSubmitDialog"; readonly title: string; readonly languageLabel: string }
  | { readonly kind: "closeSubmitDialog" }
  | { readonly kind: "send"; readonly work: Work }
  /** Shows an earlier result again. */
  | { readonly kind: "recall"; readonly submissionId: string }
  | { readonly kind: "announce"; readonly text: string; readonly visible: boolean };

type WorkspaceStep = Step<WorkspaceState, WorkspaceEffect>;

/** What is known when the workspace opens; `remembered` is what this browser kept. */
export interface WorkspaceStart
  extends Pick<WorkspaceState, "session" | "chosen" | "drafts" | "activities" | "busy" | "submissions" | "ownTests"> {
  readonly rememberedProblem: string | null;
}

export function openWorkspace({ rememberedProblem, ...known }: WorkspaceStart): WorkspaceStep {
  const { problems } = known.session;
  const problem = problems.find(({ problemId }) => problemId === rememberedProblem) ?? problems[0];
  if (problem === undefined) throw new Error("The session has no problems");
  return openProblem(
    { ...known, canWork: true, problem, language: "", view: "statement", panel: "results", dialog: "none" },
    problem,
  );
}

export function workspaceTransition(state: WorkspaceState, event: WorkspaceEvent): WorkspaceStep {
  const to = (change: Partial<WorkspaceState>, ...effects: readonly WorkspaceEffect[]): WorkspaceStep => ({
    state: { ...state, ...change },
    effects,
  });
  const stay: WorkspaceStep = { state, effects: [] };
  const { problem } = state;
  switch (event.kind) {
    case "sessionUpdated": {
      const { session, canWork } = event;
      const change = { session, canWork, problem: problemOf(session, problem.problemId) ?? problem };
      return canWork || state.dialog === "none" ? to(change) : to({ ...change, dialog: "none" }, { kind: "closeSubmitDialog" });
    }
    case "draftsChanged":
      return to({ drafts: event.drafts });
    case "judgingChanged":
      return to({ activities: event.activities, busy: event.busy });
    case "submissionsChanged":
      return to({ submissions: event.submissions });
    case "problemChosen": {
      const next = problemOf(state.session, event.problemId);
      return next === undefined || next.problemId === problem.problemId ? stay : openProblem(state, next);
    }
    case "languageChosen": {
      const { language } = event;
      if (language === state.language || !problem.languages.some((offered) => offered === language)) return stay;
      const key = { problemId: problem.problemId, language };
      return to(
        { language, chosen: { latest: language, byProblem: { ...state.chosen.byProblem, [problem.problemId]: language } } },
        { kind: "saveDrafts" },
        { kind: "rememberLanguage", key },
        { kind: "chooseDraft", key },
      );
    }
    case "viewChosen":
      return to({ view: event.view });
    case "panelChosen":
      return to({ panel: event.panel });
    case "ownTestsChanged":
      return to({ ownTests: event.ownTests });
    case "exampleTaken": {
      if (!state.canWork) return stay;
      const tests = ownTestsOf(state);
      const { problemId } = problem;
      const shown = to({ panel: "tests", view: "results" });
      if (tests.length >= state.session.limits.ownTests) return shown;
      return to(
        { panel: "tests", view: "results" },
        { kind: "saveOwnTests", problemId, tests: [...tests, event.test] },
        { kind: "focusLastOwnTest" },
      );
    }
    case "starterPressed": {
      if (!state.canWork) return stay;
      const key = openKey(state);
      return to({}, { kind: "replaceCode", key, sourceCode: starterOf(state, key), origin: "starter" }, { kind: "focusEditor" });
    }
    case "runPressed":
      if (!canPress(state, "run") || (event.onOwnTests && ownTestsOf(state).length === 0)) return stay;
      return send(state, "run", event.onOwnTests ? ownTestsOf(state) : null);
    case "submitPressed":
      if (!canPress(state, "submit") || state.dialog !== "none") return stay;
      return to(
        { dialog: "submit" },
        { kind: "openSubmitDialog", title: problem.title, languageLabel: languageLabelOf(state.session, state.language) },
      );
    case "submitDialogClosed": {
      // A session that ended meanwhile closed the dialog itself.
      if (state.dialog !== "submit") return stay;
      const closed = to({ dialog: "none" });
      return event.isConfirmed && canPress(state, "submit") ? send(closed.state, "submit", null) : closed;
    }
    case "judged": {
      const { submission } = event;
      const title = problemOf(state.session, submission.problemId)?.title ?? submission.problemId;
      return to(
        {},
        { kind: "markCode", submission },
        { kind: "announce", text: outcomeSentence(submission, title), visible: submission.problemId !== problem.problemId },
      );
    }
    case "codeRestored": {
      const { problemId, language, sourceCode } = event.submission;
      if (problemId !== problem.problemId || !state.canWork) return stay;
      const key = { problemId, language };
      return to({ language, view: "code" }, { kind: "replaceCode", key, sourceCode, origin: "loaded" }, { kind: "focusEditor" });
    }
    case "linePressed":
      return to({ view: "code" }, { kind: "goToLine", line: event.line });
  }
}

function openProblem(state: WorkspaceState, problem: Problem): WorkspaceStep {
  const { problemId } = problem;
  // After a reload, or on another device, the latest results are there again.
  const newest = state.submissions?.find((one) => one.problemId === problemId);
  const recalls = newest !== undefined && !(problemId in state.activities);
  return {
    state: { ...state, problem, language: preferredLanguage(state, problem) },
    effects: [
      { kind: "saveDrafts" },
      { kind: "rememberProblem", problemId },
      ...(recalls ? [{ kind: "recall", submissionId: newest.id } as const] : []),
    ],
  };
}

/** The one chosen for this problem, or the one last written in here, or else the one last chosen anywhere. */
function preferredLanguage({ chosen, drafts }: WorkspaceState, { problemId, languages }: Problem): string {
  const newest = drafts
    .flatMap((draft) =>
      draft.problemId === problemId && draft.state.kind === "saved"
        ? [{ language: draft.language, savedAt: draft.state.savedAt }]
        : [],
    )
    .sort((a, b) => b.savedAt.localeCompare(a.savedAt))[0]?.language;
  const preferred = chosen.byProblem[problemId] ?? newest ?? chosen.latest;
  return languages.find((language) => language === preferred) ?? languages[0] ?? "";
}

function send(state: WorkspaceState, kind: SubmissionKind, ownTests: readonly OwnTest[] | null): WorkspaceStep {
  const key = openKey(state);
  return {
    state: { ...state, panel: "results", view: "results" },
    effects: [
      { kind: "send", work: { kind, ...key, sourceCode: sourceOf(state, key), ownTests } },
      { kind: "focusResultsIfEditorIsHidden" },
    ],
  };
}

// What is to be seen ---------------------------------------------------------------------------------------------------

function problemOf({ problems }: Session, id: string): Problem | undefined {
  return problems.find(({ problemId }) => problemId === id);
}

export function languageLabelOf({ languages }: Session, key: string): string {
  return languages.find(({ language }) => language === key)?.label ?? key;
}

/** The code that is open. */
export function openKey({ problem, language }: WorkspaceState): DraftKey {
  return { problemId: problem.problemId, language };
}

function starterOf({ session }: WorkspaceState, { problemId, language }: DraftKey): string {
  return problemOf(session, problemId)?.starterCode[language] ?? "";
}

/** The draft of the code that is open; null while nobody has written any. */
export function openDraft(state: WorkspaceState): DraftView | null {
  return draftOf(state, openKey(state));
}

function draftOf({ drafts }: WorkspaceState, { problemId, language }: DraftKey): DraftView | null {
  const found = drafts.find((draft) => draft.problemId === problemId && draft.language === language);
  return found === undefined || found.state.kind === "untouched" ? null : found;
}

export function sourceOf(state: WorkspaceState, key: DraftKey): string {
  return draftOf(state, key)?.sourceCode ?? starterOf(state, key);
}

/** Of the problem that is open. */
export function ownTestsOf({ ownTests, problem }: WorkspaceState): readonly OwnTest[] {
  return ownTests[problem.problemId] ?? [];
}

export function activityOf({ activities, problem }: WorkspaceState): Activity | null {
  return activities[problem.problemId] ?? null;
}

/** Whether the button of this kind does anything. */
export function canPress({ canWork, busy, problem }: WorkspaceState, kind: SubmissionKind): boolean {
  return canWork && !busy[kind].has(problem.problemId);
}

/** Beside the buttons: what they wait for. */
export function actionText(state: WorkspaceState): string {
  const activity = activityOf(state);
  if (activity?.kind === "sending") return "Sending";
  if (activity?.kind === "judging") return progressText(activity.submission);
  return state.canWork && !canPress(state, "run") ? "An earlier run is still under way" : "";
}

/** For the tab of a problem. */
export function problemTabText({ drafts, submissions }: WorkspaceState, problemId: string): string {
  // Also where another language of it, or another problem, is open.
  const inConflict = drafts.some((draft) => draft.problemId === problemId && draft.state.kind === "conflict");
  return inConflict
    ? "two versions: choose one"
    : problemStateText((submissions ?? []).filter((one) => one.problemId === problemId));
}

/** Of the problem that is open, newest first; null while they are being read. */
export function ownSubmissions({ submissions, problem }: WorkspaceState): readonly SubmissionSummary[] | null {
  return submissions?.filter(({ problemId }) => problemId === problem.problemId) ?? null;
}

/** The languages that the problem takes, with their versions: `Python 3.11.2`, `C++ 17, GCC 12.2.0`. */
export function languageChoices({
  session,
  problem,
}: WorkspaceState): readonly { readonly language: string; readonly name: string }[] {
  return problem.languages.map((key) => {
    const version = session.languages.find(({ language }) => language === key)?.version ?? "";
    return { language: key, name: languageName(languageLabelOf(session, key), version) };
  });
}

/** `Python 3.11.2`, `C++ 17, GCC 12.2.0` */
export function languageName(label: string, version: string): string {
  if (version === "") return label;
  if (version.startsWith(`${label} `) || version.startsWith(`${label},`)) return version;
  return `${label} (${version})`;
}
