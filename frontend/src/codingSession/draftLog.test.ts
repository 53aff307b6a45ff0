import "fake-indexeddb/auto";

import { redo, undo, history } from "@codemirror/commands";
import { ChangeSet, EditorState, Text, type Transaction } from "@codemirror/state";
import fc from "fast-check";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { createFakeClock, settle } from "../testing/fakeClock";
import type { Answer, DraftLogBatch } from "./api";
import { createDraftLog, type DraftLog, gatherMs } from "./draftLog";
import { changeOrigin } from "./editor";
import { type LocalDraftLog, type LoggedChange, openLocalDraftLog } from "./localDraftLog";
import { held, ok, refusalOf, unreachable } from "./testing";

const key = { problemId: "warehouse", language: "python" };
type LogAnswer = Answer<{ stream: string; next: number }>;
type Batches = ReturnType<typeof held<[DraftLogBatch, { readonly outlive: boolean }?], LogAnswer>>;

function memory(): LocalDraftLog & { readonly kept: Map<string, LoggedChange> } {
  const kept = new Map<string, LoggedChange>();
  return {
    kept,
    load: () => Promise.resolve([...kept.values()].sort((a, b) => a.stream.localeCompare(b.stream) || a.sequence - b.sequence)),
    put: (change) => Promise.resolve(void kept.set(`${change.stream}/${change.sequence}`, change)),
    settle: (changes) => {
      for (const { stream, sequence } of changes) kept.delete(`${stream}/${sequence}`);
      return Promise.resolve();
    },
  };
}

let streams = 0;

function open(local: LocalDraftLog, restored: readonly LoggedChange[] = [], clock = createFakeClock()) {
  const sent: Batches = held();
  const log = createDraftLog(
    {
      api: { appendDraftLog: sent.call },
      local,
      clock,
      nowMs: () => 1_000_000 + clock.nowMs(),
      newId: () => `stream-${String((streams += 1)).padStart(6, "0")}`,
      device: "device",
    },
    restored,
  );
  return { clock, log, sent: sent.calls };
}

function typed(log: DraftLog, text: string, insert: string): string {
  const changes = ChangeSet.of({ from: text.length, insert }, text.length);
  log.change(key, changes, "typed", () => text + insert);
  return text + insert;
}

describe("the log of one editor", () => {
  test("changes gather, and are kept on this machine until the server has them", async () => {
    const local = memory();
    const { clock, log, sent } = open(local);
    log.open(key, "a", "starter");
    clock.advance(100);
    typed(log, "a", "b");
    expect([sent.length, local.kept.size]).toEqual([0, 2]);
    clock.advance(gatherMs);
    expect(sent[0]?.given[0]).toMatchObject({
      ...key,
      device: "device",
      first: 0,
      changes: [
        { at: 1_000_000, origin: "starter", text: "a" },
        { at: 1_000_100, origin: "typed", changes: [1, [0, "b"]] },
      ],
    });
    expect(local.kept.size).toBe(2);
    sent[0]?.answer(ok({ stream: "", next: 2 }));
    await settle();
    expect(local.kept.size).toBe(0);
  });

  test("no request has more whole texts than the server takes", async () => {
    const { log, sent } = open(memory());
    log.open(key, "0", "starter");
    for (let number = 1; number <= 12; number += 1) log.replace(key, String(number), "loaded");
    log.flush();
    sent[0]?.answer(ok({ stream: "", next: 10 }));
    await settle();
    expect(sent.map(({ given: [{ first, changes }] }) => [first, changes.length])).toEqual([
      [0, 10],
      [10, 3],
    ]);
  });

  test("flush sends at once, and a page that goes away does not wait for an answer", async () => {
    const { log, sent } = open(memory());
    log.open(key, "a", "starter");
    log.flush();
    expect(sent).toHaveLength(1);
    typed(log, "a", "b");
    log.flush({ outlive: true });
    await settle();
    expect(sent[1]?.given).toMatchObject([{ first: 0, changes: [{ text: "a" }, { origin: "typed" }] }, { outlive: true }]);
  });

  test("of a batch only what the server does not take is lost, and a new stream goes on with all of the code", async () => {
    const local = memory();
    const { log, sent } = open(local);
    log.open(key, "a", "starter");
    const refused = typed(log, typed(log, "a", "b"), "\0");
    typed(log, refused, "c");
    log.flush();
    const firsts = (): unknown[] => sent.map(({ given: [{ first, changes }] }) => [first, changes.length]);
    sent[0]?.answer(refusalOf(400, "text_invalid"));
    await settle();
    sent[1]?.answer(ok({ stream: "", next: 2 }));
    await settle();
    sent[2]?.answer(refusalOf(400, "text_invalid"));
    await settle();
    sent[3]?.answer(refusalOf(400, "text_invalid", { detail: "Not this one." }));
    await settle();
    expect(firsts().slice(0, 4)).toEqual([
      [0, 4],
      [0, 2],
      [2, 2],
      [2, 1],
    ]);
    expect(log.getSnapshot()).toEqual({ waiting: 1, refusal: "Not this one." });
    log.flush();
    expect(sent[4]?.given[0]).toMatchObject({ first: 0, changes: [{ origin: "loaded", text: `${refused}c` }] });
    expect(sent[4]?.given[0].stream).not.toBe(sent[0]?.given[0].stream);
    sent[4]?.answer(ok({ stream: "", next: 1 }));
    await settle();
    expect([local.kept.size, log.getSnapshot().waiting]).toEqual([0, 0]);
  });

  test("what is refused as the last is not sent again, but what follows is, with all of the code", async () => {
    const { clock, log, sent } = open(memory());
    log.open(key, "\0", "starter");
    log.flush();
    sent[0]?.answer(refusalOf(400, "text_invalid"));
    await settle();
    log.flush();
    expect(sent).toHaveLength(1);
    typed(log, "\0", "c");
    clock.advance(gatherMs);
    expect(sent[1]?.given[0]).toMatchObject({ first: 0, changes: [{ origin: "loaded", text: "\0c" }] });
  });

  test("what was written before the end is sent though later changes are refused, in other streams as well", async () => {
    const local = memory();
    const earlier = {
      ...key,
      stream: "earlier",
      device: "device",
      sequence: 0,
      change: { at: 1, origin: "loaded", text: "e" },
    } as const;
    const { log, sent } = open(local);
    log.open(key, "a", "starter");
    typed(log, "a", "b");
    log.flush();
    sent[0]?.answer(refusalOf(410, "session_over"));
    await settle();
    sent[1]?.answer(ok({ stream: "", next: 1 }));
    await settle();
    sent[2]?.answer(refusalOf(410, "session_over", { detail: "This session is over." }));
    await settle();
    expect(sent.map(({ given: [{ first, changes }] }) => [first, changes.length])).toEqual([
      [0, 2],
      [0, 1],
      [1, 1],
    ]);
    expect(log.getSnapshot()).toEqual({ waiting: 0, refusal: "This session is over." });

    await local.put(earlier);
    const late = open(local, await local.load());
    expect(late.sent[0]?.given[0]).toMatchObject({ stream: "earlier", first: 0 });
    expect(late.log.getSnapshot()).toEqual({ waiting: 1, refusal: null });
    late.sent[0]?.answer(ok({ stream: "", next: 1 }));
    await settle();
    expect([local.kept.size, late.log.getSnapshot().waiting]).toEqual([0, 0]);
  });

  test("what waits while the link opens nothing is sent when it opens the session again", async () => {
    const local = memory();
    const { log, sent } = open(local);
    log.open(key, "a", "starter");
    log.flush();
    sent[0]?.answer(refusalOf(410, "invitation_revoked"));
    await settle();
    typed(log, "a", "b");
    log.flush();
    expect([sent.length, local.kept.size]).toEqual([1, 1]);
    expect(log.getSnapshot()).toEqual({ waiting: 1, refusal: null });
    log.resume();
    expect(sent[1]?.given[0]).toMatchObject({ first: 0, changes: [{ text: "a" }] });
    sent[1]?.answer(ok({ stream: "", next: 1 }));
    await settle();
    // Untold changes are in no stream that goes on.
    typed(log, "ab", "c");
    log.flush();
    expect(sent[2]?.given[0]).toMatchObject({ first: 0, changes: [{ origin: "loaded", text: "abc" }] });
  });

  test("nothing is sent once the session is over, until it goes on", async () => {
    const { log, sent } = open(memory());
    log.open(key, "a", "starter");
    log.flush();
    sent[0]?.answer(refusalOf(410, "session_over"));
    await settle();
    typed(log, "a", "b");
    log.flush();
    await settle();
    expect(sent).toHaveLength(1);
    log.resume();
    typed(log, "ab", "c");
    log.flush();
    await settle();
    expect(sent[1]?.given[0]).toMatchObject({ first: 0, changes: [{ text: "abc" }] });
  });

  test("changes of another open page, which sends them itself, stay on the machine", async () => {
    const local = memory();
    const other = {
      ...key,
      stream: "other",
      device: "device",
      sequence: 5,
      change: { at: 1, origin: "typed", changes: [1] },
    } as const;
    await local.put(other);
    const { log, sent } = open(local, await local.load());
    log.flush();
    sent[0]?.answer(refusalOf(409, "draft_log_gap"));
    await settle();
    expect([...local.kept.values()]).toEqual([other]);
  });
});

test.each([
  ["input.type", "typed"],
  ["input.type.compose", "typed"],
  ["delete.backward", "typed"],
  ["delete.line", "typed"],
  ["input.copyline", "typed"],
  ["undo", "restored"],
  ["redo", "restored"],
  ["move.line", "restored"],
  ["move.character", "restored"],
  ["input.paste", "pasted"],
  ["input.drop", "dropped"],
  ["move.drop", "dropped"],
  ["input.complete", "completed"],
  ["input.format", "completed"],
])("%s counts as %s", (userEvent, origin) => {
  const state = EditorState.create({ doc: "a" });
  expect(changeOrigin(state.update({ changes: { from: 0, insert: "b" }, userEvent }))).toBe(origin);
});

describe("on the disk", () => {
  beforeEach(() => {
    vi.stubGlobal("window", new EventTarget());
    indexedDB.deleteDatabase("talentsync-dsa-log");
  });

  test("each stream's changes come back in their order, and none of another session", async () => {
    const caras = await openLocalDraftLog("cara");
    const daves = await openLocalDraftLog("dave");
    const change = { ...key, device: "device", change: { at: 1, origin: "loaded", text: "" } } as const;
    for (const sequence of [10, 2]) await caras.put({ ...change, stream: "one", sequence });
    await caras.settle([{ stream: "one", sequence: 10 }]);
    await caras.put({ ...change, stream: "one", sequence: 11 });
    await daves.put({ ...change, stream: "two", sequence: 0 });
    expect((await caras.load()).map(({ sequence }) => sequence)).toEqual([2, 11]);
    expect(await daves.load()).toHaveLength(1);
  });
});

// The property ---------------------------------------------------------------------------------------------------------

interface Stored {
  readonly at: number;
  readonly text: string;
}

/** The server's rules: in order, once, and only changes of the text that it has. */
function createServer() {
  const logs = new Map<string, Stored[]>();
  const take = (batch: DraftLogBatch): LogAnswer => {
    const stored = logs.get(batch.stream) ?? [];
    if (batch.first > stored.length) return refusalOf(409, "draft_log_gap");
    for (const { at, changes, text } of batch.changes.slice(stored.length - batch.first)) {
      const before = stored.at(-1);
      if (text !== undefined) stored.push({ at, text });
      else if (before === undefined) return refusalOf(422, "draft_log_invalid");
      else
        stored.push({
          at,
          text: ChangeSet.fromJSON(changes)
            .apply(Text.of(before.text.split("\n")))
            .toString(),
        });
    }
    logs.set(batch.stream, stored);
    return ok({ stream: batch.stream, next: stored.length });
  };
  return { logs, take };
}

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      to: fc.double({ min: 0, max: 1, noNaN: true }),
      insert: fc.constantFrom("a", "x\ny", "é", "\u{1f600}", "", "\r\n"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("undo" as const, "redo" as const, "reload" as const, "flush" as const, "leave" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("replace" as const), text: fc.constantFrom("", "other\ncode", "# start") }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), durationMs: fc.integer({ min: 0, max: 20_000 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      how: fc.constantFrom("taken" as const, "unheard" as const, "offline" as const, "busy" as const),
    }),
  },
);

describe("whatever happens to the network and the page", () => {
  test("the log replayed to any time is the text that the editor of each device held then", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), action), { maxLength: 60 }), async (script) => {
        const server = createServer();
        const clock = createFakeClock();
        const devices = [0, 1].map(() => createDevice(clock, server.take));
        for (const [index, next] of script) {
          await devices[index]?.act(next);
          clock.advance(1);
        }
        for (const device of devices) await device.settleAll();
        for (const device of devices) {
          for (const [stream, held] of device.truth) {
            expect([stream, server.logs.get(stream)]).toEqual([stream, held]);
          }
          expect(device.local.kept.size).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });
});

type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** An editor with its log, its disk and its network. */
function createDevice(clock: ReturnType<typeof createFakeClock>, take: (batch: DraftLogBatch) => LogAnswer) {
  const local = memory();
  /** What the editor held, by stream. */
  const truth = new Map<string, Stored[]>();
  let stream = "";
  let page = open(local, [], clock);
  let state = EditorState.create({ doc: "# start", extensions: history() });
  const remember = (): void => {
    truth.get(stream)?.push({ at: 1_000_000 + clock.nowMs(), text: state.doc.toString() });
  };
  const begin = (origin: "starter" | "loaded"): void => {
    stream = `stream-${String(streams + 1).padStart(6, "0")}`;
    truth.set(stream, []);
    page.log.open(key, state.doc.toString(), origin);
    remember();
  };
  begin("starter");
  const dispatch = (transaction: Transaction): void => {
    state = transaction.state;
    if (!transaction.docChanged) return;
    page.log.change(key, transaction.changes, changeOrigin(transaction), () => state.doc.toString());
    remember();
  };
  const answerOldest = async (how: "taken" | "unheard" | "offline" | "busy"): Promise<boolean> => {
    const call = page.sent.shift();
    if (call === undefined) return false;
    const answered = how === "taken" || how === "unheard" ? take(call.given[0]) : unreachable;
    if (how === "busy") call.answer(refusalOf(429, "rate_limited", { retryAfterMs: 3000 }));
    else call.answer(how === "taken" ? answered : unreachable);
    await settle();
    return true;
  };
  const at = (fraction: number): number => {
    const text = state.doc.toString();
    const offset = Math.floor(fraction * text.length);
    return /[\udc00-\udfff]/.test(text.charAt(offset)) ? offset - 1 : offset;
  };
  return {
    local,
    truth,
    act: async (next: Action): Promise<void> => {
      switch (next.kind) {
        case "edit": {
          const [from, to] = [at(next.from), at(next.to)].sort((a, b) => a - b);
          dispatch(
            state.update({
              changes: { from: from ?? 0, to: to ?? 0, insert: state.toText(next.insert) },
              userEvent: "input.type",
            }),
          );
          break;
        }
        case "undo":
          undo({ state, dispatch });
          break;
        case "redo":
          redo({ state, dispatch });
          break;
        case "replace":
          state = state.update({ changes: { from: 0, to: state.doc.length, insert: next.text } }).state;
          page.log.replace(key, state.doc.toString(), "loaded");
          remember();
          break;
        case "flush":
          page.log.flush();
          break;
        case "leave":
          page.log.flush({ outlive: true });
          break;
        case "wait":
          clock.advance(next.durationMs);
          break;
        case "answer":
          await answerOldest(next.how);
          break;
        case "reload":
          // What was on its way may have arrived, though nobody is there to hear of it.
          for (const { given } of page.sent.splice(0)) take(given[0]);
          page = open(local, await local.load(), clock);
          state = EditorState.create({ doc: state.doc, extensions: history() });
          begin("loaded");
          break;
      }
      await settle();
    },
    settleAll: async (): Promise<void> => {
      for (let round = 0; round < 200; round += 1) {
        page.log.flush();
        await settle();
        if (!(await answerOldest("taken")) && local.kept.size === 0) return;
        clock.advance(1000);
      }
    },
  };
}
