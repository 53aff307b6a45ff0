import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createFakeClock, settle, type FakeClock } from "../testing/fakeClock";
import {
  createQueueReducer,
  createRetryQueue,
  mapValues,
  type QueueEvent,
  type QueueRules,
  type QueueState,
  type RetryQueue,
  type SendOutcome,
} from "./retryQueue";

const backoff = { firstMs: 100, ceilingMs: 400 };

interface Keyed {
  readonly key: string;
  readonly text: string;
}

/** A server that answers when the test says so. */
function setup<Value>(rules: Partial<QueueRules<Value>> = {}): {
  queue: RetryQueue<Value>;
  clock: FakeClock;
  sent: Value[][];
  settled: [string, ...Value[]][];
  answer: (outcome: SendOutcome) => Promise<void>;
} {
  const clock = createFakeClock();
  const sent: Value[][] = [];
  const settled: [string, ...Value[]][] = [];
  const underWay: ((outcome: SendOutcome) => void)[] = [];
  const queue = createRetryQueue<Value>({
    backoff,
    ...rules,
    clock,
    send: (values) => {
      sent.push([...values]);
      return new Promise((resolve) => underWay.push(resolve));
    },
    onSettled: (values, outcome) => settled.push([outcome, ...values]),
  });
  queue.resume();
  const answer = async (outcome: SendOutcome): Promise<void> => {
    const next = underWay.shift();
    if (next === undefined) throw new Error("nothing is on its way");
    next(outcome);
    await settle();
  };
  return { queue, clock, sent, settled, answer };
}

const all = (values: readonly unknown[]): number => values.length;
const accepted: SendOutcome = { kind: "accepted" };
const transient: SendOutcome = { kind: "transient" };
const rejected: SendOutcome = { kind: "rejected" };

describe("a retry queue", () => {
  it("sends one after the other, in order", async () => {
    const { queue, sent, settled, answer } = setup<number>();
    queue.put([1, 2]);
    expect(sent).toEqual([[1]]);
    expect(queue.getSnapshot()).toEqual({ mode: "running", waiting: 2, isSending: true, failures: 0 });
    await answer(accepted);
    await answer(accepted);
    expect(sent).toEqual([[1], [2]]);
    expect(settled).toEqual([
      ["accepted", 1],
      ["accepted", 2],
    ]);
    expect(queue.getSnapshot()).toEqual({ mode: "running", waiting: 0, isSending: false, failures: 0 });
  });

  it("sends together what gathered while a batch was on its way", async () => {
    const { queue, sent, answer } = setup<number>({ batch: all });
    queue.put([1]);
    queue.put([2]);
    queue.put([3]);
    await answer(accepted);
    expect(sent).toEqual([[1], [2, 3]]);
  });

  it("tries again with growing delays, and begins anew after a success", async () => {
    const { queue, clock, sent, answer } = setup<number>();
    queue.put([1, 2]);
    for (const delayMs of [100, 200, 400, 400]) {
      await answer(transient);
      expect(queue.getSnapshot().mode).toBe("backingOff");
      const before = sent.length;
      clock.advance(delayMs - 1);
      expect(sent).toHaveLength(before);
      clock.advance(1);
      expect(sent.at(-1)).toEqual([1]);
    }
    await answer(accepted);
    expect(queue.getSnapshot().failures).toBe(0);
    await answer(transient);
    clock.advance(100);
    expect(sent.at(-1)).toEqual([2]);
  });

  it("waits as long as the server asks, or exactly as long as its owner says", async () => {
    const { queue, clock, sent, answer } = setup<number>();
    queue.put([1]);
    await answer({ kind: "transient", retryAfterMs: 1_000 });
    clock.advance(999);
    expect(sent).toHaveLength(1);
    clock.advance(1);
    await answer({ kind: "transient", delayMs: 5 });
    clock.advance(5);
    expect(sent).toHaveLength(3);
  });

  it("drops what is rejected, tells of it and goes on", async () => {
    const { queue, sent, settled, answer } = setup<number>();
    queue.put([1, 2]);
    await answer(rejected);
    expect(settled).toEqual([["rejected", 1]]);
    expect(sent).toEqual([[1], [2]]);
  });

  it("finds the one bad value of a batch by halves", async () => {
    const clock = createFakeClock();
    const settled: [string, ...number[]][] = [];
    const queue = createRetryQueue<number>({
      backoff,
      batch: all,
      splitsRejected: true,
      clock,
      send: (values) => Promise.resolve(values.includes(3) ? rejected : accepted),
      onSettled: (values, outcome) => settled.push([outcome, ...values]),
    });
    queue.put([1, 2, 3, 4, 5]);
    queue.resume();
    await settle();
    expect(settled.filter(([outcome]) => outcome === "rejected")).toEqual([["rejected", 3]]);
    expect(settled.filter(([outcome]) => outcome === "accepted").flatMap(([, ...values]) => values)).toEqual([1, 2, 4, 5]);
  });

  it("looks for no bad value where the whole batch is rejected", async () => {
    const sent: (readonly number[])[] = [];
    const settled: [string, ...number[]][] = [];
    const queue = createRetryQueue<number>({
      backoff,
      batch: all,
      splitsRejected: true,
      clock: createFakeClock(),
      send: (values) => {
        sent.push(values);
        return Promise.resolve({ kind: "rejected", isWhole: true });
      },
      onSettled: (values, outcome) => settled.push([outcome, ...values]),
    });
    queue.put([1, 2, 3]);
    queue.resume();
    await settle();
    expect(sent).toEqual([[1, 2, 3]]);
    expect(settled).toEqual([["rejected", 1, 2, 3]]);
  });

  it("stops when the server takes nothing any more, and keeps what it has", async () => {
    const { queue, clock, sent, answer } = setup<number>();
    queue.put([1, 2]);
    await answer({ kind: "ended" });
    queue.put([3]);
    queue.resume();
    queue.retryNow();
    clock.advance(10_000);
    expect(sent).toEqual([[1]]);
    expect(queue.pending()).toEqual([1, 2, 3]);
    expect(queue.getSnapshot().mode).toBe("ended");
    expect(clock.pendingCount()).toBe(0);
  });

  it("sends nothing while paused, and at once when the way is back", async () => {
    const { queue, clock, sent, answer } = setup<number>();
    queue.put([1]);
    await answer(transient);
    queue.pause();
    queue.put([2]);
    clock.advance(10_000);
    queue.retryNow();
    expect(sent).toEqual([[1]]);
    queue.resume();
    expect(sent).toEqual([[1], [1]]);
  });

  it("puts a batch back whose connection went while it was on its way", async () => {
    const { queue, clock, sent, answer } = setup<number>();
    queue.put([1, 2]);
    queue.pause();
    await answer(transient);
    expect(clock.pendingCount()).toBe(0);
    expect(queue.pending()).toEqual([1, 2]);
    queue.resume();
    expect(sent).toEqual([[1], [1]]);
  });

  it("retries at once when asked to", async () => {
    const { queue, clock, sent, answer } = setup<number>();
    queue.put([1]);
    await answer(transient);
    queue.retryNow();
    expect(sent).toHaveLength(2);
    expect(clock.pendingCount()).toBe(0);
  });

  it("takes a send that throws for a passing failure", async () => {
    const clock = createFakeClock();
    let tries = 0;
    const queue = createRetryQueue<number>({
      backoff,
      clock,
      send: () => {
        tries += 1;
        return tries === 1 ? Promise.reject(new Error("no disk")) : Promise.resolve(accepted);
      },
    });
    queue.resume();
    queue.put([1]);
    await settle();
    expect(queue.getSnapshot()).toMatchObject({ mode: "backingOff", waiting: 1, failures: 1 });
    clock.advance(100);
    await settle();
    expect(queue.getSnapshot()).toMatchObject({ mode: "running", waiting: 0, failures: 0 });
  });

  it("lets values gather for as long as they may, unless released", async () => {
    const { queue, clock, sent, answer } = setup<number>({ batch: all });
    queue.put([1], { delayMs: 250 });
    clock.advance(200);
    queue.put([2], { delayMs: 250 });
    expect(sent).toEqual([]);
    clock.advance(50);
    expect(sent).toEqual([[1, 2]]);
    await answer(accepted);
    queue.put([3], { delayMs: 250 });
    queue.release();
    expect(sent.at(-1)).toEqual([3]);
    expect(clock.pendingCount()).toBe(0);
  });

  it("sends the rest of what was released before what gathers", async () => {
    const { queue, sent, answer } = setup<number>({ batch: () => 2 });
    queue.put([1, 2, 3]);
    queue.put([4], { delayMs: 250 });
    await answer(accepted);
    expect(sent).toEqual([[1, 2], [3]]);
  });

  it("keeps several on their way, and puts them back in their order", async () => {
    const { queue, clock, sent, answer } = setup<number>({ window: 3 });
    queue.put([1, 2, 3, 4]);
    expect(sent).toEqual([[1], [2], [3]]);
    await answer(transient);
    await answer(accepted);
    await answer(transient);
    expect(queue.pending()).toEqual([1, 3, 4]);
    expect(queue.getSnapshot()).toMatchObject({ mode: "backingOff", failures: 1 });
    clock.advance(100);
    expect(sent.slice(3)).toEqual([[1], [3], [4]]);
  });
});

describe("values with a key", () => {
  const rules: Partial<QueueRules<Keyed>> = { keyOf: ({ key }) => key, batch: all };
  const value = (key: string, text: string): Keyed => ({ key, text });

  it("take each other's place", () => {
    const { queue } = setup<Keyed>(rules);
    queue.pause();
    queue.put([value("a", "1"), value("b", "1")]);
    queue.put([value("a", "2")]);
    expect(queue.pending()).toEqual([value("a", "2"), value("b", "1")]);
  });

  it("are on their way once at a time", async () => {
    const { queue, sent, answer } = setup<Keyed>({ ...rules, window: 2 });
    queue.put([value("a", "1")]);
    queue.put([value("a", "2")]);
    queue.put([value("b", "1")]);
    expect(sent).toEqual([[value("a", "1")], [value("b", "1")]]);
    await answer(accepted);
    expect(sent.at(-1)).toEqual([value("a", "2")]);
  });

  it("are sent again as they are by now", async () => {
    const { queue, clock, sent, answer } = setup<Keyed>(rules);
    queue.put([value("a", "1")]);
    queue.put([value("b", "1"), value("a", "2")]);
    expect(queue.getSnapshot().waiting).toBe(2);
    await answer(transient);
    clock.advance(100);
    expect(sent.at(-1)).toEqual([value("a", "2"), value("b", "1")]);
  });

  it("may be merged instead", () => {
    const { queue } = setup<Keyed>({ ...rules, merge: (older, newer) => value(older.key, older.text + newer.text) });
    queue.pause();
    queue.put([value("a", "1")]);
    queue.put([value("a", "2")]);
    expect(queue.pending()).toEqual([value("a", "12")]);
  });
});

describe("the reducer of a queue", () => {
  it("puts first what has to go before all that waits", () => {
    const { initial, reduce, pending } = createQueueReducer<Keyed>({ backoff, keyOf: ({ key }) => key });
    const put = (state: QueueState<Keyed>, key: string, text: string, first: boolean): QueueState<Keyed> =>
      reduce(state, { kind: "put", values: [{ key, text }], first }).state;
    let state = put(initial, "a", "1", false);
    state = put(state, "b", "1", true);
    state = put(state, "a", "2", true);
    expect(pending(state)).toEqual([
      { key: "a", text: "2" },
      { key: "b", text: "1" },
    ]);
    expect(reduce(state, { kind: "resume" }).effects).toEqual([{ kind: "send", flightId: 1, values: [{ key: "a", text: "2" }] }]);
  });

  it("changes values where they stand", () => {
    const { initial, reduce, pending } = createQueueReducer<number>({ backoff });
    const sending = reduce(reduce(initial, { kind: "put", values: [1, 2] }).state, { kind: "resume" }).state;
    expect(pending(mapValues(sending, (value) => value * 10))).toEqual([10, 20]);
  });

  const outcome = fc.constantFrom<SendOutcome>(accepted, transient, rejected, { kind: "transient", retryAfterMs: 1_000 });
  const event = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("put"), delayMs: fc.constantFrom(0, 50), count: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("answer"), index: fc.nat(3), outcome }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("release", "retryNow", "pause", "resume") }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("timerFired"), timer: fc.constantFrom("gather", "retry") }) },
  );

  it("loses nothing, doubles nothing and keeps the order, whatever happens", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 60, size: "max" }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (events, window, splitsRejected) => {
          const { initial, reduce, pending } = createQueueReducer<number>({ backoff, window, batch: () => 3, splitsRejected });
          const timers = new Set<string>();
          const settled: number[] = [];
          const gone: number[] = [];
          let state = initial;
          let made = 0;
          const step = (next: QueueEvent<number>): void => {
            const result = reduce(state, next);
            state = result.state;
            for (const effect of result.effects) {
              if (effect.kind === "startTimer") timers.add(effect.timer);
              if (effect.kind === "cancelTimer") timers.delete(effect.timer);
              if (effect.kind === "settled") (effect.outcome === "accepted" ? settled : gone).push(...effect.values);
            }
            // A timer runs exactly while the state waits for it.
            expect(timers.has("retry")).toBe(state.mode === "backingOff");
            expect(timers.has("gather")).toBe(state.isGathering);
            expect(state.flights.length).toBeLessThanOrEqual(window);
            expect([...pending(state)]).toEqual([...pending(state)].sort((a, b) => a - b));
            expect([...pending(state), ...settled, ...gone].sort((a, b) => a - b)).toEqual(
              Array.from({ length: made }, (_, n) => n),
            );
          };
          for (const told of events) {
            if ("count" in told) {
              const values = Array.from({ length: told.count }, (_, n) => made + n);
              made += told.count;
              step({ kind: "put", values, delayMs: told.delayMs });
            } else if ("outcome" in told) {
              const flight = state.flights[told.index % Math.max(1, state.flights.length)];
              if (flight !== undefined) step({ kind: "answered", flightId: flight.id, outcome: told.outcome });
            } else if ("timer" in told) {
              if (!timers.delete(told.timer)) continue;
              step({ kind: "timerFired", timer: told.timer });
            } else {
              step({ kind: told.kind });
            }
          }
          if (window === 1 && !splitsRejected) expect(settled).toEqual([...settled].sort((a, b) => a - b));
          // From anywhere, a server that takes everything gets everything.
          step({ kind: "resume" });
          step({ kind: "release" });
          for (let turn = 0; state.flights.length > 0 && turn < 1_000; turn += 1) {
            for (const { id } of state.flights) step({ kind: "answered", flightId: id, outcome: accepted });
          }
          expect(pending(state)).toEqual([]);
        },
      ),
    );
  });
});
