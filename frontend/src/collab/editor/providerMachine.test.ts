import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";

import type { CallErrorCode } from "../../protocol";
import {
  comparesNow,
  describe as describeState,
  initialProviderState,
  recordIntervalMs,
  reduceProvider,
  waitingDraft,
  type ProviderEffect,
  type ProviderEvent,
  type ProviderState,
  type ProviderTimer,
} from "./providerMachine";

type Request = Extract<ProviderEffect, { kind: "sync" | "send" }>;

/** The machine with what its shell would keep, and the server's copy. */
interface Bench {
  readonly send: (event: ProviderEvent) => void;
  readonly state: () => ProviderState;
  readonly effects: ProviderEffect[];
  readonly timers: Map<ProviderTimer, number>;
  readonly underWay: () => Request | null;
  /** One more letter at the end, which the others have directly, or not. */
  readonly type: (isReachedByAll?: boolean) => void;
  readonly typed: () => number;
  readonly fire: (timer: ProviderTimer) => void;
  /** Takes what is under way, as the server would. */
  readonly answer: (readOnly?: boolean) => void;
  readonly fail: (code: CallErrorCode) => void;
  /** What a reload would find. */
  readonly draft: () => ReturnType<typeof waitingDraft>;
  readonly serverText: () => string;
  readonly serverState: () => Uint8Array;
}

function setup(): Bench {
  const doc = new Y.Doc();
  const server = new Y.Doc();
  const effects: ProviderEffect[] = [];
  const timers = new Map<ProviderTimer, number>();
  let state = initialProviderState;
  let request: Request | null = null;
  let draft: ReturnType<typeof waitingDraft> = null;
  let typed = 0;
  let isReachedByAll = false;

  function send(event: ProviderEvent): void {
    const step = reduceProvider(state, event);
    state = step.state;
    for (const effect of step.effects) {
      effects.push(effect);
      if (effect.kind === "startTimer") timers.set(effect.timer, effect.delayMs);
      else if (effect.kind === "cancelTimer") timers.delete(effect.timer);
      else if (effect.kind === "keepDraft" || effect.kind === "keepDraftNow") draft = waitingDraft(state);
      else if (effect.kind === "sync" || effect.kind === "send") {
        expect(request).toBeNull();
        request = effect;
      }
    }
  }

  doc.on("update", (update: Uint8Array) => {
    send({ kind: "changed", update, reached: [], isReachedByAll });
  });

  function takeRequest(): Request {
    if (request === null) throw new Error("nothing is under way");
    const taken = request;
    request = null;
    return taken;
  }

  return {
    send,
    state: () => state,
    effects,
    timers,
    underWay: () => request,
    type: (isDirect = false) => {
      isReachedByAll = isDirect;
      typed += 1;
      doc.getText("code").insert(typed - 1, "x");
    },
    typed: () => typed,
    fire: (timer) => {
      if (timers.delete(timer)) send({ kind: "timerFired", timer });
    },
    answer: (readOnly = false) => {
      const taken = takeRequest();
      const { requestId } = taken;
      if (taken.kind === "sync") {
        const lacking = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(server));
        const isEqual = typed === server.getText("code").length;
        send({ kind: "synced", requestId, readOnly, ...(comparesNow(state) ? { lacking: isEqual ? null : lacking } : {}) });
        return;
      }
      Y.applyUpdate(server, taken.update);
      send({ kind: "stored", requestId });
    },
    fail: (code) => {
      const { requestId } = takeRequest();
      send({ kind: "failed", requestId, code, message: `about ${code}` });
    },
    draft: () => draft,
    serverText: () => server.getText("code").toJSON(),
    serverState: () => Y.encodeStateAsUpdate(server),
  };
}

function opened(): Bench {
  const bench = setup();
  bench.send({ kind: "started" });
  bench.send({ kind: "enteredRoom" });
  bench.answer();
  return bench;
}

describe("the provider's machine", () => {
  it("compares first, then sends", () => {
    const bench = setup();
    bench.send({ kind: "started" });
    bench.type();
    expect(bench.underWay()).toBeNull();
    expect(describeState(bench.state())).toEqual({ kind: "loading" });
    bench.send({ kind: "enteredRoom" });
    expect(bench.underWay()?.kind).toBe("sync");
    bench.answer();
    expect(bench.underWay()?.kind).toBe("send");
    expect(describeState(bench.state())).toEqual({ kind: "saving", waiting: 1 });
    bench.answer();
    expect(describeState(bench.state())).toEqual({ kind: "saved" });
    expect(bench.serverText()).toBe("x");
  });

  it("asks nothing when it is told again that it is in the room", () => {
    const bench = opened();
    const before = bench.effects.length;
    bench.send({ kind: "enteredRoom" });
    expect(bench.effects).toHaveLength(before);
  });

  it("sends what everybody has directly a little later, several changes in one message", () => {
    const bench = opened();
    for (let n = 0; n < 3; n += 1) bench.type(true);
    expect(bench.underWay()).toBeNull();
    expect(bench.timers.get("gather")).toBe(recordIntervalMs);
    expect(describeState(bench.state())).toEqual({ kind: "saving", waiting: 3 });
    bench.fire("gather");
    expect(bench.underWay()?.kind).toBe("send");
    bench.answer();
    expect(bench.serverText()).toBe("xxx");
    expect(describeState(bench.state())).toEqual({ kind: "saved" });
  });

  it("sends at once, with all that gathered, what somebody has only from the server", () => {
    const bench = opened();
    bench.type(true);
    bench.type(false);
    expect(bench.timers.has("gather")).toBe(false);
    bench.answer();
    expect(bench.serverText()).toBe("xx");
  });

  it.each(["released", "pageHidden"] as const)("sends at once what gathers when it is %s", (kind) => {
    const bench = opened();
    bench.type(true);
    bench.send({ kind });
    expect(bench.underWay()?.kind).toBe("send");
    expect(bench.timers.has("gather")).toBe(false);
  });

  it("repeats twice what overtook what it builds on, then compares", () => {
    const bench = opened();
    bench.type();
    for (const delayMs of [75, 150]) {
      bench.fail("out_of_order");
      expect(bench.timers.get("retry")).toBe(delayMs);
      bench.fire("retry");
      expect(bench.underWay()?.kind).toBe("send");
    }
    bench.fail("out_of_order");
    expect(bench.timers.get("retry")).toBe(300);
    bench.fire("retry");
    expect(bench.underWay()?.kind).toBe("sync");
    bench.answer();
    bench.answer();
    expect(bench.serverText()).toBe("x");
  });

  it.each(["rate_limited", "internal_error", "timeout", "not_in_room"] as const)("compares again a while after %s", (code) => {
    const bench = opened();
    bench.type();
    bench.fail(code);
    expect(bench.timers.get("retry")).toBe(500);
    bench.fire("retry");
    expect(bench.underWay()?.kind).toBe("sync");
  });

  it("shows what was refused until the next change tries again, with the whole difference", () => {
    const bench = opened();
    bench.type();
    bench.fail("too_large");
    expect(describeState(bench.state())).toEqual({ kind: "refused", message: "about too_large", waiting: 1 });
    bench.type();
    expect(bench.timers.has("retry")).toBe(false);
    expect(bench.underWay()?.kind).toBe("sync");
    bench.answer();
    expect(describeState(bench.state())).toEqual({ kind: "refused", message: "about too_large", waiting: 2 });
    bench.answer();
    expect(describeState(bench.state())).toEqual({ kind: "saved" });
    expect(bench.serverText()).toBe("xx");
  });

  it("forgets a refusal when the server turns out to lack nothing", () => {
    const bench = opened();
    bench.fire("heal");
    bench.fail("too_large");
    expect(describeState(bench.state()).kind).toBe("refused");
    bench.fire("retry");
    bench.answer();
    expect(describeState(bench.state())).toEqual({ kind: "saved" });
  });

  it.each(["interview_over", "interview_cancelled", "tool_off", "forbidden", "invitation_revoked"] as const)(
    "is read-only for good after %s",
    (code) => {
      const bench = opened();
      bench.type();
      bench.fail(code);
      bench.send({ kind: "leftRoom" });
      bench.send({ kind: "enteredRoom" });
      bench.fire("heal");
      expect(bench.underWay()).toBeNull();
      expect(describeState(bench.state())).toEqual({ kind: "readOnly", waiting: 1 });
    },
  );

  it("writes down at once what cannot be sent, and merges it", () => {
    const bench = opened();
    bench.send({ kind: "leftRoom" });
    for (let n = 0; n < 3; n += 1) bench.type();
    expect(bench.draft()).toMatchObject({ changes: 3 });
    expect(bench.state().queue.waiting).toHaveLength(2);
  });

  it("writes down what is about to be sent only where that takes a moment", () => {
    const bench = opened();
    bench.type();
    expect(bench.draft()).toBeNull();
    bench.fire("draft");
    expect(bench.draft()).toMatchObject({ changes: 1 });
    bench.answer();
    expect(bench.draft()).toBeNull();
  });
});

describe("whatever happens", () => {
  const codes: readonly CallErrorCode[] = ["out_of_order", "rate_limited", "timeout", "disconnected", "too_large", "not_in_room"];
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("type" as const, "type directly" as const) },
    { weight: 8, arbitrary: fc.constant("answer" as const) },
    { weight: 3, arbitrary: fc.constantFrom(...codes) },
    { weight: 3, arbitrary: fc.constantFrom("enteredRoom" as const, "leftRoom" as const) },
    { weight: 1, arbitrary: fc.constantFrom("gapSuspected" as const, "released" as const, "pageHidden" as const) },
    {
      weight: 5,
      arbitrary: fc.constantFrom("fire gather" as const, "fire retry" as const, "fire heal" as const, "fire draft" as const),
    },
  );

  function act(bench: Bench, told: typeof action extends fc.Arbitrary<infer Told> ? Told : never): void {
    switch (told) {
      case "type":
        bench.type();
        return;
      case "type directly":
        bench.type(true);
        return;
      case "answer":
        if (bench.underWay() !== null) bench.answer();
        return;
      case "enteredRoom":
      case "leftRoom":
      case "gapSuspected":
      case "released":
      case "pageHidden":
        bench.send({ kind: told });
        return;
      case "fire gather":
      case "fire retry":
      case "fire heal":
      case "fire draft":
        bench.fire(told.slice("fire ".length) as ProviderTimer);
        return;
      default:
        if (bench.underWay() !== null) bench.fail(told);
    }
  }

  function expectConsistent(bench: Bench): void {
    const state = bench.state();
    expect(bench.timers.has("gather")).toBe(state.queue.isGathering);
    expect(bench.timers.has("retry")).toBe(state.queue.mode === "backingOff");
    expect(bench.timers.has("draft")).toBe(state.isDraftDue);
    expect(bench.timers.has("heal")).toBe(true);
    expect(state.queue.flights.length).toBe(bench.underWay() === null ? 0 : 1);
    // What the server has and what waits make up all that was typed.
    const all = new Y.Doc();
    for (const update of [bench.serverState(), waitingDraft(state)?.update]) if (update !== undefined) Y.applyUpdate(all, update);
    expect(all.getText("code").length).toBe(bench.typed());
    // What cannot be sent now is written down.
    if (state.queue.mode === "paused") expect(bench.draft()?.changes).toBe(waitingDraft(state)?.changes);
  }

  it("the timers fit the state, one request is under way, and a server that takes everything ends up with everything", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 50, size: "max" }), (actions) => {
        const bench = setup();
        bench.send({ kind: "started" });
        for (const told of actions) {
          act(bench, told);
          expectConsistent(bench);
        }
        bench.send({ kind: "enteredRoom" });
        bench.fire("gather");
        bench.fire("retry");
        bench.fire("heal");
        for (let turn = 0; bench.underWay() !== null && turn < 100; turn += 1) bench.answer();
        bench.fire("draft");
        expect(bench.serverText()).toHaveLength(bench.typed());
        expect(describeState(bench.state())).toEqual({ kind: "saved" });
        expect(bench.draft()).toBeNull();
      }),
    );
  });

  it("sends nothing out of the room, and compares first after each return", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 50, size: "max" }), (actions) => {
        const bench = setup();
        bench.send({ kind: "started" });
        for (const told of actions) {
          const { mode } = bench.state().queue;
          const wasFree = bench.underWay() === null;
          const before = bench.effects.length;
          act(bench, told);
          const requests = bench.effects.slice(before).filter(({ kind }) => kind === "sync" || kind === "send");
          if (bench.state().queue.mode === "paused") expect(requests).toEqual([]);
          if (mode !== "paused") continue;
          expect(requests.map(({ kind }) => kind)).toEqual(told === "enteredRoom" && wasFree ? ["sync"] : []);
        }
      }),
    );
  });

  it("once read-only, nothing is sent any more and nothing typed is forgotten", () => {
    fc.assert(
      fc.property(
        fc.array(action, { maxLength: 20, size: "max" }),
        fc.array(action, { maxLength: 20, size: "max" }),
        (earlier, later) => {
          const bench = setup();
          bench.send({ kind: "started" });
          for (const told of earlier) act(bench, told);
          bench.send({ kind: "enteredRoom" });
          bench.fire("retry");
          if (bench.underWay() === null) bench.type();
          fc.pre(bench.underWay() !== null);
          bench.fail("interview_over");
          const waiting = waitingDraft(bench.state())?.changes ?? 0;
          let typed = 0;
          for (const told of later) {
            act(bench, told);
            if (told === "type" || told === "type directly") typed += 1;
            expect(bench.underWay()).toBeNull();
          }
          expect(describeState(bench.state())).toEqual({ kind: "readOnly", waiting: waiting + typed });
        },
      ),
    );
  });
});
