/** The page of a coding session: binds its state machine to the server, the drafts, the workspace and the browser. */
import type { PreferenceStore } from "../codemirror/preferences";
import { type Clock, createTimer } from "../lib/clock";
import { createServerClock } from "../lib/serverClock";
import { createStateMachine } from "../lib/stateMachine";
import { createAnnouncer } from "../ui/announcer";
import { byId } from "../ui/dom";
import { hourHere } from "../ui/localTimes";
import type { DsaApi, Session } from "./api";
import { createBanners } from "./banners";
import { bindBrowser } from "./browserEvents";
import { type DraftLog, missingInLog } from "./draftLog";
import type { Drafts } from "./drafts";
import { failureMessage } from "./errorMessages";
import { createFinished } from "./finished";
import { openFinishDialog } from "./finishDialog";
import { createJudging, type OpenProgress } from "./judging";
import { loadDraftLog, loadKeptWork } from "./keptWork";
import { type LocalDraft, openLocalDrafts } from "./localDrafts";
import { openTabChannel, watchOtherTabs } from "./otherTabs";
import { acceptsShortcuts, canWork, initialPageState, type PageEffect, pageTransition } from "./pageMachine";
import type { OwnTests } from "./ownTests";
import { createPageDraftLog } from "./pageDraftLog";
import { createPageView } from "./pageView";
import { createSessionPoller } from "./sessionPoller";
import { bindShortcuts } from "./shortcuts";
import { createSubmissionsList } from "./submissionsList";
import { deadlineChange } from "./timeLeft";
import { createWelcome } from "./welcome";
import { createWorkspace, type Workspace } from "./workspace";

export interface PageDependencies {
  readonly api: DsaApi;
  readonly clock: Clock;
  readonly newKey: () => string;
  readonly openProgress: OpenProgress;
  readonly nonce: string;
  readonly preferences: PreferenceStore;
  readonly storageKey: string;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
}

type DocumentEvent = "session-started" | "submitted" | "session-finished" | "session-closed" | "large-paste";

const tickMs = 250;
const syncIntervalMs = 30_000;

export function mountPage(dependencies: PageDependencies): void {
  const { api, clock, newKey, openProgress, nonce, preferences, storageKey, storage } = dependencies;
  const announce = createAnnouncer(clock);
  const banners = createBanners(byId("banners", HTMLElement));
  const serverClock = createServerClock(clock);
  const poller = createSessionPoller({ api, clock, serverClock });
  const submissions = createSubmissionsList(api);
  const finished = createFinished();
  const syncTimer = createTimer(clock);
  const judging = createJudging({
    api,
    openProgress,
    clock,
    newKey,
    onAccepted: (submission) => {
      submissions.note(submission);
      if (submission.kind === "submit") emit("submitted", { submissionId: submission.id });
    },
    onDone: (submission) => {
      submissions.note(submission);
      loaded?.workspace.showOutcome(submission);
    },
    onRefused: (refusal) => {
      machine.dispatch({ kind: "submissionRefused", refusal });
    },
  });
  let loaded: {
    readonly drafts: Drafts;
    readonly ownTests: OwnTests;
    readonly workspace: Workspace;
  } | null = null;
  /** What this browser kept of code that the server never got, where the page was opened after the end. */
  let unsent: readonly LocalDraft[] = [];

  const keeping = { api, clock, storage, storageKey };
  const loadLog = (): Promise<DraftLog> => loadDraftLog({ ...keeping, nowMs: serverClock.nowMs });
  const draftLog = createPageDraftLog(loadLog, (now, before) => {
    if (now.refusal !== null && now.refusal !== before.refusal && machine.getState().view.kind === "working")
      banners.set("unlogged", missingInLog(now.refusal), { canDismiss: true });
    showFinishedAgain();
  });

  const showFinished = (session: Session): void => {
    const own = loaded?.drafts.getSnapshot().drafts.filter(({ state }) => state.kind !== "untouched" && state.kind !== "saved");
    finished.update(session, submissions.getSnapshot().submissions, own ?? unsent, draftLog.getSnapshot(), hourHere);
  };
  const showFinishedAgain = (): void => {
    const { view } = machine.getState();
    if (view.kind === "finished") showFinished(view.session);
  };
  const loadUnsent = async (): Promise<void> => {
    // The server still takes for a while what was written before the end.
    void draftLog.open();
    unsent = await (await openLocalDrafts(storageKey)).load();
    showFinishedAgain();
  };

  const loadWorkspace = async (session: Session): Promise<void> => {
    const { drafts, ownTests, log, languages } = await loadKeptWork({
      ...keeping,
      session,
      openLog: draftLog.open,
      refreshSubmissions: submissions.refresh,
      onRefused: (refusal) => {
        machine.dispatch({ kind: "draftRefused", refusal });
      },
      onReplaced: (draft) => {
        if (loaded === null) return;
        loaded.workspace.showReplaced(draft);
        machine.dispatch({ kind: "draftReplaced" });
      },
    });
    const workspace = createWorkspace({
      session,
      api,
      drafts,
      log,
      judging,
      ownTests,
      submissions,
      languages,
      storage,
      storageKey,
      nonce,
      preferences,
      hour: hourHere,
      announce,
      emit,
    });
    loaded = { drafts, ownTests, workspace };
    machine.dispatch({ kind: "workspaceLoaded" });
  };

  const followSubmissions = async (): Promise<void> => {
    await submissions.refresh();
    for (const { id, status } of submissions.getSnapshot().submissions ?? []) {
      if (status === "queued" || status === "running") void judging.follow(id);
    }
  };
  const fetchDrafts = async (): Promise<void> => {
    const answer = await api.drafts();
    if (answer.kind === "ok") loaded?.drafts.receive(answer.value);
    const own = await api.ownTests();
    if (own.kind === "ok") loaded?.ownTests.receive(own.value);
  };
  const finishSession = async (submitsDrafts: boolean): Promise<void> => {
    draftLog.flush();
    await loaded?.drafts.flush();
    const answer = await poller.finish(submitsDrafts);
    if (answer.kind !== "ok") machine.dispatch({ kind: "finishFailed", failure: failureMessage(answer, "Not finished") });
  };

  const perform = (effect: PageEffect): void => {
    switch (effect.kind) {
      case "reload":
        location.reload();
        break;
      case "announce":
        announce(effect);
        break;
      case "emitStarted":
        emit("session-started", {});
        break;
      case "emitFinished":
        emit("session-finished", { reason: effect.reason });
        break;
      case "emitClosed":
        emit("session-closed", {});
        break;
      case "focusFinished":
        byId("finished-heading", HTMLElement).focus();
        break;
      case "showDeadlineChange":
        banners.set("deadline", deadlineChange(effect.before, effect.after, hourHere), { canDismiss: true });
        break;
      case "showReplaced":
        banners.set(
          "replaced",
          "Newer code from another device or tab was put into the editor. Undo brings back what was there.",
          { canDismiss: true },
        );
        break;
      case "clearNotices":
        banners.set("deadline", null);
        banners.set("replaced", null);
        banners.set("unlogged", null);
        break;
      case "refreshSession":
        void poller.refresh();
        break;
      case "loadWorkspace":
        void loadWorkspace(effect.session);
        break;
      case "measureWorkspace":
        // The editor could not measure itself while it was hidden.
        window.dispatchEvent(new Event("resize"));
        break;
      case "loadUnsentDrafts":
        void loadUnsent();
        break;
      case "saveDrafts":
        void loaded?.drafts.flush({ outlive: effect.outlive });
        draftLog.flush({ outlive: effect.outlive });
        break;
      case "resumeSaving":
        loaded?.drafts.resume();
        draftLog.resume();
        break;
      case "stopSaving":
        loaded?.drafts.stop();
        draftLog.flush();
        break;
      case "fetchDrafts":
        void fetchDrafts();
        break;
      case "followSubmissions":
        void followSubmissions();
        break;
      case "scheduleSync":
        syncTimer.start(syncIntervalMs, () => {
          machine.dispatch({ kind: "syncDue" });
        });
        break;
      case "leaveTab":
        tabs.leave();
        break;
      case "openFinishDialog":
        openFinishDialog(effect.missing);
        break;
      case "openHelpDialog":
        byId("help-dialog", HTMLDialogElement).showModal();
        break;
      case "closeDialogs":
        for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close("no");
        break;
      case "finishSession":
        void finishSession(effect.submitsDrafts);
        break;
      case "pressWorkspace":
        loaded?.workspace.press(effect.button);
        break;
    }
  };

  const machine = createStateMachine({
    initial: { state: initialPageState, effects: [] },
    transition: pageTransition,
    render: createPageView({
      banners,
      welcome: createWelcome(poller.start),
      showFinished,
      updateWorkspace: (session, state) => loaded?.workspace.update(session, canWork(state)),
    }),
    perform,
  });
  const tabs = watchOtherTabs(openTabChannel(`talentsync-dsa-${storageKey}`), newKey(), (count) => {
    machine.dispatch({ kind: "otherTabsCounted", count });
  });
  poller.subscribe(() => {
    const { session, isReachable, refusal } = poller.getSnapshot();
    machine.dispatch(
      session === null
        ? { kind: "sessionUnavailable", isReachable, refusal }
        : { kind: "sessionUpdated", session, isReachable, refusal, serverNowMs: serverClock.nowMs() },
    );
  });
  submissions.subscribe(showFinishedAgain);
  // Another script was refused, perhaps because the link opens nothing any more.
  document.addEventListener("talentsync:access-refused", () => {
    machine.dispatch({ kind: "accessRefused" });
  });
  bindBrowser(machine.dispatch);
  byId("open-finish", HTMLButtonElement).addEventListener("click", () => {
    machine.dispatch({ kind: "finishPressed", submissions: submissions.getSnapshot().submissions });
  });
  bindShortcuts(
    () => acceptsShortcuts(machine.getState()),
    (button) => {
      machine.dispatch({ kind: "shortcutPressed", button });
    },
  );
  const tick = (): void => {
    clock.after(tickMs, tick);
    if (poller.getSnapshot().session !== null) machine.dispatch({ kind: "ticked", serverNowMs: serverClock.nowMs() });
  };
  machine.start();
  void poller.refresh().then(tick);
}

function emit(event: DocumentEvent, detail: object): void {
  document.dispatchEvent(new CustomEvent(`talentsync:${event}`, { detail }));
}
