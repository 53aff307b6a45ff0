/** The whole page of a coding session: which view is up, and what keeps it true. */
import type { Extension } from "@codemirror/state";

import { loadLanguage } from "../codemirror/languages";
import { type Clock, createTimer } from "../lib/clock";
import { createAnnouncer } from "../ui/announcer";
import { byId, setText } from "../ui/dom";
import { localHour, viewersZone } from "../ui/localTimes";
import type { Answer, DsaApi, Session } from "./api";
import { createBanners } from "./banners";
import { createDrafts, type Drafts } from "./drafts";
import { element } from "../ui/elements";
import { createFinished } from "./finished";
import { createJudging, type OpenProgress } from "./judging";
import { type LocalDraft, openLocalDrafts } from "./localDrafts";
import { openTabChannel, watchOtherTabs } from "./otherTabs";
import { concernsSession, failureMessage as failureWords } from "./errorMessages";
import { createServerClock } from "./serverClock";
import { createSessionPoller as createSessionKeeper, type PageView as Phase, pageViewOf as phaseOf } from "./sessionPoller";
import { createSubmissionsList } from "./submissionsList";
import { deadlineChange, timeAnnouncement, timeFigures, urgency } from "./timeLeft";
import { createWelcome } from "./welcome";
import { createWorkspace, type Workspace } from "./workspace";

export interface PageDependencies {
  readonly api: DsaApi;
  readonly clock: Clock;
  readonly newKey: () => string;
  readonly openProgress: OpenProgress;
  readonly nonce: string;
  readonly storageKey: string;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
}

type SessionEvent = "session-started" | "submitted" | "session-finished" | "large-paste";

const tickMs = 250;
const otherDevicesMs = 30_000;
/** Before the end, what is typed is saved at these times, so that the automatic submission has it. */
const lastSavesMs = [10_000, 4_000, 1_000] as const;

export function mountPage(dependencies: PageDependencies): void {
  const { api, clock, newKey, openProgress, nonce, storageKey, storage } = dependencies;
  const announce = createAnnouncer(clock);
  const banners = createBanners(byId("banners", HTMLElement));
  const serverClock = createServerClock(clock);
  const keeper = createSessionKeeper({ api, clock, serverClock });
  const submissions = createSubmissionsList(api);
  const welcome = createWelcome(keeper.start);
  const finished = createFinished();
  const judging = createJudging({
    api,
    openProgress,
    clock,
    newKey,
    onAccepted: (submission) => {
      submissions.note(submission);
      if (submission.kind === "submit") tell("submitted", { submissionId: submission.id });
    },
    onDone: (submission) => {
      submissions.note(submission);
      workspace?.showOutcome(submission);
    },
    onRefused: (refusal) => {
      announce({ text: refusal.detail, visible: false });
      if (concernsSession(refusal)) void keeper.refresh();
    },
  });
  let drafts: Drafts | null = null;
  let workspace: Workspace | null = null;
  let unsent: readonly LocalDraft[] = [];
  let isPreparing = false;
  let phase: Phase | null = null;
  let lastRemainingMs: number | null = null;
  let lastDeadline: string | null = null;

  const update = (): void => {
    const { session, isReachable, refusal } = keeper.getSnapshot();
    showConnection(session, isReachable);
    if (refusal !== null && phase !== "work" && phase !== "timeUp") {
      // The server says it best, as a page of its own.
      location.reload();
      return;
    }
    banners.set("refused", refusal === null ? null : `${refusal.detail} Your code stays in this browser.`);
    if (session === null) return;
    const next = phaseOf(session, serverClock.nowMs());
    const earlier = phase;
    phase = next;
    if (next !== earlier) enter(next, earlier, session);
    if (next === "early" || next === "welcome") {
      welcome.update(session, next === "early" ? Math.max(0, Date.parse(session.opensAt) - serverClock.nowMs()) : null);
    }
    noteDeadline(session);
    workspace?.update(session, next === "work" && refusal === null);
    if (next === "finished") showFinished(session);
  };

  const enter = (next: Phase, earlier: Phase | null, session: Session): void => {
    document.body.dataset["phase"] = next;
    byId("loading", HTMLElement).hidden = true;
    byId("welcome", HTMLElement).hidden = next !== "welcome" && next !== "early";
    byId("finished", HTMLElement).hidden = next !== "finished";
    byId("work-state", HTMLElement).hidden = next !== "work" && next !== "timeUp";
    byId("open-finish", HTMLButtonElement).hidden = next !== "work";
    byId("work", HTMLElement).hidden = workspace === null || (next !== "work" && next !== "timeUp");
    banners.set("timeUp", next === "timeUp" ? "Time is up. Your last code is being handed in; runs that were under way go on." : null);
    if (next !== "work") for (const past of ["deadline", "replaced"] as const) banners.set(past, null);
    if (next === "timeUp") void drafts?.flush();
    if (next === "welcome" && earlier === "early") announce({ text: "The session is open. Press Start when you are ready.", visible: true });
    if (next === "work") {
      if (earlier === "finished") announce({ text: "The session was opened again. You can go on.", visible: true });
      drafts?.resume();
      if (earlier !== "timeUp") tell("session-started", {});
      if (workspace === null) void prepare(session);
    }
    if (next === "finished") {
      closeDialogs();
      drafts?.stop();
      if (drafts === null) void loadUnsent();
      void followAll();
      if (earlier !== null) {
        tell("session-finished", { reason: session.finishReason });
        byId("finished-heading", HTMLElement).focus();
      }
    }
  };

  const showFinished = (session: Session): void => {
    const own = drafts?.getSnapshot().drafts.filter(({ state }) => state.kind !== "untouched" && state.kind !== "saved");
    finished.update(session, submissions.getSnapshot().submissions, own ?? unsent, hour);
  };
  /** The page was opened after the end: this browser may still have what the server never got. */
  const loadUnsent = async (): Promise<void> => {
    unsent = await (await openLocalDrafts(storageKey)).load();
    update();
  };

  /** Reads what was written before, and shows the workspace. Only once, however often the session is reopened. */
  const prepare = async (session: Session): Promise<void> => {
    if (isPreparing) return;
    isPreparing = true;
    const loading = byId("loading", HTMLElement);
    loading.hidden = false;
    setText(loading, "Loading your code…");
    const local = await openLocalDrafts(storageKey);
    const [restored, languages, stored] = await Promise.all([
      local.load(),
      loadLanguages(session),
      untilAnswered(api.drafts, clock),
      submissions.refresh(),
    ]);
    drafts = createDrafts(
      {
        api,
        local,
        clock,
        onRefused: (refusal) => {
          if (concernsSession(refusal)) void keeper.refresh();
        },
        onReplaced: (draft) => {
          if (workspace === null) return;
          workspace.showReplaced(draft);
          banners.set("replaced", "Newer code from another device or tab was put into the editor. Undo brings back what was there.", { canDismiss: true });
        },
      },
      restored,
    );
    drafts.receive(stored);
    loading.hidden = true;
    byId("work", HTMLElement).hidden = phase !== "work" && phase !== "timeUp";
    workspace = createWorkspace({ session, api, drafts, judging, submissions, languages, storage, storageKey, nonce, hour, announce, tell });
    update();
    // The editor could not measure itself while it was hidden.
    window.dispatchEvent(new Event("resize"));
    await followAll();
    lookAtOtherDevices.start(otherDevicesMs, resync);
  };

  /** Goes on with what is being judged, also where another device or the deadline sent it. */
  const followAll = async (): Promise<void> => {
    await submissions.refresh();
    for (const { id, status } of submissions.getSnapshot().submissions ?? []) {
      if (status === "queued" || status === "running") void judging.follow(id);
    }
  };

  const lookAtOtherDevices = createTimer(clock);
  const resync = (): void => {
    if (drafts === null) return;
    lookAtOtherDevices.start(otherDevicesMs, resync);
    if (phase !== "work") return;
    void api.drafts().then((answer) => {
      if (answer.kind === "ok") drafts?.receive(answer.value);
    });
    void followAll();
  };

  // Time ---------------------------------------------------------------------------------------------------------------

  const noteDeadline = ({ deadline, state }: Session): void => {
    const words = state === "active" && phase === "work" ? deadlineChange(lastDeadline, deadline, hour) : null;
    if (words !== null) banners.set("deadline", words, { canDismiss: true });
    if (lastDeadline !== deadline) lastRemainingMs = null;
    lastDeadline = deadline;
  };

  const tick = (): void => {
    clock.after(tickMs, tick);
    const { session } = keeper.getSnapshot();
    if (session === null) return;
    if (session.state === "waiting" && !session.isOpen) update();
    if (session.state !== "active" || session.deadline === null) return;
    const remainingMs = Date.parse(session.deadline) - serverClock.nowMs();
    setText(byId("time-figures", HTMLElement), timeFigures(remainingMs));
    byId("time-left", HTMLElement).dataset["urgency"] = urgency(remainingMs);
    if (lastRemainingMs !== null) {
      const before = lastRemainingMs;
      const words = timeAnnouncement(before, remainingMs);
      if (words !== null) announce({ text: words, visible: true });
      if (lastSavesMs.some((atMs) => before > atMs && remainingMs <= atMs)) void drafts?.flush();
      // From "work" to "time is up" without an answer of the server.
      if (before > 0 && remainingMs <= 0) update();
    }
    lastRemainingMs = remainingMs;
  };

  // Connection ---------------------------------------------------------------------------------------------------------

  const showConnection = (session: Session | null, isReachable: boolean): void => {
    const loading = byId("loading", HTMLElement);
    if (session === null) {
      setText(loading, isReachable ? "Loading the session…" : "No connection to TalentSync. Trying again…");
      return;
    }
    banners.set(
      "offline",
      isReachable ? null : "No connection to TalentSync. You can go on writing: your code is kept in this browser and sent when the connection is back. The time runs on.",
    );
  };
  const comeBack = (): void => {
    void keeper.refresh();
    void drafts?.flush();
    resync();
  };
  window.addEventListener("online", comeBack);
  window.addEventListener("offline", () => void keeper.refresh());
  window.addEventListener("focus", comeBack);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") comeBack();
  });
  window.addEventListener("pagehide", () => {
    void drafts?.flush({ outlive: true });
    tabs.leave();
  });
  const tabs = watchOtherTabs(openTabChannel(`talentsync-dsa-${storageKey}`), newKey(), (count) => {
    banners.set(
      "tabs",
      count === 0 ? null : "This session is open in another tab as well. Work in one of them: what both change has to be sorted out by you.",
    );
  });

  // Finishing, help, shortcuts -----------------------------------------------------------------------------------------

  bindFinishing(keeper.finish, {
    missing: () => {
      const { session } = keeper.getSnapshot();
      const known = submissions.getSnapshot().submissions ?? [];
      return (session?.problems ?? []).filter(
        ({ problemId }) => !known.some((one) => one.problemId === problemId && one.kind === "submit"),
      ).map(({ title }) => title);
    },
    before: async () => {
      await drafts?.flush();
    },
    failed: (words) => {
      announce({ text: words, visible: true });
    },
  });
  byId("open-help", HTMLButtonElement).addEventListener("click", () => {
    byId("help-dialog", HTMLDialogElement).showModal();
  });
  // In the capturing phase: the editor has a use of its own for these keys.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (phase !== "work" || workspace === null || document.querySelector("dialog[open]") !== null) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) workspace.press(event.shiftKey ? "submit" : "run");
  }, { capture: true });

  // Ours, or an answer of a shape that this page does not know: better said than a page that silently stands still.
  const admit = (): void => {
    banners.set("broken", "Something on this page went wrong. If it does not react any more, reload it: what was saved is kept. The time runs on.");
  };
  window.addEventListener("error", ({ error }) => {
    // Browsers report a resize that took two rounds in the same way, without an error.
    if (error instanceof Error) admit();
  });
  window.addEventListener("unhandledrejection", admit);

  keeper.subscribe(update);
  submissions.subscribe(() => {
    const { session } = keeper.getSnapshot();
    if (phase === "finished" && session !== null) showFinished(session);
  });
  void keeper.refresh().then(tick);
}

function tell(event: SessionEvent, detail: object): void {
  document.dispatchEvent(new CustomEvent(`talentsync:${event}`, { detail }));
}

function hour(iso: string): string {
  return localHour(iso, viewersZone()) ?? iso;
}

function closeDialogs(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close("no");
}

/** Code can be written without colours: a part that cannot be loaded is left out. */
async function loadLanguages({ languages }: Session): Promise<ReadonlyMap<string, Extension>> {
  const loaded = await Promise.all(
    languages.map(async ({ language }) => [language, await loadLanguage(language).catch((): Extension => [])] as const),
  );
  return new Map(loaded);
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

interface Finishing {
  /** The titles of problems without a submission. */
  readonly missing: () => readonly string[];
  readonly before: () => Promise<void>;
  readonly failed: (words: string) => void;
}

function bindFinishing(finish: () => Promise<Answer<Session>>, { missing, before, failed }: Finishing): void {
  const dialog = byId("finish-dialog", HTMLDialogElement);
  const place = byId("finish-missing", HTMLElement);
  byId("open-finish", HTMLButtonElement).addEventListener("click", () => {
    const titles = missing();
    place.replaceChildren(
      ...(titles.length === 0
        ? [element("p", {}, "Every problem has a submission.")]
        : [
            element("p", { class: "notice warning" }, "You have submitted nothing for:"),
            element("ul", {}, ...titles.map((title) => element("li", {}, title))),
          ]),
    );
    dialog.returnValue = "no";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    void before()
      .then(finish)
      .then((answer) => {
        if (answer.kind !== "ok") failed(failureWords(answer, "Not finished"));
      });
  });
}

