import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { CallErrorCode, WireElement } from "../../protocol";
import { mergeInto, newerThan } from "./elements";
import {
  describe as describeState,
  digestIntervalMs,
  initialSyncState,
  recordIntervalMs,
  reduceSync,
  throttleMs,
  waitingElements,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  type SyncTimer,
} from "./syncMachine";

type Request = Extract<SyncEffect, { kind: "readScene" | "send" | "compareDigests" }>;
type RequestKind = Request["kind"];

/** The machine with what its shell would keep, and the server's scene. */
interface Bench {
  readonly tell: (event: SyncEvent) => readonly SyncEffect[];
  readonly state: () => SyncState;
  readonly timers: Map<SyncTimer, number>;
  readonly underWay: (kind: RequestKind) => Request | null;
  readonly scene: Map<string, WireElement>;
  readonly serverScene: Map<string, WireElement>;
  /** A newer copy of one element is on the canvas, and found by a scan. */
  readonly draw: (id: string, direct?: { readonly reached: readonly string[]; readonly isReachedByAll: boolean }) => void;
  readonly fire: (timer: SyncTimer) => void;
  /** Answers what is under way, as the server would. */
  readonly answer: (kind: RequestKind, readOnly?: boolean) => void;
  readonly fail: (kind: RequestKind, code: CallErrorCode) => void;
  /** Every message so far, as `id:version` for each element. */
  readonly sent: string[][];
}

const nobody = { reached: [], isReachedByAll: true };

function setup(): Bench {
  const scene = new Map<string, WireElement>();
  const serverScene = new Map<string, WireElement>();
  const timers = new Map<SyncTimer, number>();
  const requests = new Map<RequestKind, Request>();
  const sent: string[][] = [];
  let state = initialSyncState;

  function tell(event: SyncEvent): readonly SyncEffect[] {
    const step = reduceSync(state, event);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === "startTimer") timers.set(effect.timer, effect.delayMs);
      else if (effect.kind === "cancelTimer") timers.delete(effect.timer);
      else if (effect.kind === "send" || effect.kind === "readScene" || effect.kind === "compareDigests") {
        // A second reading may begin while the answer to the first is lost with its socket; messages never overlap.
        if (effect.kind === "send") expect(requests.has("send")).toBe(false);
        requests.set(effect.kind, effect);
      }
      if (effect.kind === "send") sent.push(effect.message.elements.map(({ id, version }) => `${id}:${version}`));
    }
    return step.effects;
  }

  function takeRequest(kind: RequestKind): Request {
    const request = requests.get(kind);
    if (request === undefined) throw new Error(`no ${kind} is under way`);
    requests.delete(kind);
    return request;
  }

  return {
    tell,
    state: () => state,
    timers,
    underWay: (kind) => requests.get(kind) ?? null,
    scene,
    serverScene,
    draw: (id, direct = nobody) => {
      const version = (scene.get(id)?.version ?? 0) + 1;
      const element = { id, version, versionNonce: version, isDeleted: false };
      scene.set(id, element);
      tell({ kind: "scanned", changed: [element], ...direct, isBehind: false });
    },
    fire: (timer) => {
      if (timers.delete(timer)) tell({ kind: "timerFired", timer });
    },
    answer: (kind, readOnly = false) => {
      const request = takeRequest(kind);
      const { requestId } = request;
      switch (request.kind) {
        case "send":
          mergeInto(serverScene, request.message.elements);
          tell({ kind: "stored", requestId });
          return;
        case "readScene":
          mergeInto(scene, serverScene.values());
          tell({
            kind: "sceneRead",
            requestId,
            isEmpty: serverScene.size === 0,
            lacking: newerThan(serverScene, scene),
            readOnly,
          });
          return;
        case "compareDigests":
          tell({ kind: "compared", requestId, matches: newerThan(serverScene, scene).length === 0 });
      }
    },
    fail: (kind, code) => {
      const { requestId } = takeRequest(kind);
      if (kind === "send") tell({ kind: "notStored", requestId, code, message: `about ${code}` });
      else if (kind === "readScene") tell({ kind: "readFailed", requestId, code });
      else tell({ kind: "compared", requestId, matches: true });
    },
    sent,
  };
}

function inStep(): Bench {
  const bench = setup();
  bench.tell({ kind: "joined" });
  bench.answer("readScene");
  return bench;
}

describe("the board's machine", () => {
  it("reads the scene first, then sends what the server lacks", () => {
    const bench = setup();
    bench.draw("a");
    expect(describeState(bench.state())).toEqual({ kind: "offline", readOnly: false, waiting: 1 });
    bench.tell({ kind: "joined" });
    expect(describeState(bench.state()).kind).toBe("loading");
    expect(bench.sent).toEqual([]);
    bench.answer("readScene");
    expect(bench.sent).toEqual([["a:1"]]);
    expect(describeState(bench.state()).kind).toBe("saving");
    bench.answer("send");
    expect(describeState(bench.state()).kind).toBe("saved");
  });

  it("shows the whole drawing once, to who comes late", () => {
    const bench = setup();
    mergeInto(bench.serverScene, [{ id: "a", version: 1, versionNonce: 1, isDeleted: false }]);
    bench.tell({ kind: "joined" });
    const first = bench.tell({ kind: "sceneRead", requestId: 1, isEmpty: false, lacking: [], readOnly: false });
    expect(first).toContainEqual({ kind: "revealAll" });
    bench.tell({ kind: "joined" });
    const second = bench.tell({ kind: "sceneRead", requestId: 2, isEmpty: false, lacking: [], readOnly: false });
    expect(second).not.toContainEqual({ kind: "revealAll" });
  });

  it("waits with the record while everybody has it, unless a stroke ends", () => {
    const bench = inStep();
    bench.draw("a");
    expect(bench.timers.get("record")).toBe(recordIntervalMs);
    bench.draw("a");
    expect(bench.sent).toEqual([]);
    bench.tell({ kind: "strokeEnded" });
    expect(bench.sent).toEqual([["a:2"]]);
    expect(bench.timers.has("record")).toBe(false);
  });

  it("sends at once what somebody gets through the server only", () => {
    const bench = inStep();
    bench.draw("a", { reached: ["bob"], isReachedByAll: false });
    expect(bench.underWay("send")).toMatchObject({ message: { reached: ["bob"] } });
  });

  it("counts nobody as reached whose channel has closed", () => {
    const bench = inStep();
    bench.draw("a", { reached: ["bob", "cleo"], isReachedByAll: true });
    bench.tell({ kind: "channelClosed", peerId: "bob" });
    bench.tell({ kind: "strokeEnded" });
    expect(bench.underWay("send")).toMatchObject({ message: { reached: ["cleo"] } });
  });

  it.each(["rate_limited", "internal_error", "timeout", "not_in_room"] as const)("sends again a while after %s", (code) => {
    const bench = inStep();
    bench.draw("a");
    bench.fire("record");
    bench.fail("send", code);
    expect(bench.timers.get("retry")).toBe(1_500);
    bench.draw("b");
    bench.fire("retry");
    bench.fire("record");
    bench.answer("send");
    bench.answer("send");
    expect(bench.sent).toEqual([["a:1"], ["a:1"], ["b:1"]]);
  });

  it("ignores the scene that was asked for before the socket was lost", () => {
    const bench = setup();
    bench.tell({ kind: "joined" });
    bench.tell({ kind: "lost" });
    bench.tell({ kind: "joined" });
    bench.tell({ kind: "sceneRead", requestId: 1, isEmpty: true, lacking: [], readOnly: true });
    expect(bench.state()).toMatchObject({ phase: "reading", requestId: 2 });
  });

  it("reads again where digests differ, and asks less often where that brings nothing", () => {
    const bench = inStep();
    bench.scene.set("refused", { id: "refused", version: 1, versionNonce: 1, isDeleted: false });
    for (const delayMs of [2, 4, 8, 16, 16]) {
      bench.fire("digest");
      bench.answer("compareDigests");
      const { requestId } = bench.underWay("readScene") ?? { requestId: 0 };
      bench.tell({ kind: "sceneRead", requestId, isEmpty: true, lacking: [], readOnly: false });
      expect(bench.timers.get("digest")).toBe(delayMs * digestIntervalMs);
    }
  });

  it("does not read again for a difference that was drawn while digests were compared", () => {
    const bench = inStep();
    bench.fire("digest");
    bench.draw("a");
    bench.answer("compareDigests");
    expect(bench.underWay("readScene")).toBeNull();
    expect(bench.timers.has("digest")).toBe(true);
  });

  it("looks through the canvas once for many changes", () => {
    const bench = inStep();
    for (let n = 0; n < 3; n += 1) bench.tell({ kind: "canvasChanged" });
    expect(bench.timers.get("scan")).toBe(throttleMs);
    expect(bench.tell({ kind: "timerFired", timer: "scan" })).toEqual([{ kind: "scanCanvas" }]);
  });

  it("tells where the pointer came to, once for many moves", () => {
    const bench = inStep();
    const at = (x: number): SyncEvent => ({ kind: "pointerMoved", pointer: { x, y: 0 } as never });
    for (let x = 0; x < 5; x += 1) bench.tell(at(x));
    expect(bench.tell({ kind: "timerFired", timer: "pointer" })).toEqual([{ kind: "sendPointer", pointer: { x: 4, y: 0 } }]);
    expect(bench.tell({ kind: "timerFired", timer: "pointer" })).toEqual([]);
  });
});

describe("whatever happens", () => {
  const ids = ["a", "b", "c", "d"] as const;
  const codes: readonly CallErrorCode[] = ["rate_limited", "timeout", "disconnected", "not_in_room", "internal_error"];
  const kinds: readonly RequestKind[] = ["send", "readScene", "compareDigests"];
  const timerNames: readonly SyncTimer[] = ["scan", "record", "retry", "reread", "digest", "putOff", "pointer"];
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.record({ draw: fc.constantFrom(...ids), isReachedByAll: fc.boolean() }) },
    { weight: 8, arbitrary: fc.record({ answer: fc.constantFrom(...kinds) }) },
    { weight: 3, arbitrary: fc.record({ fail: fc.constantFrom(...kinds), code: fc.constantFrom(...codes) }) },
    { weight: 5, arbitrary: fc.record({ fire: fc.constantFrom(...timerNames) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        tell: fc.constantFrom<SyncEvent>(
          { kind: "joined" },
          { kind: "lost" },
          { kind: "strokeEnded" },
          { kind: "canvasChanged" },
          { kind: "sceneChanged" },
          { kind: "channelClosed", peerId: "bob" },
          { kind: "pointerMoved", pointer: { x: 1, y: 1 } as never },
          { kind: "scanned", changed: [], reached: [], isReachedByAll: true, isBehind: true },
        ),
      }),
    },
  );

  function act(bench: Bench, told: typeof action extends fc.Arbitrary<infer Told> ? Told : never): void {
    if ("draw" in told) bench.draw(told.draw, { reached: ["bob"], isReachedByAll: told.isReachedByAll });
    else if ("answer" in told) {
      if (bench.underWay(told.answer) !== null) bench.answer(told.answer);
    } else if ("fail" in told) {
      if (bench.underWay(told.fail) !== null) bench.fail(told.fail, told.code);
    } else if ("fire" in told) bench.fire(told.fire);
    else bench.tell(told.tell);
  }

  function expectConsistent({ state: read, timers }: Bench): void {
    const state = read();
    expect(timers.has("scan")).toBe(state.isScanDue);
    expect(timers.has("putOff")).toBe(state.isPutOff);
    expect(timers.has("pointer")).toBe(state.pointer !== null);
    expect(timers.has("record")).toBe(state.queue.isGathering);
    expect(timers.has("retry")).toBe(state.queue.mode === "backingOff");
    expect(timers.has("reread")).toBe(state.phase === "rereading");
    if (state.phase === "inStep") expect(timers.has("digest") || state.comparison !== null).toBe(true);
    expect(state.queue.mode === "running" || state.queue.mode === "backingOff").toBe(state.phase === "inStep");
  }

  it("the timers fit the state, messages are sent in step only, and a server that takes everything ends up with everything", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60, size: "max" }), (actions) => {
        const bench = setup();
        for (const told of actions) {
          const before = bench.sent.length;
          act(bench, told);
          expectConsistent(bench);
          if (bench.sent.length > before) expect(bench.state().phase).toBe("inStep");
        }
        bench.tell({ kind: "joined" });
        for (let turn = 0; turn < 20; turn += 1) {
          for (const kind of kinds) if (bench.underWay(kind) !== null) bench.answer(kind);
          bench.fire("retry");
        }
        expect(waitingElements(bench.state())).toEqual([]);
        expect(newerThan(bench.serverScene, bench.scene)).toEqual([]);
        expect(describeState(bench.state()).kind).toBe("saved");
      }),
    );
  });

  it("of each element the copies are sent in their order, each at most once in a message", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60, size: "max" }), (actions) => {
        const bench = inStep();
        for (const told of actions) act(bench, told);
        for (const message of bench.sent) expect(new Set(message.map((copy) => copy.split(":")[0])).size).toBe(message.length);
        for (const id of ids) {
          const versions = bench.sent.flat().flatMap((copy) => (copy.startsWith(`${id}:`) ? [Number(copy.split(":")[1])] : []));
          expect(versions).toEqual([...versions].sort((one, other) => one - other));
        }
      }),
    );
  });

  it("the server's refusals of one element keep nothing else from it", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40, size: "max" }), (actions) => {
        const bench = setup();
        for (const told of actions) act(bench, told);
        for (const id of ids) bench.draw(id);
        bench.tell({ kind: "joined" });
        for (let turn = 0; turn < 40; turn += 1) {
          if (bench.underWay("readScene") !== null) bench.answer("readScene");
          const request = bench.underWay("send");
          const isBad = request?.kind === "send" && request.message.elements.some(({ id }) => id === "b");
          if (isBad) bench.fail("send", "invalid_payload");
          else if (request !== null) bench.answer("send");
          bench.fire("retry");
        }
        expect([...bench.serverScene.keys()].filter((id) => id !== "b").sort()).toEqual(["a", "c", "d"]);
        expect(newerThan(bench.serverScene, bench.scene).map(({ id }) => id)).toEqual(["b"]);
        expect(waitingElements(bench.state())).toEqual([]);
        expect([...bench.state().refused.keys()]).toEqual(["b"]);
      }),
    );
  });

  it("once read-only, nothing is sent any more", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30, size: "max" }), (actions) => {
        const bench = inStep();
        bench.draw("a");
        bench.fire("record");
        bench.fail("send", "interview_over");
        const before = bench.sent.length;
        for (const told of actions) {
          act(bench, told);
          expectConsistent(bench);
        }
        expect(bench.sent).toHaveLength(before);
        expect(kinds.map(bench.underWay)).toEqual([null, null, null]);
        expect(describeState(bench.state())).toEqual({ kind: "read-only", readOnly: true });
      }),
    );
  });
});
