/**
 * One queue for everything that has to reach the server although the network, or the server, may be away for a while.
 *
 * Values are sent in the order in which they were put, at most `window` batches at a time. A batch that failed for a passing
 * reason goes back to its place and is sent again after a delay that grows; one that the server refuses is dropped; and
 * when the server says that it takes nothing any more, the queue stops and keeps what it has. `createQueueReducer` is all of
 * that as a pure function; `createRetryQueue` runs what it asks for.
 */
import { backoffDelayMs } from "./backoff";
import { createTimer, type Clock } from "./clock";
import { createSnapshotStore, type Snapshots } from "./snapshots";

/** What became of one batch. */
export type SendOutcome =
  | { readonly kind: "accepted" }
  /**
   * The same batch may be taken later: sent again after the backoff. `retryAfterMs` is the least that the server asked for;
   * `delayMs` takes the backoff's place.
   */
  | { readonly kind: "transient"; readonly retryAfterMs?: number | null; readonly delayMs?: number }
  /** The server will never take it. `isWhole`: none of it, so `splitsRejected` has nothing to look for. */
  | { readonly kind: "rejected"; readonly isWhole?: boolean }
  /** The server takes nothing any more. */
  | { readonly kind: "ended" };

export interface QueueRules<Value> {
  readonly backoff: { readonly firstMs: number; readonly ceilingMs: number };
  /** Batches that may be on their way at a time; 1 unless said. */
  readonly window?: number;
  /** How many of these, from the first, go together; 1 unless said. Never called with none. */
  readonly batch?: (values: readonly Value[]) => number;
  /** Values with the same key take each other's place, and only one of them is on its way at a time. null: takes nobody's. */
  readonly keyOf?: (value: Value) => string | null;
  /** What takes the place of both; the newer one unless said. */
  readonly merge?: (older: Value, newer: Value) => Value;
  /** One bad value refuses its whole batch: halves of it are tried until the bad one is alone, and only that is dropped. */
  readonly splitsRejected?: boolean;
}

interface Entry<Value> {
  /** The place in the order. */
  readonly sequence: number;
  readonly value: Value;
}

interface Flight<Value> {
  readonly id: number;
  readonly entries: readonly Entry<Value>[];
}

/** `paused`: there is no way to the server. `backingOff`: a retry is due later. `ended`: for good. */
export type QueueMode = "paused" | "running" | "backingOff" | "ended";

export interface QueueState<Value> {
  readonly mode: QueueMode;
  /** By their place in the order. */
  readonly waiting: readonly Entry<Value>[];
  readonly flights: readonly Flight<Value>[];
  readonly nextSequence: number;
  readonly nextFlightId: number;
  /** Entries before this place are sent as soon as may be; the others gather until the timer, or somebody, releases them. */
  readonly releasedBefore: number;
  readonly isGathering: boolean;
  /** Failures in a row. */
  readonly failures: number;
  /** The most values of the next batch, while a bad one is searched for. */
  readonly batchLimit: number | null;
}

export type QueueTimer = "gather" | "retry";

export type QueueEvent<Value> =
  /** With `delayMs` they may wait that long for others to join them. `first`: before everything that waits. */
  | { readonly kind: "put"; readonly values: readonly Value[]; readonly delayMs?: number; readonly first?: boolean }
  /** These take the place of all that wait; what is on its way stays. */
  | { readonly kind: "replaceWaiting"; readonly values: readonly Value[] }
  /** Nothing gathers any longer. */
  | { readonly kind: "release" }
  /** Nothing gathers any longer, and a retry is due now. */
  | { readonly kind: "retryNow" }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "end" }
  | { readonly kind: "timerFired"; readonly timer: QueueTimer }
  | { readonly kind: "answered"; readonly flightId: number; readonly outcome: SendOutcome };

export type QueueEffect<Value> =
  | { readonly kind: "send"; readonly flightId: number; readonly values: readonly Value[] }
  /** They left the queue. */
  | { readonly kind: "settled"; readonly values: readonly Value[]; readonly outcome: "accepted" | "rejected" }
  | { readonly kind: "startTimer"; readonly timer: QueueTimer; readonly delayMs: number }
  | { readonly kind: "cancelTimer"; readonly timer: QueueTimer };

export interface QueueStep<Value> {
  readonly state: QueueState<Value>;
  readonly effects: readonly QueueEffect<Value>[];
}

export interface QueueReducer<Value> {
  readonly initial: QueueState<Value>;
  readonly reduce: (state: QueueState<Value>, event: QueueEvent<Value>) => QueueStep<Value>;
  /** All that is not settled, in order, what is on its way included; of each key once. */
  readonly pending: (state: QueueState<Value>) => readonly Value[];
}

/** Changes values where they stand, in the queue and on their way. */
export function mapValues<Value>(state: QueueState<Value>, change: (value: Value) => Value): QueueState<Value> {
  const changed = (entry: Entry<Value>): Entry<Value> => ({ ...entry, value: change(entry.value) });
  return {
    ...state,
    waiting: state.waiting.map(changed),
    flights: state.flights.map((flight) => ({ ...flight, entries: flight.entries.map(changed) })),
  };
}

/** A queue starts paused, so that nothing is sent before somebody knows the way. */
export function createQueueReducer<Value>(rules: QueueRules<Value>): QueueReducer<Value> {
  const { window = 1, batch = () => 1, merge = (_older: Value, newer: Value): Value => newer } = rules;
  const keyOf = (entry: Entry<Value>): string | null => rules.keyOf?.(entry.value) ?? null;

  /** Sorts them into their order. Of each key one stays, in the oldest place; `entries` stand by their age, the older first. */
  function inOrder(entries: readonly Entry<Value>[]): readonly Entry<Value>[] {
    const kept: Entry<Value>[] = [];
    const indices = new Map<string, number>();
    for (const entry of entries) {
      const key = keyOf(entry);
      const index = key === null ? undefined : indices.get(key);
      const older = index === undefined ? undefined : kept[index];
      if (index !== undefined && older !== undefined) {
        kept[index] = { sequence: Math.min(older.sequence, entry.sequence), value: merge(older.value, entry.value) };
      } else {
        if (key !== null) indices.set(key, kept.length);
        kept.push(entry);
      }
    }
    return kept.sort((a, b) => a.sequence - b.sequence);
  }

  /** Sends what may be sent now. */
  function advance(before: QueueState<Value>, effects: readonly QueueEffect<Value>[] = []): QueueStep<Value> {
    let state = before;
    const all = [...effects];
    while (state.mode === "running" && state.flights.length < window) {
      const entries = nextBatch(state);
      if (entries.length === 0) break;
      const id = state.nextFlightId;
      const sent = new Set(entries);
      state = {
        ...state,
        waiting: state.waiting.filter((entry) => !sent.has(entry)),
        flights: [...state.flights, { id, entries }],
        nextFlightId: id + 1,
      };
      all.push({ kind: "send", flightId: id, values: entries.map(({ value }) => value) });
    }
    return { state, effects: all };
  }

  function nextBatch(state: QueueState<Value>): readonly Entry<Value>[] {
    const inFlight = new Set(state.flights.flatMap(({ entries }) => entries.map(keyOf)));
    const ready = state.waiting.filter((entry) => {
      const key = keyOf(entry);
      return entry.sequence < state.releasedBefore && (key === null || !inFlight.has(key));
    });
    if (ready.length === 0) return [];
    const most = Math.min(ready.length, state.batchLimit ?? ready.length);
    return ready.slice(0, Math.min(most, Math.max(1, batch(ready.map(({ value }) => value)))));
  }

  function put(state: QueueState<Value>, event: Extract<QueueEvent<Value>, { kind: "put" }>): QueueStep<Value> {
    const { values, delayMs = 0, first = false } = event;
    if (values.length === 0) return { state, effects: [] };
    const oldest = [...flying(state), ...state.waiting].reduce((least, { sequence }) => Math.min(least, sequence), 0);
    const from = first ? oldest - values.length : state.nextSequence;
    const added = values.map((value, index) => ({ sequence: from + index, value }));
    const next: QueueState<Value> = {
      ...state,
      waiting: inOrder([...state.waiting, ...added]),
      nextSequence: first ? state.nextSequence : from + values.length,
    };
    if (first) return advance(next);
    if (delayMs <= 0) return release(next);
    if (next.isGathering || next.mode === "ended") return advance(next);
    return advance({ ...next, isGathering: true }, [{ kind: "startTimer", timer: "gather", delayMs }]);
  }

  function release(state: QueueState<Value>, effects: readonly QueueEffect<Value>[] = []): QueueStep<Value> {
    const stopped: readonly QueueEffect<Value>[] = state.isGathering ? [{ kind: "cancelTimer", timer: "gather" }] : [];
    return advance({ ...state, releasedBefore: state.nextSequence, isGathering: false }, [...effects, ...stopped]);
  }

  function leaveBackoff(state: QueueState<Value>, mode: QueueMode): QueueStep<Value> {
    return {
      state: { ...state, mode },
      effects: state.mode === "backingOff" ? [{ kind: "cancelTimer", timer: "retry" }] : [],
    };
  }

  function end(state: QueueState<Value>): QueueStep<Value> {
    const left = leaveBackoff(state, "ended");
    const stopped: readonly QueueEffect<Value>[] = state.isGathering ? [{ kind: "cancelTimer", timer: "gather" }] : [];
    return { state: { ...left.state, isGathering: false }, effects: [...left.effects, ...stopped] };
  }

  function answered(state: QueueState<Value>, flightId: number, outcome: SendOutcome): QueueStep<Value> {
    const flight = state.flights.find(({ id }) => id === flightId);
    if (flight === undefined) return { state, effects: [] };
    const without: QueueState<Value> = { ...state, flights: state.flights.filter((other) => other !== flight) };
    const putBack: QueueState<Value> = { ...without, waiting: inOrder([...flight.entries, ...without.waiting]) };
    const values = flight.entries.map(({ value }) => value);
    // A later batch of the same window says nothing about the one that has failed.
    const failures = state.mode === "backingOff" ? state.failures : 0;
    switch (outcome.kind) {
      case "accepted":
        return advance({ ...without, failures, batchLimit: null }, [{ kind: "settled", values, outcome: "accepted" }]);
      case "rejected":
        if (rules.splitsRejected === true && outcome.isWhole !== true && values.length > 1) {
          return advance({ ...putBack, batchLimit: Math.ceil(values.length / 2) });
        }
        return advance({ ...without, failures, batchLimit: null }, [{ kind: "settled", values, outcome: "rejected" }]);
      case "transient": {
        if (state.mode !== "running") return { state: putBack, effects: [] };
        const failed = state.failures + 1;
        const delayMs = outcome.delayMs ?? Math.max(outcome.retryAfterMs ?? 0, backoffDelayMs(failed, rules.backoff));
        return {
          state: { ...putBack, failures: failed, mode: "backingOff" },
          effects: [{ kind: "startTimer", timer: "retry", delayMs }],
        };
      }
      case "ended":
        return end(putBack);
    }
  }

  function reduce(state: QueueState<Value>, event: QueueEvent<Value>): QueueStep<Value> {
    switch (event.kind) {
      case "put":
        return put(state, event);
      case "replaceWaiting":
        return put({ ...state, waiting: [] }, { kind: "put", values: event.values });
      case "release":
        return release(state);
      case "retryNow": {
        if (state.mode !== "backingOff") return release(state);
        const left = leaveBackoff(state, "running");
        return release(left.state, left.effects);
      }
      case "pause":
        return state.mode === "ended" ? { state, effects: [] } : leaveBackoff(state, "paused");
      case "resume": {
        if (state.mode === "ended") return { state, effects: [] };
        const left = leaveBackoff(state, "running");
        return advance({ ...left.state, failures: 0 }, left.effects);
      }
      case "end":
        return end(state);
      case "timerFired":
        if (event.timer === "gather")
          return state.isGathering ? release({ ...state, isGathering: false }) : { state, effects: [] };
        return state.mode === "backingOff" ? advance({ ...state, mode: "running" }) : { state, effects: [] };
      case "answered":
        return answered(state, event.flightId, event.outcome);
    }
  }

  return {
    initial: {
      mode: "paused",
      waiting: [],
      flights: [],
      nextSequence: 0,
      nextFlightId: 1,
      releasedBefore: 0,
      isGathering: false,
      failures: 0,
      batchLimit: null,
    },
    reduce,
    pending: (state) => inOrder([...flying(state), ...state.waiting]).map(({ value }) => value),
  };
}

function flying<Value>(state: QueueState<Value>): readonly Entry<Value>[] {
  return state.flights.flatMap(({ entries }) => entries);
}

/** What people can be told about the queue. */
export interface QueueView {
  readonly mode: QueueMode;
  /** Values that are not settled, what is on its way included; of each key once. */
  readonly waiting: number;
  readonly isSending: boolean;
  /** Failures in a row. */
  readonly failures: number;
}

export interface RetryQueueOptions<Value> extends QueueRules<Value> {
  readonly clock: Clock;
  /** Sends one batch. May be called again with the same values, so they have to be idempotent. Throwing is a passing failure. */
  readonly send: (values: readonly Value[]) => Promise<SendOutcome>;
  /** They are stored by the server, or refused for good: a copy on the disk can go. */
  readonly onSettled?: (values: readonly Value[], outcome: "accepted" | "rejected") => void;
}

export interface RetryQueue<Value> extends Snapshots<QueueView> {
  /** With `delayMs` they may wait that long for others to join them. */
  readonly put: (values: readonly Value[], options?: { readonly delayMs?: number }) => void;
  /** Sends what gathers, without waiting longer. */
  readonly release: () => void;
  /** Also tries again what failed, now. */
  readonly retryNow: () => void;
  /** There is no way to the server: nothing is sent until `resume`. */
  readonly pause: () => void;
  /** A queue starts paused. */
  readonly resume: () => void;
  /** Nothing is sent any more; what waits can still be read. */
  readonly end: () => void;
  /** All that is not settled, in order. */
  readonly pending: () => readonly Value[];
}

export function createRetryQueue<Value>(options: RetryQueueOptions<Value>): RetryQueue<Value> {
  const { clock, send, onSettled } = options;
  const { initial, reduce, pending } = createQueueReducer(options);
  const timers: Readonly<Record<QueueTimer, ReturnType<typeof createTimer>>> = {
    gather: createTimer(clock),
    retry: createTimer(clock),
  };
  let state = initial;
  const store = createSnapshotStore<QueueView>(viewOf(state));

  function viewOf(of: QueueState<Value>): QueueView {
    return { mode: of.mode, waiting: pending(of).length, isSending: of.flights.length > 0, failures: of.failures };
  }

  function dispatch(event: QueueEvent<Value>): void {
    const step = reduce(state, event);
    state = step.state;
    for (const effect of step.effects) run(effect);
    store.replace(viewOf(state));
  }

  function run(effect: QueueEffect<Value>): void {
    switch (effect.kind) {
      case "send":
        void deliver(effect.flightId, effect.values);
        return;
      case "settled":
        onSettled?.(effect.values, effect.outcome);
        return;
      case "startTimer":
        timers[effect.timer].start(effect.delayMs, () => {
          dispatch({ kind: "timerFired", timer: effect.timer });
        });
        return;
      case "cancelTimer":
        timers[effect.timer].cancel();
        return;
    }
  }

  async function deliver(flightId: number, values: readonly Value[]): Promise<void> {
    const outcome = await send(values).catch((): SendOutcome => ({ kind: "transient" }));
    dispatch({ kind: "answered", flightId, outcome });
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    put: (values, { delayMs = 0 } = {}) => {
      dispatch({ kind: "put", values, delayMs });
    },
    release: () => {
      dispatch({ kind: "release" });
    },
    retryNow: () => {
      dispatch({ kind: "retryNow" });
    },
    pause: () => {
      dispatch({ kind: "pause" });
    },
    resume: () => {
      dispatch({ kind: "resume" });
    },
    end: () => {
      dispatch({ kind: "end" });
    },
    pending: () => pending(state),
  };
}
