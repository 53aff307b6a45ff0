/** The page of a coding session: binds its state machine to the server, the drafts, the workspace and the browser. */
import type { PreferenceStore } from "../codemirror/preferences";
import { type Clock, createTimer } from "../lib/clock";
import { createStateMachine } from "../lib/stateMachine";
import { createAnnouncer } from "../ui/announcer";
import { byId } from "../ui/dom";
import { element } from "../ui/elements";
import { localHour, viewersZone } from "../ui/localTimes";
import type { Answer, DsaApi, Session } from "./api";
import { createBanners } from "./banners";
import { createDraftLog, type DraftLog, missingInLog } from "./draftLog";
import { createDrafts, type Drafts } from "./drafts";
import { failureMessage } from "./errorMessages";
import { createFinished } from "./finished";
import { loadLanguages } from "./languageExtensions";
import { createJudging, type OpenProgress } from "./judging";
import { openLocalDraftLog } from "./localDraftLog";
import { type LocalDraft, openLocalDrafts } from "./localDrafts";
import { openTabChannel, watchOtherTabs } from "./otherTabs";
import {
  acceptsShortcuts,
  canWork,
  type FinishChoice,
  initialPageState,
  type PageEffect,
  type PageEvent,
  pageTransition,
} from "./pageMachine";
import { createOwnTests, type OwnTests } from "./ownTests";
import { createPageDraftLog } from "./pageDraftLog";
import { createPageView } from "./pageView";
import { randomUuid } from "../lib/randomUuid";
import { createServerClock } from "../lib/serverClock";
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

  const loadDraftLog = async (): Promise<DraftLog> => {
    const local = await openLocalDraftLog(storageKey);
    const device = deviceOf(storage, storageKey);
    return createDraftLog({ api, local, clock, nowMs: serverClock.nowMs, newId: randomUuid, device }, await local.load());
  };
  const draftLog = createPageDraftLog(loadDraftLog, (now, before) => {
    if (now.refusal !== null && now.refusal !== before.refusal && machine.getState().view.kind === "working")
      banners.set("unlogged", missingInLog(now.refusal), { canDismiss: true });
    showFinishedAgain();
  });

  const showFinished = (session: Session): void => {
    const own = loaded?.drafts.getSnapshot().drafts.filter(({ state }) => state.kind !== "untouched" && state.kind !== "saved");
    finished.update(session, submissions.getSnapshot().submissions, own ?? unsent, draftLog.getSnapshot(), hour);
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
    const local = await openLocalDrafts(storageKey);
    const [restored, log, languages, stored, storedOwnTests] = await Promise.all([
      local.load(),
      draftLog.open(),
      loadLanguages(session),
      untilAnswered(api.drafts, clock),
      untilAnswered(api.ownTests, clock),
      submissions.refresh(),
    ]);
    const drafts = createDrafts(
      {
        api,
        local,
        clock,
        onRefused: (refusal) => {
          machine.dispatch({ kind: "draftRefused", refusal });
        },
        onReplaced: (draft) => {
          if (loaded === null) return;
          loaded.workspace.showReplaced(draft);
          machine.dispatch({ kind: "draftReplaced" });
        },
      },
      restored,
    );
    drafts.receive(stored);
    const ownTests = createOwnTests(
      { api, storage, storageKey, clock },
      session.problems.map(({ problemId }) => problemId),
    );
    ownTests.receive(storedOwnTests);
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
      hour,
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
        banners.set("deadline", deadlineChange(effect.before, effect.after, hour), { canDismiss: true });
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

type Dispatch = (event: PageEvent) => void;

/** What the browser tells: the network, the window, errors that nothing caught, and the dialogs. */
function bindBrowser(dispatch: Dispatch): void {
  const returned = (): void => {
    dispatch({ kind: "returned" });
  };
  window.addEventListener("online", returned);
  window.addEventListener("focus", returned);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") returned();
  });
  window.addEventListener("offline", () => {
    dispatch({ kind: "networkLost" });
  });
  window.addEventListener("pagehide", () => {
    dispatch({ kind: "pageHidden" });
  });
  // Ours, or an answer of a shape that this page does not know: better said than a page that silently stands still.
  const onUncaughtError = (): void => {
    dispatch({ kind: "crashed" });
  };
  window.addEventListener("error", ({ error }) => {
    // Browsers report a resize that took two rounds in the same way, without an error.
    if (error instanceof Error) onUncaughtError();
  });
  window.addEventListener("unhandledrejection", onUncaughtError);
  byId("open-help", HTMLButtonElement).addEventListener("click", () => {
    dispatch({ kind: "helpPressed" });
  });
  byId("help-dialog", HTMLDialogElement).addEventListener("close", () => {
    dispatch({ kind: "helpDialogClosed" });
  });
  const finishDialog = byId("finish-dialog", HTMLDialogElement);
  finishDialog.addEventListener("close", () => {
    dispatch({ kind: "finishDialogClosed", choice: finishChoice(finishDialog.returnValue) });
  });
}

function finishChoice(returnValue: string): FinishChoice {
  return returnValue === "submitAndFinish" || returnValue === "finish" ? returnValue : "stay";
}

function openFinishDialog(missing: readonly string[]): void {
  const dialog = byId("finish-dialog", HTMLDialogElement);
  byId("finish-missing", HTMLElement).replaceChildren(
    ...(missing.length === 0
      ? [element("p", {}, "Every problem has a submission.")]
      : [
          element("p", { class: "notice warning" }, "You have submitted nothing for:"),
          element("ul", {}, ...missing.map((title) => element("li", {}, title))),
        ]),
  );
  dialog.returnValue = "stay";
  dialog.showModal();
}

function emit(event: DocumentEvent, detail: object): void {
  document.dispatchEvent(new CustomEvent(`talentsync:${event}`, { detail }));
}

function hour(iso: string): string {
  return localHour(iso, viewersZone()) ?? iso;
}

/** Names this browser to the session, and to nothing else. */
function deviceOf(storage: PageDependencies["storage"], storageKey: string): string {
  const known = storage.getItem(`${storageKey}/device`);
  if (known !== null) return known;
  const device = randomUuid();
  storage.setItem(`${storageKey}/device`, device);
  return device;
}

const askAgainMs = 3000;

/** Asks until there is an answer: nothing may be typed over code that is not here yet. */
async function untilAnswered<Value>(ask: () => Promise<Answer<Value>>, clock: Clock): Promise<Value> {
  for (;;) {
    const answer = await ask();
    if (answer.kind === "ok") return answer.value;
    await new Promise<void>((resolve) => {
      clock.after(answer.kind === "refused" ? (answer.retryAfterMs ?? askAgainMs) : askAgainMs, resolve);
    });
  }
}
