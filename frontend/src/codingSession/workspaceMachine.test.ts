import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { OwnTest, Problem, Work } from "./api";
import type { DraftView } from "./drafts";
import type { Activity } from "./judging";
import { draftOf, sessionOf, submissionOf, warehouse } from "./testing";
import {
  actionText,
  type Busy,
  canPress,
  languageChoices,
  languageName,
  openKey,
  openWorkspace,
  ownSubmissions,
  ownTestsOf,
  problemTabText,
  sourceOf,
  type WorkspaceEffect,
  type WorkspaceEvent,
  type WorkspaceStart,
  type WorkspaceState,
  workspaceTransition,
} from "./workspaceMachine";

const shout: Problem = { ...warehouse, problemId: "shout", title: "Shout", starterCode: { python: "# shout\n" } };
const session = sessionOf({ problems: [warehouse, shout], problemCount: 2 });
const nothingBusy: Busy = { run: new Set(), submit: new Set() };
const start: WorkspaceStart = {
  session,
  rememberedProblem: null,
  chosen: { latest: null, byProblem: {} },
  drafts: [],
  activities: {},
  busy: nothingBusy,
  submissions: [],
  ownTests: {},
};

const ownTest = (name: string): OwnTest => ({ name, input: "1 2\n", expectedOutput: null });

interface Run {
  readonly state: WorkspaceState;
  readonly effects: readonly WorkspaceEffect[];
}

/** The state after the events, and what was to be done for them; opening it left out. */
function run(events: readonly WorkspaceEvent[], known: Partial<WorkspaceStart> = {}): Run {
  const { state } = openWorkspace({ ...start, ...known });
  return events.reduce<Run>(
    (before, event) => {
      const step = workspaceTransition(before.state, event);
      return { state: step.state, effects: [...before.effects, ...step.effects] };
    },
    { state, effects: [] },
  );
}

function draft(
  problemId: string,
  language: string,
  sourceCode: string,
  state: DraftView["state"] = { kind: "changed" },
): DraftView {
  return { problemId, language, sourceCode, state };
}

const saved = (savedAt: string): DraftView["state"] => ({ kind: "saved", savedAt });
const kinds = (effects: readonly WorkspaceEffect[]): readonly string[] => effects.map(({ kind }) => kind);
const sent = (effects: readonly WorkspaceEffect[]): readonly Work[] =>
  effects.flatMap((effect) => (effect.kind === "send" ? [effect.work] : []));
const toShout: WorkspaceEvent = { kind: "problemChosen", problemId: "shout" };
const toWarehouse: WorkspaceEvent = { kind: "problemChosen", problemId: "warehouse" };

describe("what is open", () => {
  test("is the problem that was open before a reload, or else the first", () => {
    expect(openKey(run([]).state)).toEqual({ problemId: "warehouse", language: "python" });
    expect(openKey(run([], { rememberedProblem: "shout" }).state).problemId).toBe("shout");
    expect(openKey(run([], { rememberedProblem: "taken away" }).state).problemId).toBe("warehouse");
    expect(() => openWorkspace({ ...start, session: sessionOf({ problems: [] }) })).toThrow("no problems");
  });

  test("in the language chosen for the problem, last written in, or chosen anywhere, in this order", () => {
    const drafts = [
      draft("warehouse", "python", "a", saved("2026-11-22T10:00:00.000Z")),
      draft("warehouse", "cpp", "b", saved("2026-11-22T10:05:00.000Z")),
    ];
    const language = (known: Partial<WorkspaceStart>): string => run([], known).state.language;
    expect(language({ drafts, chosen: { latest: "cpp", byProblem: { warehouse: "python" } } })).toBe("python");
    expect(language({ drafts, chosen: { latest: "python", byProblem: {} } })).toBe("cpp");
    expect(language({ chosen: { latest: "cpp", byProblem: {} } })).toBe("cpp");
    expect(language({ chosen: { latest: "cobol", byProblem: {} } })).toBe("python");
  });

  test("what is left is saved, what is opened is remembered, and its latest result comes back", () => {
    const submissions = [submissionOf({ id: "new", problemId: "shout" }), submissionOf({ id: "old", problemId: "shout" })];
    const { effects } = run([toShout, toShout], { submissions });
    expect(effects).toEqual([
      { kind: "saveDrafts" },
      { kind: "rememberProblem", problemId: "shout" },
      { kind: "recall", submissionId: "new" },
    ]);
    const shown: Activity = { kind: "done", submission: submissionOf({ id: "newer", problemId: "shout" }) };
    expect(kinds(run([toShout], { submissions, activities: { shout: shown } }).effects)).not.toContain("recall");
  });

  test("another language saves, is remembered, and is the one to go by", () => {
    const key = { problemId: "warehouse", language: "cpp" };
    const { state, effects } = run([{ kind: "languageChosen", language: "cpp" }, toShout, toWarehouse]);
    expect(effects.slice(0, 3)).toEqual([
      { kind: "saveDrafts" },
      { kind: "rememberLanguage", key },
      { kind: "chooseDraft", key },
    ]);
    expect(openKey(state)).toEqual(key);
  });

  test("the code of an earlier submission comes back in its language, only into its own problem and while there is time", () => {
    const submission = { problemId: "warehouse", language: "cpp", sourceCode: "int main() {}" } as const;
    const restored: WorkspaceEvent = { kind: "codeRestored", submission };
    const { state, effects } = run([restored]);
    expect([state.language, state.view, kinds(effects)]).toEqual(["cpp", "code", ["replaceCode", "focusEditor"]]);
    expect(run([toShout, restored]).state.language).toBe("python");
    expect(run([{ kind: "sessionUpdated", session, canWork: false }, restored]).effects).toEqual([]);
  });

  test("an example becomes an own test of its problem, where there is room and time", () => {
    const taken: WorkspaceEvent = { kind: "exampleTaken", test: ownTest("Like Example") };
    const known = { ownTests: { warehouse: [ownTest("mine")] } };
    const { state, effects } = run([taken], known);
    expect(effects).toEqual([
      { kind: "saveOwnTests", problemId: "warehouse", tests: [ownTest("mine"), ownTest("Like Example")] },
      { kind: "focusLastOwnTest" },
    ]);
    expect([state.panel, state.view]).toEqual(["tests", "results"]);
    expect(run([toShout, taken], known).effects.at(-2)).toMatchObject({ problemId: "shout", tests: [{ name: "Like Example" }] });
    const full = { ownTests: { warehouse: Array.from({ length: 10 }, () => ownTest("one")) } };
    expect(run([taken], full).effects).toEqual([]);
    expect(run([{ kind: "sessionUpdated", session, canWork: false }, taken]).effects).toEqual([]);
  });
});

describe("run and submit", () => {
  const runPressed: WorkspaceEvent = { kind: "runPressed", onOwnTests: false };

  test("run sends the draft, or the starter code where there is none, and leads to the results", () => {
    expect(sent(run([runPressed]).effects)).toEqual([
      { kind: "run", problemId: "warehouse", language: "python", sourceCode: "import sys\n", ownTests: null },
    ]);
    const { state, effects } = run([
      { kind: "panelChosen", panel: "tests" },
      {
        kind: "draftsChanged",
        drafts: [draft("warehouse", "python", "mine"), draft("warehouse", "cpp", "", { kind: "untouched" })],
      },
      { kind: "ownTestsChanged", ownTests: { warehouse: [ownTest("mine")] } },
      { kind: "runPressed", onOwnTests: true },
    ]);
    expect(sent(effects)).toMatchObject([{ sourceCode: "mine", ownTests: [{ name: "mine" }] }]);
    expect(run([{ kind: "runPressed", onOwnTests: true }]).effects).toEqual([]);
    expect([state.view, state.panel]).toEqual(["results", "results"]);
  });

  test("submit asks first", () => {
    const asked = run([{ kind: "submitPressed" }, { kind: "submitPressed" }]);
    expect(asked.effects).toEqual([{ kind: "openSubmitDialog", title: "Warehouse", languageLabel: "Python" }]);
    const answer = (isConfirmed: boolean): readonly Work[] =>
      sent(workspaceTransition(asked.state, { kind: "submitDialogClosed", isConfirmed }).effects);
    expect(answer(false)).toEqual([]);
    expect(answer(true)).toMatchObject([{ kind: "submit", ownTests: null }]);
  });

  test("the end closes the question, and a late answer submits nothing", () => {
    const { state, effects } = run([
      { kind: "submitPressed" },
      { kind: "sessionUpdated", session, canWork: false },
      { kind: "submitDialogClosed", isConfirmed: true },
      runPressed,
      { kind: "starterPressed" },
    ]);
    expect(kinds(effects)).toEqual(["openSubmitDialog", "closeSubmitDialog"]);
    expect(state.dialog).toBe("none");
  });

  test("one of each kind is under way for a problem", () => {
    const busy: WorkspaceEvent = {
      kind: "judgingChanged",
      activities: {},
      busy: { run: new Set(["warehouse"]), submit: new Set() },
    };
    const { state, effects } = run([busy, runPressed, { kind: "submitPressed" }, toShout, runPressed]);
    expect(kinds(effects)).toContain("openSubmitDialog");
    expect(sent(effects).map(({ problemId }) => problemId)).toEqual(["shout"]);
    expect(actionText(state)).toBe("");
    expect(actionText(run([busy]).state)).toBe("An earlier run is still under way");
  });

  test("an end elsewhere is announced where everybody sees it", () => {
    const ended = (problemId: string): WorkspaceEvent => ({
      kind: "judged",
      submission: submissionOf({ problemId, status: "finished", verdict: "AC" }),
    });
    const announced = run([ended("warehouse"), ended("shout")]).effects.filter(({ kind }) => kind === "announce");
    expect(announced).toMatchObject([{ visible: false }, { visible: true }]);
    expect(run([{ kind: "linePressed", line: 3 }]).state.view).toBe("code");
  });
});

describe("what is shown", () => {
  test("a conflict is on the tab of its problem, whichever is open", () => {
    const drafts = [draft("shout", "cpp", "mine", { kind: "conflict", theirs: draftOf("theirs", 2) })];
    const { state } = run([], { drafts, submissions: [submissionOf({ kind: "submit", status: "finished" })] });
    expect(problemTabText(state, "shout")).toBe("two versions: choose one");
    expect(problemTabText(state, "warehouse")).toBe("submitted");
    expect(ownSubmissions(state)).toHaveLength(1);
    expect(ownSubmissions(run([], { submissions: null }).state)).toBeNull();
  });

  test("languages have their versions beside them", () => {
    expect(languageChoices(run([]).state)).toEqual([
      { language: "python", name: "Python 3.11" },
      { language: "cpp", name: "C++ 17, GCC 12" },
    ]);
    expect(languageName("Rust", "")).toBe("Rust");
    expect(languageName("SQL", "SQL, SQLite 3.40.1")).toBe("SQL, SQLite 3.40.1");
    expect(languageName("C#", "Mono 6.8")).toBe("C# (Mono 6.8)");
  });
});

describe("whatever happens, in whatever order", () => {
  const problemId = fc.constantFrom("warehouse", "shout", "taken away");
  const language = fc.constantFrom("python", "cpp", "cobol");
  const offered = fc.record({ problemId: fc.constantFrom("warehouse", "shout"), language: fc.constantFrom("python", "cpp") });
  const draftState = fc.constantFrom<DraftView["state"]>(
    { kind: "untouched" },
    { kind: "changed" },
    saved("2026-11-22T10:00:00.000Z"),
    { kind: "conflict", theirs: draftOf("theirs", 2) },
  );
  const drafts = fc.uniqueArray(
    fc.tuple(offered, fc.string(), draftState).map(([key, sourceCode, state]) => ({ ...key, sourceCode, state })),
    { selector: (one) => `${one.problemId}/${one.language}` },
  );
  const ids = fc.subarray(["warehouse", "shout"]).map((list) => new Set(list));
  const event: fc.Arbitrary<WorkspaceEvent> = fc.oneof(
    fc.record({ kind: fc.constant("sessionUpdated" as const), session: fc.constant(session), canWork: fc.boolean() }),
    fc.record({ kind: fc.constant("draftsChanged" as const), drafts }),
    fc.record({
      kind: fc.constant("judgingChanged" as const),
      activities: fc.constant({}),
      busy: fc.record({ run: ids, submit: ids }),
    }),
    fc.record({ kind: fc.constant("problemChosen" as const), problemId }),
    fc.record({ kind: fc.constant("languageChosen" as const), language }),
    fc.record({
      kind: fc.constant("ownTestsChanged" as const),
      ownTests: fc.record({ warehouse: fc.array(fc.string().map(ownTest), { maxLength: 3 }) }),
    }),
    fc.record({ kind: fc.constant("runPressed" as const), onOwnTests: fc.boolean() }),
    fc.record({ kind: fc.constant("submitDialogClosed" as const), isConfirmed: fc.boolean() }),
    fc.record({
      kind: fc.constant("codeRestored" as const),
      submission: offered.map((key) => ({ ...key, sourceCode: "earlier" })),
    }),
    fc.constantFrom<WorkspaceEvent>(
      { kind: "submitPressed" },
      { kind: "exampleTaken", test: ownTest("Like Example") },
      { kind: "starterPressed" },
      { kind: "linePressed", line: 1 },
      { kind: "viewChosen", view: "statement" },
      { kind: "panelChosen", panel: "history" },
    ),
  );

  /** Calls back for each step of a random course of events. */
  function always(
    check: (before: WorkspaceState, event: WorkspaceEvent, after: WorkspaceState, effects: readonly WorkspaceEffect[]) => void,
  ): void {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 50 }), (events) => {
        let { state } = openWorkspace(start);
        for (const next of events) {
          const step = workspaceTransition(state, next);
          check(state, next, step.state, step.effects);
          state = step.state;
        }
      }),
    );
  }

  test("the open language is one that the problem takes", () => {
    always((_before, _event, { problem, language: open }) => {
      expect(problem.languages).toContain(open);
    });
  });

  test("only what may be sent is sent, with the code that is in the editor", () => {
    always((before, event, _after, effects) => {
      for (const { kind, sourceCode, ownTests, ...key } of sent(effects)) {
        expect(canPress(before, kind)).toBe(true);
        expect(key).toEqual(openKey(before));
        expect(sourceCode).toBe(sourceOf(before, openKey(before)));
        expect(ownTests).toBe(event.kind === "runPressed" && event.onOwnTests ? ownTestsOf(before) : null);
        if (kind === "submit")
          expect([before.dialog, event]).toEqual(["submit", { kind: "submitDialogClosed", isConfirmed: true }]);
      }
      if (kinds(effects).includes("replaceCode")) expect(before.canWork).toBe(true);
    });
  });

  test("no question stays open when nothing may be submitted any more", () => {
    always((before, _event, after, effects) => {
      if (!after.canWork) expect(after.dialog).toBe("none");
      expect(kinds(effects).includes("closeSubmitDialog")).toBe(before.dialog === "submit" && !after.canWork);
    });
  });

  test("who leaves a code by choice has it saved", () => {
    always((before, event, after, effects) => {
      const isLeft = event.kind !== "codeRestored" && JSON.stringify(openKey(before)) !== JSON.stringify(openKey(after));
      expect(kinds(effects).includes("saveDrafts")).toBe(isLeft);
    });
  });

  test("a chosen language comes back with its problem", () => {
    always((before, event, after) => {
      if (event.kind !== "problemChosen" || after.problem === before.problem) return;
      const chosen = after.chosen.byProblem[after.problem.problemId];
      if (chosen !== undefined) expect(after.language).toBe(chosen);
    });
  });
});
