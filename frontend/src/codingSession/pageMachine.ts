/** What the page of a coding session shows, and what it does when something happens. Pure: no DOM, no clock of its own. */
import type { Step } from "../lib/stateMachine";
import type { Refusal, Session, SubmissionKind, SubmissionSummary } from "./api";
import { concernsSession } from "./errorMessages";
import { type SessionPhase, sessionPhaseOf } from "./sessionPoller";
import { timeAnnouncement } from "./timeLeft";

export type View =
  /** The server has not answered yet. */
  | { readonly kind: "loading" }
  /** `untilOpenMs` is null once the session is open. */
  | { readonly kind: "welcome"; readonly session: Session; readonly untilOpenMs: number | null }
  /** `refusal`: the link opens nothing any more, but there is code on the page that must not vanish. */
  | { readonly kind: "working"; readonly session: Session; readonly isTimeUp: boolean; readonly refusal: Refusal | null }
  | { readonly kind: "finished"; readonly session: Session }
  /** The link opens nothing any more: the server has a page that says why. Nothing happens here after that. */
  | { readonly kind: "refused" };

export interface PageState {
  readonly view: View;
  readonly isReachable: boolean;
  readonly clock: {
    /** The last that was known, of a session that is over as well. */
    readonly deadline: string | null;
    readonly remainingMs: number | null;
  };
  readonly workspace: "none" | "loading" | "ready";
  readonly dialog: "none" | "finish" | "help";
  /** Of this session, in this browser. */
  readonly otherTabs: number;
  readonly isBroken: boolean;
}

export const initialPageState: PageState = {
  view: { kind: "loading" },
  isReachable: true,
  clock: { deadline: null, remainingMs: null },
  workspace: "none",
  dialog: "none",
  otherTabs: 0,
  isBroken: false,
};

/** What the dialog before an early end offers. */
export type FinishChoice = "submitAndFinish" | "finish" | "stay";

export type PageEvent =
  | { readonly kind: "sessionUnavailable"; readonly isReachable: boolean; readonly refusal: Refusal | null }
  | {
      readonly kind: "sessionUpdated";
      readonly session: Session;
      readonly isReachable: boolean;
      readonly refusal: Refusal | null;
      readonly serverNowMs: number;
    }
  | { readonly kind: "ticked"; readonly serverNowMs: number }
  | { readonly kind: "workspaceLoaded" }
  /** Another device's code took the place of ours. */
  | { readonly kind: "draftReplaced" }
  | { readonly kind: "draftRefused"; readonly refusal: Refusal }
  | { readonly kind: "submissionRefused"; readonly refusal: Refusal }
  /** It is time to look at what other devices did. */
  | { readonly kind: "syncDue" }
  /** The network is back, or the candidate has come back to the page. */
  | { readonly kind: "returned" }
  | { readonly kind: "networkLost" }
  /** Another part of the page was told that the link opens nothing. */
  | { readonly kind: "accessRefused" }
  | { readonly kind: "pageHidden" }
  | { readonly kind: "otherTabsCounted"; readonly count: number }
  | { readonly kind: "finishPressed"; readonly submissions: readonly SubmissionSummary[] | null }
  | { readonly kind: "finishDialogClosed"; readonly choice: FinishChoice }
  /** `failure` says why the session is not finished. */
  | { readonly kind: "finishFailed"; readonly failure: string }
  | { readonly kind: "helpPressed" }
  | { readonly kind: "helpDialogClosed" }
  | { readonly kind: "shortcutPressed"; readonly button: SubmissionKind }
  /** An error that nothing caught. */
  | { readonly kind: "crashed" };

export type PageEffect =
  | { readonly kind: "reload" }
  | { readonly kind: "announce"; readonly text: string; readonly visible: boolean }
  | { readonly kind: "emitStarted" }
  | { readonly kind: "emitFinished"; readonly reason: Session["finishReason"] }
  /** The link opens nothing any more, in the middle of the work. */
  | { readonly kind: "emitClosed" }
  | { readonly kind: "focusFinished" }
  | { readonly kind: "showDeadlineChange"; readonly before: string; readonly after: string }
  | { readonly kind: "showReplaced" }
  /** Takes away what was said about the deadline and replaced code. */
  | { readonly kind: "clearNotices" }
  | { readonly kind: "refreshSession" }
  | { readonly kind: "loadWorkspace"; readonly session: Session }
  | { readonly kind: "measureWorkspace" }
  | { readonly kind: "loadUnsentDrafts" }
  /** With `outlive` the requests survive the page. */
  | { readonly kind: "saveDrafts"; readonly outlive: boolean }
  | { readonly kind: "resumeSaving" }
  | { readonly kind: "stopSaving" }
  | { readonly kind: "fetchDrafts" }
  /** Goes on with what is being judged, also where another device or the deadline sent it. */
  | { readonly kind: "followSubmissions" }
  | { readonly kind: "scheduleSync" }
  | { readonly kind: "leaveTab" }
  | { readonly kind: "openFinishDialog"; readonly missing: readonly string[] }
  | { readonly kind: "openHelpDialog" }
  | { readonly kind: "closeDialogs" }
  /** Saves the drafts, and then finishes the session. */
  | { readonly kind: "finishSession"; readonly submitsDrafts: boolean }
  | { readonly kind: "pressWorkspace"; readonly button: SubmissionKind };

type PageStep = Step<PageState, PageEffect>;

/** Before the end, what is typed is saved at these times, so that the automatic submission has it. */
const lastSavesMs = [10_000, 4_000, 1_000] as const;

export function pageTransition(state: PageState, event: PageEvent): PageStep {
  const only = (...effects: readonly PageEffect[]): PageStep => ({ state, effects });
  if (state.view.kind === "refused") return only();
  switch (event.kind) {
    case "sessionUnavailable":
      if (event.refusal !== null && state.view.kind !== "working") return refuse(state);
      return { state: { ...state, isReachable: event.isReachable }, effects: [] };
    case "sessionUpdated":
      if (event.refusal !== null && state.view.kind !== "working") return refuse(state);
      return show({ ...state, isReachable: event.isReachable }, event.session, event.refusal, event.serverNowMs);
    case "ticked":
      return tick(state, event.serverNowMs);
    case "workspaceLoaded": {
      const isOver = state.view.kind === "finished";
      return {
        state: { ...state, workspace: "ready" },
        effects: [
          ...(isOver ? [{ kind: "stopSaving" } as const] : []),
          { kind: "measureWorkspace" },
          { kind: "followSubmissions" },
          { kind: "scheduleSync" },
        ],
      };
    }
    case "draftReplaced":
      return state.view.kind === "working" ? only({ kind: "showReplaced" }) : only();
    case "draftRefused":
      return concernsSession(event.refusal) ? only({ kind: "refreshSession" }) : only();
    case "submissionRefused":
      return only(
        { kind: "announce", text: event.refusal.detail, visible: false },
        ...(concernsSession(event.refusal) ? [{ kind: "refreshSession" } as const] : []),
      );
    case "syncDue":
      return only(...syncEffects(state));
    case "returned":
      return only({ kind: "refreshSession" }, { kind: "saveDrafts", outlive: false }, ...syncEffects(state));
    case "networkLost":
    case "accessRefused":
      return only({ kind: "refreshSession" });
    case "pageHidden":
      return only({ kind: "saveDrafts", outlive: true }, { kind: "leaveTab" });
    case "otherTabsCounted":
      return { state: { ...state, otherTabs: event.count }, effects: [] };
    case "finishPressed": {
      const { view } = state;
      if (view.kind !== "working" || phaseOfView(view) !== "work" || state.dialog !== "none") return only();
      return {
        state: { ...state, dialog: "finish" },
        effects: [{ kind: "openFinishDialog", missing: titlesWithoutSubmission(view.session, event.submissions ?? []) }],
      };
    }
    case "finishDialogClosed": {
      if (state.dialog !== "finish") return only();
      const finishes = event.choice !== "stay" && canWork(state);
      return {
        state: { ...state, dialog: "none" },
        effects: finishes ? [{ kind: "finishSession", submitsDrafts: event.choice === "submitAndFinish" }] : [],
      };
    }
    case "finishFailed":
      return only({ kind: "announce", text: event.failure, visible: true });
    case "helpPressed":
      if (state.dialog !== "none") return only();
      return { state: { ...state, dialog: "help" }, effects: [{ kind: "openHelpDialog" }] };
    case "helpDialogClosed":
      return state.dialog === "help" ? { state: { ...state, dialog: "none" }, effects: [] } : only();
    case "shortcutPressed":
      return acceptsShortcuts(state) ? only({ kind: "pressWorkspace", button: event.button }) : only();
    case "crashed":
      return { state: { ...state, isBroken: true }, effects: [] };
  }
}

function refuse(state: PageState): PageStep {
  return { state: { ...state, view: { kind: "refused" }, isReachable: true }, effects: [{ kind: "reload" }] };
}

/** Shows the session as it is now: the view that fits, and what belongs to coming to it. */
function show(state: PageState, session: Session, refusal: Refusal | null, serverNowMs: number): PageStep {
  const view = viewOf(session, refusal, serverNowMs);
  const from = phaseOfView(state.view);
  const to = phaseOfView(view);
  const { deadline } = session;
  const remainingMs =
    deadline === state.clock.deadline ? state.clock.remainingMs : deadline === null ? null : Date.parse(deadline) - serverNowMs;
  const loads = to === "work" && state.workspace === "none";
  const before = state.clock.deadline;
  const isDeadlineChanged = to === "work" && before !== null && deadline !== null && before !== deadline;
  return {
    state: {
      ...state,
      view,
      clock: { deadline, remainingMs },
      workspace: loads ? "loading" : state.workspace,
      dialog: to === "finished" || to === "closed" ? "none" : state.dialog,
    },
    effects: [
      ...(from === to ? [] : enteringEffects(state, from, to, session)),
      ...(loads ? [{ kind: "loadWorkspace", session } as const] : []),
      ...(isDeadlineChanged ? [{ kind: "showDeadlineChange", before, after: deadline } as const] : []),
    ],
  };
}

function viewOf(session: Session, refusal: Refusal | null, serverNowMs: number): View {
  const phase = sessionPhaseOf(session, serverNowMs);
  switch (phase) {
    case "early":
      return { kind: "welcome", session, untilOpenMs: Math.max(0, Date.parse(session.opensAt) - serverNowMs) };
    case "welcome":
      return { kind: "welcome", session, untilOpenMs: null };
    case "work":
    case "timeUp":
      return { kind: "working", session, isTimeUp: phase === "timeUp", refusal };
    case "finished":
      return { kind: "finished", session };
  }
}

function enteringEffects(
  { workspace }: PageState,
  from: ViewPhase | null,
  to: ViewPhase | null,
  session: Session,
): readonly PageEffect[] {
  const effects: PageEffect[] = to === "work" ? [] : [{ kind: "clearNotices" }];
  switch (to) {
    case "welcome":
      if (from === "early")
        effects.push({ kind: "announce", text: "The session is open. Press Start when you are ready.", visible: true });
      break;
    case "work":
      if (from === "finished")
        effects.push({ kind: "announce", text: "The session was opened again. You can go on.", visible: true });
      if (from === "closed") effects.push({ kind: "announce", text: "Your link works again. You can go on.", visible: true });
      effects.push({ kind: "resumeSaving" });
      if (from !== "timeUp") effects.push({ kind: "emitStarted" });
      break;
    case "timeUp":
      if (from === "closed") effects.push({ kind: "resumeSaving" });
      effects.push({ kind: "saveDrafts", outlive: false });
      break;
    case "finished":
      effects.push({ kind: "closeDialogs" }, { kind: "stopSaving" });
      if (workspace !== "ready") effects.push({ kind: "loadUnsentDrafts" });
      effects.push({ kind: "followSubmissions" });
      if (from !== null) effects.push({ kind: "emitFinished", reason: session.finishReason }, { kind: "focusFinished" });
      break;
    case "closed":
      effects.push({ kind: "closeDialogs" }, { kind: "stopSaving" }, { kind: "emitClosed" });
      break;
    case "early":
    case null:
      break;
  }
  return effects;
}

/** Time went on without word from the server. */
function tick(state: PageState, serverNowMs: number): PageStep {
  const { view } = state;
  if (view.kind === "welcome" && view.untilOpenMs !== null) return show(state, view.session, null, serverNowMs);
  // The clock of a link that opens nothing stands still: nobody can work by it.
  if (view.kind !== "working" || view.refusal !== null || view.session.deadline === null) return { state, effects: [] };
  const before = state.clock.remainingMs;
  const remainingMs = Date.parse(view.session.deadline) - serverNowMs;
  const ticked: PageState = { ...state, clock: { ...state.clock, remainingMs } };
  if (before === null) return { state: ticked, effects: [] };
  const words = timeAnnouncement(before, remainingMs);
  const effects: PageEffect[] = words === null ? [] : [{ kind: "announce", text: words, visible: true }];
  if (lastSavesMs.some((atMs) => before > atMs && remainingMs <= atMs)) effects.push({ kind: "saveDrafts", outlive: false });
  if (before <= 0 || remainingMs > 0) return { state: ticked, effects };
  const step = show(ticked, view.session, null, serverNowMs);
  return { state: step.state, effects: [...effects, ...step.effects] };
}

function syncEffects({ workspace, view }: PageState): readonly PageEffect[] {
  if (workspace !== "ready") return [];
  const again: PageEffect = { kind: "scheduleSync" };
  return phaseOfView(view) === "work" ? [again, { kind: "fetchDrafts" }, { kind: "followSubmissions" }] : [again];
}

function titlesWithoutSubmission({ problems }: Session, submissions: readonly SubmissionSummary[]): readonly string[] {
  return problems
    .filter(({ problemId }) => !submissions.some((one) => one.problemId === problemId && one.kind === "submit"))
    .map(({ title }) => title);
}

// What is to be seen ---------------------------------------------------------------------------------------------------

/** `closed`: the session goes on, and this link opens it no more. */
export type ViewPhase = SessionPhase | "closed";

/** Null while it is not known. */
export function phaseOfView(view: View): ViewPhase | null {
  switch (view.kind) {
    case "loading":
    case "refused":
      return null;
    case "welcome":
      return view.untilOpenMs === null ? "welcome" : "early";
    case "working":
      if (view.refusal !== null) return "closed";
      return view.isTimeUp ? "timeUp" : "work";
    case "finished":
      return "finished";
  }
}

/** The part of the page that is up; null where there is nothing to show yet. */
export function sectionOf({ view, workspace }: PageState): "loading" | "welcome" | "work" | "finished" | null {
  switch (view.kind) {
    case "loading":
    case "refused":
      return "loading";
    case "working":
      if (workspace === "none") return null;
      return workspace === "ready" ? "work" : "loading";
    case "welcome":
    case "finished":
      return view.kind;
  }
}

export function loadingText({ view, isReachable }: PageState): string {
  if (view.kind === "working") return "Loading your code…";
  return isReachable ? "Loading the session…" : "No connection to TalentSync. Trying again…";
}

/** What is out of the ordinary, in words, for as long as it is; null where it is not. */
export function bannerTexts(
  state: PageState,
): Readonly<Record<"broken" | "refused" | "offline" | "timeUp" | "tabs", string | null>> {
  const { view, isReachable, otherTabs, isBroken } = state;
  const refusal = view.kind === "working" ? view.refusal : null;
  const isKnown = view.kind !== "loading" && view.kind !== "refused";
  return {
    broken: isBroken
      ? "Something on this page went wrong. If it does not react any more, reload it: what was saved is kept. The time runs on."
      : null,
    refused:
      refusal === null
        ? null
        : `${refusal.detail} Nothing more is saved, submitted or recorded. Your code stays in this browser; ask the person who invited you.`,
    offline:
      isKnown && !isReachable
        ? "No connection to TalentSync. You can go on writing: your code is kept in this browser and sent when the connection is back. The time runs on."
        : null,
    timeUp:
      phaseOfView(view) === "timeUp" ? "Time is up. Your last code is being handed in; runs that were under way go on." : null,
    tabs:
      otherTabs === 0
        ? null
        : "This session is open in another tab as well. Work in one of them: what both change has to be sorted out by you.",
  };
}

export function canWork({ view }: PageState): boolean {
  return view.kind === "working" && !view.isTimeUp && view.refusal === null;
}

export function acceptsShortcuts({ view, workspace, dialog }: PageState): boolean {
  return phaseOfView(view) === "work" && workspace === "ready" && dialog === "none";
}
