import "fake-indexeddb/auto";

import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { createFakeClock, settle } from "../testing/fakeClock";
import type { Answer, Draft, DraftChange } from "./api";
import { createDrafts, type Drafts, draftWords, type DraftView, saveAfterMs } from "./drafts";
import type { LocalDraft, LocalDrafts } from "./localDrafts";
import { openLocalDrafts } from "./localDrafts";
import { draftOf, held, ok, refusalOf, unreachable } from "./testing";

const key = { problemId: "warehouse", language: "python" };

function memory(): LocalDrafts & { readonly kept: Map<string, LocalDraft> } {
  const kept = new Map<string, LocalDraft>();
  return {
    kept,
    load: () => Promise.resolve([...kept.values()]),
    put: (draft) => Promise.resolve(void kept.set(draft.language, draft)),
    settle: ({ language, sourceCode }) => {
      if (kept.get(language)?.sourceCode === sourceCode) kept.delete(language);
      return Promise.resolve();
    },
  };
}

interface Bench {
  readonly drafts: Drafts;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly local: ReturnType<typeof memory>;
  readonly saves: ReturnType<typeof held<[DraftChange, { readonly outlive: boolean }?], Answer<Draft>>>["calls"];
  readonly replaced: DraftView[];
  readonly refusals: string[];
  /** Answers the oldest save that waits. */
  readonly answer: (answer: Answer<Draft>) => Promise<DraftChange>;
}

function bench(restored: readonly LocalDraft[] = []): Bench {
  const clock = createFakeClock();
  const local = memory();
  const save = held<[DraftChange, { readonly outlive: boolean }?], Answer<Draft>>();
  const replaced: DraftView[] = [];
  const refusals: string[] = [];
  const drafts = createDrafts(
    {
      api: { saveDraft: save.call },
      local,
      clock,
      onReplaced: (draft) => replaced.push(draft),
      onRefused: ({ code }) => refusals.push(code),
    },
    restored,
  );
  const answer = async (given: Answer<Draft>): Promise<DraftChange> => {
    const call = save.calls.shift();
    if (call === undefined) throw new Error("Nothing was saved");
    call.answer(given);
    await settle();
    return call.given[0];
  };
  return { drafts, clock, local, saves: save.calls, replaced, refusals, answer };
}

function stateOf(drafts: Drafts): string {
  return drafts.find(key)?.state.kind ?? "untouched";
}

describe("saving", () => {
  test("waits until the typing pauses, and then tells the version that it was made from", async () => {
    const { drafts, clock, saves, answer, local } = bench();
    drafts.receive([]);
    drafts.edit(key, "a");
    clock.advance(saveAfterMs - 1);
    drafts.edit(key, "ab");
    clock.advance(saveAfterMs - 1);
    expect(saves).toHaveLength(0);
    expect(stateOf(drafts)).toBe("changed");
    clock.advance(1);
    expect(stateOf(drafts)).toBe("saving");
    expect(await answer(ok(draftOf("ab", 1)))).toEqual({ ...key, sourceCode: "ab", baseVersion: 0 });
    expect(stateOf(drafts)).toBe("saved");
    expect(local.kept.size).toBe(0);
    drafts.edit(key, "abc");
    clock.advance(saveAfterMs);
    expect((await answer(ok(draftOf("abc", 2)))).baseVersion).toBe(1);
  });

  test("what is typed during a save is saved after it, on top of it", async () => {
    const { drafts, clock, saves, answer, local } = bench();
    drafts.edit(key, "a");
    await Promise.resolve();
    void drafts.flush();
    drafts.edit(key, "ab");
    clock.advance(saveAfterMs);
    expect(saves).toHaveLength(1);
    await answer(ok(draftOf("a", 1)));
    expect(stateOf(drafts)).toBe("changed");
    expect(local.kept.get("python")).toMatchObject({ sourceCode: "ab", baseVersion: 1, sentSourceCode: null });
    clock.advance(saveAfterMs);
    expect((await answer(ok(draftOf("ab", 2)))).baseVersion).toBe(1);
    expect(stateOf(drafts)).toBe("saved");
  });

  test("without network the draft stays on this machine, and is sent when the network is back", async () => {
    const { drafts, clock, saves, answer, local } = bench();
    drafts.edit(key, "a");
    clock.advance(saveAfterMs);
    await answer(unreachable);
    expect(stateOf(drafts)).toBe("offline");
    drafts.edit(key, "ab");
    expect(stateOf(drafts)).toBe("offline");
    expect(local.kept.get("python")?.sourceCode).toBe("ab");
    void drafts.flush();
    expect((await answer(ok(draftOf("ab", 1)))).sourceCode).toBe("ab");
    expect(stateOf(drafts)).toBe("saved");
    clock.advance(60_000);
    expect(saves).toHaveLength(0);
  });

  test("tries again by itself, less and less often", async () => {
    const { drafts, clock, saves, answer } = bench();
    drafts.edit(key, "a");
    clock.advance(saveAfterMs);
    for (const waitMs of [2000, 4000, 8000, 15_000, 15_000]) {
      await answer(unreachable);
      clock.advance(waitMs - 1);
      expect(saves).toHaveLength(0);
      clock.advance(1);
    }
    expect(saves).toHaveLength(1);
  });

  test("waits as long as a busy server asks for, and gives up what it never takes", async () => {
    const { drafts, clock, saves, answer, refusals } = bench();
    drafts.edit(key, "a");
    clock.advance(saveAfterMs);
    await answer(refusalOf(429, "rate_limited", { retryAfterMs: 7000 }));
    clock.advance(6999);
    expect(saves).toHaveLength(0);
    clock.advance(1);
    await answer(refusalOf(413, "source_too_large", { detail: "Too long." }));
    clock.advance(100_000);
    expect(saves).toHaveLength(0);
    expect(refusals).toEqual(["source_too_large"]);
    expect(draftWords(drafts.find(key)?.state ?? { kind: "untouched" }, String)).toBe("Not saved: Too long.");
  });

  test("typing and taking it back leaves nothing to save", () => {
    const { drafts, clock, saves } = bench();
    drafts.receive([draftOf("a", 4)]);
    drafts.edit(key, "ab");
    drafts.edit(key, "a");
    clock.advance(10 * saveAfterMs);
    expect(saves).toHaveLength(0);
    expect(stateOf(drafts)).toBe("saved");
  });

  test("a page that goes away sends what is unsaved, even while another save waits for its answer", () => {
    const { drafts, saves } = bench();
    drafts.edit(key, "a");
    void drafts.flush();
    drafts.edit(key, "ab");
    void drafts.flush({ outlive: true });
    expect(saves.map(({ given: [change, options] }) => [change.sourceCode, options?.outlive])).toEqual([
      ["a", false],
      ["ab", true],
    ]);
  });

  test("choosing a language again tells the server that its code is the one to go by", () => {
    const { drafts, saves } = bench();
    drafts.receive([draftOf("a", 4)]);
    drafts.choose(key);
    drafts.choose({ ...key, language: "cpp" });
    expect(saves.map(({ given: [change] }) => change)).toEqual([{ ...key, sourceCode: "a", baseVersion: 4 }]);
  });

  test("nothing is sent after the end, and again once the session is reopened", () => {
    const { drafts, clock, saves } = bench();
    drafts.edit(key, "a");
    drafts.stop();
    void drafts.flush();
    clock.advance(60_000);
    expect(saves).toHaveLength(0);
    drafts.resume();
    clock.advance(0);
    expect(saves).toHaveLength(1);
  });
});

describe("several drafts", () => {
  const cpp = { ...key, language: "cpp" };

  test("are saved beside each other, and wait together for the network", async () => {
    const { drafts, clock, saves, answer } = bench();
    drafts.edit(key, "a");
    drafts.edit(cpp, "b");
    clock.advance(saveAfterMs);
    expect(saves).toHaveLength(2);
    await answer(unreachable);
    await answer(unreachable);
    const go = { ...key, language: "go" };
    drafts.edit(go, "c");
    clock.advance(saveAfterMs);
    expect(saves).toHaveLength(0);
    expect(drafts.find(go)?.state.kind).toBe("offline");
    clock.advance(500);
    expect(saves.map(({ given: [change] }) => change.language)).toEqual(["python", "cpp", "go"]);
  });

  test("flushing waits for the newest code of all of them", async () => {
    const { drafts, clock, answer } = bench();
    drafts.edit(key, "a");
    clock.advance(saveAfterMs);
    drafts.edit(key, "ab");
    drafts.edit(cpp, "b");
    let isFlushed = false;
    void drafts.flush().then(() => {
      isFlushed = true;
    });
    await answer(ok(draftOf("a", 1)));
    await answer(ok(draftOf("b", 1, cpp)));
    expect(isFlushed).toBe(false);
    expect(await answer(ok(draftOf("ab", 2)))).toMatchObject({ sourceCode: "ab", baseVersion: 1 });
    expect(isFlushed).toBe(true);
  });

  test("an answer that the page cannot read is reported, and the draft is sent again", async () => {
    const reported = vi.fn();
    vi.stubGlobal("reportError", reported);
    const clock = createFakeClock();
    const saveDraft = vi.fn(() => Promise.reject(new Error("no shape")));
    const drafts = createDrafts({ api: { saveDraft }, local: memory(), clock, onReplaced: vi.fn(), onRefused: vi.fn() }, []);
    drafts.edit(key, "a");
    void drafts.flush();
    await settle();
    expect(reported).toHaveBeenCalledOnce();
    expect(stateOf(drafts)).toBe("offline");
    clock.advance(2000);
    expect(saveDraft).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });
});

describe("two devices", () => {
  test("code that another device saved appears where nothing was changed", () => {
    const { drafts, replaced } = bench();
    drafts.receive([draftOf("a", 1)]);
    drafts.receive([draftOf("theirs", 2)]);
    expect(drafts.find(key)?.sourceCode).toBe("theirs");
    expect(replaced.map(({ sourceCode }) => sourceCode)).toEqual(["a", "theirs"]);
    drafts.receive([draftOf("an old answer", 1)]);
    expect(drafts.find(key)?.sourceCode).toBe("theirs");
  });

  test.each(["mine", "theirs"] as const)("a conflict keeps both versions until one is chosen: %s", async (choice) => {
    const { drafts, clock, saves, answer, local, replaced } = bench();
    drafts.receive([draftOf("a", 1)]);
    drafts.edit(key, "mine");
    clock.advance(saveAfterMs);
    await answer(refusalOf(409, "draft_conflict", { current: draftOf("theirs", 2) }));
    expect(stateOf(drafts)).toBe("conflict");
    drafts.edit(key, "mine, and more");
    clock.advance(60_000);
    expect(saves).toHaveLength(0);
    expect(local.kept.get("python")?.sourceCode).toBe("mine, and more");
    drafts.resolve(key, choice);
    await settle();
    if (choice === "mine") {
      expect(await answer(ok(draftOf("mine, and more", 3)))).toMatchObject({ sourceCode: "mine, and more", baseVersion: 2 });
    } else {
      expect(replaced.at(-1)?.sourceCode).toBe("theirs");
      expect(saves).toHaveLength(0);
    }
    expect(stateOf(drafts)).toBe("saved");
  });

  test("the same code on both is no conflict", async () => {
    const { drafts, clock, answer } = bench();
    drafts.edit(key, "same");
    clock.advance(saveAfterMs);
    await answer(refusalOf(409, "draft_conflict", { current: draftOf("same", 5) }));
    expect(stateOf(drafts)).toBe("saved");
  });
});

describe("after a reload", () => {
  const mine: LocalDraft = { ...key, sourceCode: "mine", baseVersion: 1, sentSourceCode: null };

  test("what had not been sent is there, and is sent", async () => {
    const { drafts, clock, answer } = bench([mine]);
    drafts.receive([draftOf("a", 1)]);
    expect(drafts.find(key)?.sourceCode).toBe("mine");
    clock.advance(saveAfterMs);
    expect((await answer(ok(draftOf("mine", 2)))).baseVersion).toBe(1);
  });

  test("a draft that the server has never heard of is sent as the first", async () => {
    const { drafts, clock, answer } = bench([{ ...mine, baseVersion: 0 }]);
    drafts.receive([]);
    clock.advance(0);
    expect((await answer(ok(draftOf("mine", 1)))).baseVersion).toBe(0);
  });

  test("a save that arrived without our hearing of it is our own version", () => {
    const { drafts } = bench([{ ...mine, sentSourceCode: "sent" }]);
    drafts.receive([draftOf("sent", 2)]);
    expect(drafts.find(key)?.sourceCode).toBe("mine");
    expect(stateOf(drafts)).toBe("changed");
  });

  test("what another device saved meanwhile is a conflict", () => {
    const { drafts } = bench([mine]);
    drafts.receive([draftOf("theirs", 3)]);
    expect(drafts.find(key)).toMatchObject({ sourceCode: "mine", state: { kind: "conflict", theirs: { sourceCode: "theirs" } } });
  });
});

test("code that was given up for another device's is not kept on this machine", async () => {
  const { drafts, local } = bench();
  drafts.edit(key, "mine");
  drafts.receive([draftOf("theirs", 1)]);
  drafts.resolve(key, "theirs");
  await settle();
  expect(local.kept.size).toBe(0);
});

describe("whatever the network, other devices and reloads do", () => {
  const keys = ["python", "cpp"].map((language) => ({ ...key, language }));
  const language = fc.constantFrom(...keys);
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("edit" as const), key: language }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("answer" as const),
        how: fc.constantFrom("taken" as const, "never arrived" as const, "unheard" as const, "busy" as const),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("wait" as const), durationMs: fc.constantFrom(500, saveAfterMs, 20_000) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("other device" as const), key: language }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("choose" as const),
        key: language,
        choice: fc.constantFrom("mine" as const, "theirs" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constantFrom("look" as const, "flush" as const, "stop and resume" as const, "reload" as const),
      }),
    },
  );

  type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

  /** A server, a page and its browser; `typed` is what the candidate last saw in the editor. */
  function world(): {
    readonly act: (next: Action) => Promise<void>;
    readonly settleAll: () => Promise<void>;
  } {
    const clock = createFakeClock();
    const local = memory();
    const server = new Map<string, Draft>();
    const everSaved = new Set<string>();
    const shown = new Map<string, string>();
    let count = 0;
    let save = held<[DraftChange, { readonly outlive: boolean }?], Answer<Draft>>();
    let isChoosingTheirs = false;
    let drafts = open([]);

    function store(change: Pick<DraftChange, "language" | "sourceCode">): Draft {
      const draft = draftOf(change.sourceCode, (server.get(change.language)?.version ?? 0) + 1, { language: change.language });
      server.set(change.language, draft);
      everSaved.add(change.sourceCode);
      return draft;
    }

    function take(change: DraftChange): Answer<Draft> {
      const current = server.get(change.language);
      if (change.baseVersion === (current?.version ?? 0)) return ok(store(change));
      return refusalOf(409, "draft_conflict", { current: current ?? null });
    }

    function open(restored: readonly LocalDraft[]): Drafts {
      save = held();
      return createDrafts(
        {
          api: { saveDraft: save.call },
          local,
          clock,
          onReplaced: (draft) => {
            const before = shown.get(draft.language);
            // Code that only this browser has never makes way for other code, unless its owner says so.
            if (before !== undefined && before !== draft.sourceCode && !isChoosingTheirs) expect(everSaved).toContain(before);
            shown.set(draft.language, draft.sourceCode);
          },
          onRefused: () => {
            throw new Error("Nothing is refused for good");
          },
        },
        restored,
      );
    }

    async function answerOldest(how: "taken" | "never arrived" | "unheard" | "busy"): Promise<void> {
      const call = save.calls.shift();
      if (call === undefined) return;
      const answered = how === "taken" || how === "unheard" ? take(call.given[0]) : null;
      if (how === "taken" && answered !== null) call.answer(answered);
      else call.answer(how === "busy" ? refusalOf(429, "rate_limited", { retryAfterMs: 3000 }) : unreachable);
      await settle();
    }

    async function act(next: Action): Promise<void> {
      switch (next.kind) {
        case "edit":
          shown.set(next.key.language, `mine ${(count += 1)}`);
          drafts.edit(next.key, `mine ${count}`);
          break;
        case "answer":
          await answerOldest(next.how);
          break;
        case "wait":
          clock.advance(next.durationMs);
          break;
        case "other device":
          store({ ...next.key, sourceCode: `theirs ${(count += 1)}` });
          break;
        case "choose":
          isChoosingTheirs = next.choice === "theirs";
          drafts.resolve(next.key, next.choice);
          isChoosingTheirs = false;
          break;
        case "look":
          drafts.receive([...server.values()]);
          break;
        case "flush":
          void drafts.flush();
          break;
        case "stop and resume":
          drafts.stop();
          drafts.resume();
          break;
        case "reload":
          drafts.stop();
          // What was on its way may have arrived, though nobody is there to hear of it.
          for (const {
            given: [change],
          } of save.calls)
            take(change);
          await settle();
          drafts = open(await local.load());
          drafts.receive([...server.values()]);
          break;
      }
      await settle();
      const underWay = save.calls.map(({ given: [change] }) => change.language);
      expect(new Set(underWay).size).toBe(underWay.length);
      for (const one of keys) {
        if (shown.has(one.language)) expect(drafts.find(one)?.sourceCode).toBe(shown.get(one.language));
      }
    }

    return {
      act,
      settleAll: async () => {
        for (let turn = 0; turn < 10; turn += 1) {
          // What another device saved last is not known here before the page looks again.
          await act({ kind: "look" });
          for (const one of keys) await act({ kind: "choose", key: one, choice: "mine" });
          await act({ kind: "flush" });
          while (save.calls.length > 0) await act({ kind: "answer", how: "taken" });
        }
        for (const one of keys) {
          const code = shown.get(one.language);
          if (code === undefined) continue;
          expect(server.get(one.language)?.sourceCode).toBe(code);
          expect(drafts.find(one)?.state.kind).toBe("saved");
        }
        expect(local.kept.size).toBe(0);
      },
    };
  }

  test("one save of a draft is on its way, no code is lost, and in the end the server has what the candidate saw", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const { act, settleAll } = world();
        for (const next of actions) await act(next);
        await settleAll();
      }),
    );
  });
});

describe("the browser's database", () => {
  beforeEach(() => {
    vi.stubGlobal("window", new EventTarget());
    indexedDB.deleteDatabase("talentsync-dsa");
  });

  test("keeps sessions apart, and forgets only what was saved", async () => {
    const caras = await openLocalDrafts("cara");
    const daves = await openLocalDrafts("dave");
    const draft: LocalDraft = { ...key, sourceCode: "a", baseVersion: 0, sentSourceCode: null };
    await caras.put(draft);
    await caras.put({ ...draft, language: "cpp", sourceCode: "b" });
    await daves.put({ ...draft, sourceCode: "c" });
    await caras.settle({ ...draft, sourceCode: "written before" });
    expect((await caras.load()).map(({ sourceCode }) => sourceCode).sort()).toEqual(["a", "b"]);
    await caras.settle(draft);
    expect((await caras.load()).map(({ sourceCode }) => sourceCode)).toEqual(["b"]);
    expect((await daves.load()).map(({ sourceCode }) => sourceCode)).toEqual(["c"]);
  });
});
