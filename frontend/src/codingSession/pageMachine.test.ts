import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Session } from "./api";
import {
  acceptsShortcuts,
  bannerTexts,
  canWork,
  initialPageState,
  loadingText,
  type PageEffect,
  type PageEvent,
  type PageState,
  pageTransition,
  phaseOfView,
  sectionOf,
} from "./pageMachine";
import { refusalOf, sessionOf, submissionOf, warehouse } from "./testing";

const startMs = Date.parse("2026-11-22T10:00:00.000Z");
const minuteMs = 60_000;

interface Run {
  readonly state: PageState;
  readonly effects: readonly PageEffect[];
}

/** The state after the events, and all that was to be done on the way. */
function run(events: readonly PageEvent[], from: PageState = initialPageState): Run {
  return events.reduce<Run>(
    ({ state, effects }, event) => {
      const step = pageTransition(state, event);
      return { state: step.state, effects: [...effects, ...step.effects] };
    },
    { state: from, effects: [] },
  );
}

function updated(change: Partial<Session> = {}, afterMs = 0): PageEvent {
  return { kind: "sessionUpdated", session: sessionOf(change), isReachable: true, refusal: null, serverNowMs: startMs + afterMs };
}

const ticked = (afterMs: number): PageEvent => ({ kind: "ticked", serverNowMs: startMs + afterMs });
const working = run([updated(), { kind: "workspaceLoaded" }]).state;
const kinds = (effects: readonly PageEffect[]): readonly string[] => effects.map(({ kind }) => kind);
const words = (effects: readonly PageEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === "announce" ? [effect.text] : []));

describe("the way through a session", () => {
  test("opens by itself, and says so", () => {
    const early = run([updated({ state: "waiting", isOpen: false, opensAt: "2026-11-22T10:10:00.000Z" }), ticked(minuteMs)]);
    expect(early.state.view).toMatchObject({ kind: "welcome", untilOpenMs: 9 * minuteMs });
    const open = run([updated({ state: "waiting" })], early.state);
    expect(sectionOf(open.state)).toBe("welcome");
    expect(words(open.effects)).toEqual(["The session is open. Press Start when you are ready."]);
  });

  test("reads what was written before, and then shows the workspace", () => {
    const started = run([updated()]);
    expect(kinds(started.effects)).toEqual(["resumeSaving", "emitStarted", "loadWorkspace"]);
    expect([sectionOf(started.state), loadingText(started.state)]).toEqual(["loading", "Loading your code…"]);
    const ready = run([{ kind: "workspaceLoaded" }], started.state);
    expect(kinds(ready.effects)).toEqual(["measureWorkspace", "followSubmissions", "scheduleSync"]);
    expect(sectionOf(ready.state)).toBe("work");
  });

  test("ends: no dialog stays open, nothing more is saved, and the heading has the focus", () => {
    const over = run([{ kind: "helpPressed" }, updated({ state: "finished", finishReason: "recruiter" })], working);
    expect(kinds(over.effects)).toEqual([
      "openHelpDialog",
      "clearNotices",
      "closeDialogs",
      "stopSaving",
      "followSubmissions",
      "emitFinished",
      "focusFinished",
    ]);
    expect(over.state.dialog).toBe("none");
  });

  test("opened after the end it shows what this browser kept, and takes no focus", () => {
    const { effects } = run([updated({ state: "finished" })]);
    expect(kinds(effects)).toEqual(["clearNotices", "closeDialogs", "stopSaving", "loadUnsentDrafts", "followSubmissions"]);
  });

  test("a workspace that is ready after the end saves nothing", () => {
    const { effects } = run([updated(), updated({ state: "finished" }), { kind: "workspaceLoaded" }]);
    expect(kinds(effects).filter((kind) => kind.endsWith("Saving"))).toEqual(["resumeSaving", "stopSaving", "stopSaving"]);
  });

  test("goes on when it is opened again", () => {
    const over = run([updated({ state: "finished" })], working).state;
    const { effects } = run([updated({ deadline: "2026-11-22T12:00:00.000Z" })], over);
    expect(words(effects)).toEqual(["The session was opened again. You can go on."]);
    expect(effects.at(-1)).toEqual({
      kind: "showDeadlineChange",
      before: "2026-11-22T11:30:00.000Z",
      after: "2026-11-22T12:00:00.000Z",
    });
  });

  test("a link that opens nothing leads to the server's page, but never away from code", () => {
    const refusal = refusalOf(410, "invitation_revoked", { detail: "It was withdrawn." });
    const refused = run([{ kind: "sessionUnavailable", isReachable: true, refusal }]);
    expect(kinds(refused.effects)).toEqual(["reload"]);
    const atWork = run(
      [{ kind: "sessionUpdated", session: sessionOf(), isReachable: true, refusal, serverNowMs: startMs }],
      working,
    );
    expect(kinds(atWork.effects)).toEqual(["clearNotices", "closeDialogs", "stopSaving", "emitClosed"]);
    expect(bannerTexts(atWork.state).refused).toContain("It was withdrawn. Nothing more is saved, submitted or recorded.");
    expect(canWork(atWork.state)).toBe(false);
    const later = run([ticked(89 * minuteMs), ticked(91 * minuteMs)], atWork.state);
    expect([later.state, later.effects]).toEqual([atWork.state, []]);
    const again = run([updated()], atWork.state);
    expect(kinds(again.effects)).toEqual(["announce", "resumeSaving", "emitStarted"]);
    expect(bannerTexts(again.state).refused).toBeNull();
  });
});

describe("time", () => {
  test("is announced, and what is typed is saved before it is up", () => {
    const steps = [85, 89.9, 89.95, 89.99, 90].map((minutes) => ticked(minutes * minuteMs));
    const { state, effects } = run([ticked(70 * minuteMs), ...steps], working);
    expect(words(effects)).toEqual(["5 minutes left", "1 minute left"]);
    expect(kinds(effects).filter((kind) => kind === "saveDrafts")).toHaveLength(4);
    expect(phaseOfView(state.view)).toBe("timeUp");
    expect(bannerTexts(state).timeUp).toContain("Time is up.");
  });

  test("another deadline is told and jumps over no announcement of the old one", () => {
    const { state, effects } = run([ticked(0), updated({ deadline: "2026-11-22T10:04:00.000Z" }), ticked(250)], working);
    expect(kinds(effects)).toEqual(["showDeadlineChange"]);
    expect(state.clock.remainingMs).toBe(4 * minuteMs - 250);
  });

  test("a session without a deadline has none that passes", () => {
    const { state, effects } = run([updated({ deadline: null }), ticked(1e9)]);
    expect(phaseOfView(state.view)).toBe("work");
    expect(words(effects)).toEqual([]);
  });
});

describe("what the candidate and the browser do", () => {
  test("finishing names the problems without a submission, and asks first", () => {
    const session = sessionOf({ problems: [warehouse, { ...warehouse, problemId: "shout", title: "Shout" }] });
    const { state } = run([{ kind: "sessionUpdated", session, isReachable: true, refusal: null, serverNowMs: startMs }], working);
    const submissions = [submissionOf({ kind: "submit" }), submissionOf({ kind: "run", problemId: "shout" })];
    const asked = run([{ kind: "finishPressed", submissions }], state);
    expect(asked.effects).toEqual([{ kind: "openFinishDialog", missing: ["Shout"] }]);
    expect(kinds(run([{ kind: "finishDialogClosed", choice: "stay" }], asked.state).effects)).toEqual([]);
    expect(kinds(run([{ kind: "finishDialogClosed", choice: "submitAndFinish" }], asked.state).effects)).toEqual([
      "finishSession",
    ]);
    expect(words(run([{ kind: "finishFailed", failure: "Not finished." }], state).effects)).toEqual(["Not finished."]);
  });

  test("coming back looks at the session and at other devices; leaving saves", () => {
    expect(kinds(run([{ kind: "returned" }], working).effects)).toEqual([
      "refreshSession",
      "saveDrafts",
      "scheduleSync",
      "fetchDrafts",
      "followSubmissions",
    ]);
    expect(kinds(run([{ kind: "returned" }]).effects)).toEqual(["refreshSession", "saveDrafts"]);
    expect(run([{ kind: "pageHidden" }], working).effects[0]).toEqual({ kind: "saveDrafts", outlive: true });
  });

  test("a refusal that concerns the session has it looked at", () => {
    const over = refusalOf(409, "session_over");
    const other = refusalOf(413, "source_too_large");
    const looked = (event: PageEvent): boolean => kinds(run([event], working).effects).includes("refreshSession");
    expect(looked({ kind: "draftRefused", refusal: over })).toBe(true);
    expect(looked({ kind: "draftRefused", refusal: other })).toBe(false);
    expect(looked({ kind: "submissionRefused", refusal: over })).toBe(true);
    expect(looked({ kind: "submissionRefused", refusal: other })).toBe(false);
  });

  test("shortcuts work while the candidate does, and not behind a dialog", () => {
    expect(run([{ kind: "shortcutPressed", button: "run" }], working).effects).toEqual([
      { kind: "pressWorkspace", button: "run" },
    ]);
    expect(acceptsShortcuts(run([{ kind: "helpPressed" }], working).state)).toBe(false);
    expect(acceptsShortcuts(run([{ kind: "helpPressed" }, { kind: "helpDialogClosed" }], working).state)).toBe(true);
  });

  test("an error that nothing caught is said for good", () => {
    const { state } = run([{ kind: "crashed" }, updated()], working);
    expect(bannerTexts(state).broken).toContain("Something on this page went wrong.");
  });
});

describe("whatever happens, in whatever order", () => {
  const session = fc
    .record({
      state: fc.constantFrom<Session["state"]>("waiting", "active", "finished"),
      isOpen: fc.boolean(),
      deadlineMinutes: fc.option(fc.integer({ min: 1, max: 120 })),
    })
    .map(({ state, isOpen, deadlineMinutes }) =>
      sessionOf({
        state,
        isOpen,
        opensAt: new Date(startMs + 30 * minuteMs).toISOString(),
        deadline:
          deadlineMinutes === null || state === "waiting" ? null : new Date(startMs + deadlineMinutes * minuteMs).toISOString(),
      }),
    );
  const refusal = fc.constantFrom(
    refusalOf(410, "invitation_revoked"),
    refusalOf(409, "session_over"),
    refusalOf(413, "source_too_large"),
  );
  const serverNowMs = fc.integer({ min: 0, max: 130 * minuteMs }).map((afterMs) => startMs + afterMs);
  const rarely = fc.option(refusal, { freq: 12 });
  const bare = fc.constantFrom<PageEvent>(
    { kind: "workspaceLoaded" },
    { kind: "draftReplaced" },
    { kind: "syncDue" },
    { kind: "returned" },
    { kind: "networkLost" },
    { kind: "pageHidden" },
    { kind: "finishPressed", submissions: null },
    { kind: "finishDialogClosed", choice: "submitAndFinish" },
    { kind: "finishDialogClosed", choice: "finish" },
    { kind: "finishDialogClosed", choice: "stay" },
    { kind: "finishFailed", failure: "Not finished." },
    { kind: "helpPressed" },
    { kind: "helpDialogClosed" },
    { kind: "shortcutPressed", button: "run" },
    { kind: "otherTabsCounted", count: 1 },
    { kind: "crashed" },
  );
  const event: fc.Arbitrary<PageEvent> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("sessionUpdated" as const),
        session,
        isReachable: fc.boolean(),
        refusal: rarely,
        serverNowMs,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("sessionUnavailable" as const), isReachable: fc.boolean(), refusal: rarely }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("ticked" as const), serverNowMs }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom("draftRefused" as const, "submissionRefused" as const), refusal }),
    },
    { weight: 6, arbitrary: bare },
  );

  /** Calls back for each step of a random course of events, as a browser would bring them about. */
  function always(check: (before: PageState, event: PageEvent, after: PageState, effects: readonly PageEffect[]) => void): void {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 50 }), (events) => {
        let state = initialPageState;
        for (const next of events) {
          // The workspace is there once, after it was asked for; and the poller never forgets a session that it has read.
          if (next.kind === "workspaceLoaded" && state.workspace !== "loading") continue;
          if (next.kind === "sessionUnavailable" && state.view.kind !== "loading") continue;
          const step = pageTransition(state, next);
          check(state, next, step.state, step.effects);
          state = step.state;
        }
      }),
    );
  }

  test("the workspace is loaded once, and stays", () => {
    always((before, _event, after, effects) => {
      const loads = kinds(effects).includes("loadWorkspace");
      expect(loads).toBe(before.workspace === "none" && after.workspace === "loading");
      if (before.workspace === "ready") expect(after.workspace).toBe("ready");
    });
  });

  test("nothing happens on a page that is on its way to the server's", () => {
    always((before, _event, after, effects) => {
      expect(kinds(effects).includes("reload")).toBe(before.view.kind !== "refused" && after.view.kind === "refused");
      if (before.view.kind === "refused") expect([after, effects]).toEqual([before, []]);
      // Code that is on the page never vanishes with it.
      if (before.view.kind === "working") expect(after.view.kind).not.toBe("refused");
    });
  });

  test("each beginning and each end is told once", () => {
    always((before, _event, after, effects) => {
      const [from, to] = [phaseOfView(before.view), phaseOfView(after.view)];
      expect(kinds(effects).includes("emitStarted")).toBe(to === "work" && from !== "work" && from !== "timeUp");
      expect(kinds(effects).includes("emitFinished")).toBe(to === "finished" && from !== "finished" && from !== null);
    });
  });

  test("drafts are saved exactly while there is a session to save them to", () => {
    let isSaving = false;
    always((before, event, after, effects) => {
      // Drafts begin with saving.
      if (event.kind === "workspaceLoaded") isSaving = true;
      for (const { kind } of effects) {
        if (kind === "resumeSaving" && before.workspace === "ready") isSaving = true;
        if (kind === "stopSaving" && after.workspace === "ready") isSaving = false;
      }
      if (after.workspace === "ready" && after.view.kind === "finished") expect(isSaving).toBe(false);
      if (after.workspace === "ready" && canWork(after)) expect(isSaving).toBe(true);
      if (event.kind === "pageHidden" && before.view.kind !== "refused") expect(kinds(effects)).toContain("saveDrafts");
    });
  });

  test("time that runs on is announced once at each mark, and up once", () => {
    const steps = fc.array(fc.integer({ min: 1, max: 10 * minuteMs }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(steps, (delaysMs) => {
        let afterMs = 0;
        const events = delaysMs.map((delayMs) => ticked((afterMs += delayMs)));
        const { state, effects } = run(events, working);
        const told = words(effects);
        expect(new Set(told).size).toBe(told.length);
        expect(told).toEqual(["15 minutes left", "5 minutes left", "1 minute left"].filter((mark) => told.includes(mark)));
        expect(phaseOfView(state.view)).toBe(afterMs >= 90 * minuteMs ? "timeUp" : "work");
        expect(kinds(effects).filter((kind) => kind === "clearNotices")).toHaveLength(afterMs >= 90 * minuteMs ? 1 : 0);
      }),
    );
  });

  test("a session is finished only by somebody who was asked", () => {
    always((before, event, after, effects) => {
      if (kinds(effects).includes("finishSession")) {
        expect(before).toMatchObject({ dialog: "finish", view: { kind: "working" } });
        expect(event).toMatchObject({
          kind: "finishDialogClosed",
          choice: effects.some((effect) => effect.kind === "finishSession" && effect.submitsDrafts)
            ? "submitAndFinish"
            : "finish",
        });
        expect(after.dialog).toBe("none");
      }
      if (kinds(effects).includes("openFinishDialog")) expect(phaseOfView(before.view)).toBe("work");
      if (after.view.kind === "finished" && before.view.kind !== "finished") expect(after.dialog).toBe("none");
    });
  });

  test("what is shown fits: the network is told of where a session is known, and work only where it may be done", () => {
    always((_before, _event, after) => {
      const banners = bannerTexts(after);
      const isKnown = after.view.kind !== "loading" && after.view.kind !== "refused";
      expect(banners.offline !== null).toBe(isKnown && !after.isReachable);
      expect(banners.timeUp !== null).toBe(phaseOfView(after.view) === "timeUp");
      if (canWork(after)) expect(phaseOfView(after.view)).toBe("work");
      if (sectionOf(after) === "work") expect(after.workspace).toBe("ready");
      if (after.view.kind === "finished") expect(sectionOf(after)).toBe("finished");
    });
  });
});
