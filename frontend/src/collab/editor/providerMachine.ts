/**
 * When the shared document is compared with the server, what is sent to it, and what people are told. Pure: events go in, the
 * next state and what is to be done come out. provider.ts does it.
 */
import { backoffDelayMs } from "../../lib/backoff";
import { createQueueReducer, type QueueEvent, type QueueState } from "../../lib/retryQueue";
import { classifyError, type CallErrorCode } from "../../protocol";
import {
  countChanges,
  fitsOneMessage,
  mergeUpdates,
  updateQueueRules,
  waitingUpdates,
  type Outgoing,
  type WaitingUpdate,
} from "./updateQueue";

/** What people are told about their work; `waiting` counts changes that the server has not acknowledged. */
export type SaveState =
  /** Nobody knows yet what the document holds. */
  | { readonly kind: "loading" }
  | { readonly kind: "saved" }
  | { readonly kind: "saving"; readonly waiting: number }
  | { readonly kind: "offline"; readonly waiting: number }
  /** The server does not take the last change; the next one tries again. `message` is a sentence for people. */
  | { readonly kind: "refused"; readonly message: string; readonly waiting: number }
  | { readonly kind: "readOnly"; readonly waiting: number };

interface Common {
  /** Comparisons and changes on their way to the server, one at a time. Paused while we are out of the room. */
  readonly queue: QueueState<Outgoing>;
  /** The next comparison decides what to send; otherwise what was queued is enough. */
  readonly sendsDifference: boolean;
  /** Updates refused in a row because the server lacks what they build on. */
  readonly outOfOrders: number;
  /** The next comparison is the regular one, or due in a moment. */
  readonly heals: "regularly" | "soon";
  /** What waits is about to be written down. */
  readonly isDraftDue: boolean;
}

export type ProviderState =
  /** Before the first comparison with the server. */
  | (Common & { readonly phase: "loading" })
  /** `refusal`: why the server does not take the last change. */
  | (Common & { readonly phase: "open"; readonly refusal: string | null })
  /** The server takes nothing any more. */
  | (Common & { readonly phase: "readOnly" });

export type ProviderTimer = "gather" | "retry" | "heal" | "draft";

export type ProviderEvent =
  /** An earlier page could not send these. */
  | { readonly kind: "draftsLoaded"; readonly drafts: readonly { readonly update: Uint8Array; readonly changes: number }[] }
  | { readonly kind: "started" }
  | { readonly kind: "enteredRoom" }
  | { readonly kind: "leftRoom" }
  /** Made here, and sent directly to the peers in `reached`, who are all if `isReachedByAll`. */
  | {
      readonly kind: "changed";
      readonly update: Uint8Array;
      readonly reached: readonly string[];
      readonly isReachedByAll: boolean;
    }
  /** Something may be missing: an update builds on what we have not got, or a direct way is gone with what was on it. */
  | { readonly kind: "gapSuspected" }
  /** `lacking`: what the server lacks, compared after its answer was applied; null for nothing, undefined where nobody compared. */
  | { readonly kind: "synced"; readonly requestId: number; readonly readOnly: boolean; readonly lacking?: Uint8Array | null }
  | { readonly kind: "stored"; readonly requestId: number }
  | { readonly kind: "failed"; readonly requestId: number; readonly code: CallErrorCode; readonly message: string }
  /** Somebody needs the server to have everything soon. */
  | { readonly kind: "released" }
  /** The server may lack what others have typed, and will not get it from them in time. */
  | { readonly kind: "comparisonAsked" }
  | { readonly kind: "pageHidden" }
  | { readonly kind: "timerFired"; readonly timer: ProviderTimer };

export type ProviderEffect =
  | { readonly kind: "sync"; readonly requestId: number }
  | { readonly kind: "send"; readonly requestId: number; readonly update: Uint8Array; readonly reached: readonly string[] }
  /** Peers may have what is missing here. */
  | { readonly kind: "askPeers" }
  /** Writes down what `waitingDraft` tells; the page may be about to go away. */
  | { readonly kind: "keepDraft" | "keepDraftNow" }
  | { readonly kind: "startTimer"; readonly timer: ProviderTimer; readonly delayMs: number }
  | { readonly kind: "cancelTimer"; readonly timer: ProviderTimer };

export interface ProviderStep {
  readonly state: ProviderState;
  readonly effects: readonly ProviderEffect[];
}

const healIntervalMs = 30_000;
/** After a channel closed, or while an update waits for an earlier one: both usually settle by themselves within this time. */
const healSoonMs = 300;
/** While everybody gets changes directly, the socket only keeps the record (docs/protocol.md): a few keys go in one message. */
export const recordIntervalMs = 150;
/** Longer than a change usually takes until it is acknowledged. */
export const draftDelayMs = 200;
/** Another page's change that ours builds on is usually about to arrive at the server: within its `recordIntervalMs`. */
const outOfOrderDelays = { firstMs: 75, ceilingMs: 1_000 };
const patientRepeats = 2;

const updateQueue = createQueueReducer(updateQueueRules);
const putSyncFirst: QueueEvent<Outgoing> = { kind: "put", values: [{ kind: "sync" }], first: true };

export const initialProviderState: ProviderState = {
  phase: "loading",
  queue: updateQueue.reduce(updateQueue.initial, putSyncFirst).state,
  sendsDifference: false,
  outOfOrders: 0,
  heals: "regularly",
  isDraftDue: false,
};

export function describe(state: ProviderState): SaveState {
  const waiting = countChanges(waitingUpdates(state.queue));
  switch (state.phase) {
    case "readOnly":
      return { kind: "readOnly", waiting };
    case "loading":
      return { kind: "loading" };
    case "open":
      if (state.refusal !== null) return { kind: "refused", message: state.refusal, waiting };
      if (state.queue.mode === "paused") return { kind: "offline", waiting };
      return waiting === 0 ? { kind: "saved" } : { kind: "saving", waiting };
  }
}

/** All that the server has not acknowledged, as one update; null for nothing. */
export function waitingDraft(state: ProviderState): { readonly update: Uint8Array; readonly changes: number } | null {
  const whole = mergeUpdates(waitingUpdates(state.queue));
  return whole === null ? null : { update: whole.update, changes: whole.changes };
}

/**
 * Whether the answer to a comparison says what to send. What waits otherwise goes first, as it is; the next comparison sees the
 * rest.
 */
export function comparesNow(state: ProviderState): boolean {
  return state.sendsDifference || waitingUpdates(state.queue).length === 0;
}

export function reduceProvider(state: ProviderState, event: ProviderEvent): ProviderStep {
  return keepWaitingDraft(state, transition(state, event));
}

function transition(state: ProviderState, event: ProviderEvent): ProviderStep {
  switch (event.kind) {
    case "draftsLoaded": {
      const values = event.drafts.map(({ update, changes }): Outgoing => ({ kind: "update", update, reached: [], changes }));
      return queued(state, { kind: "put", values });
    }
    case "started":
      // What an earlier page left may have gaps already.
      if (state.heals === "soon") return { state, effects: [] };
      return { state, effects: [{ kind: "startTimer", timer: "heal", delayMs: healIntervalMs }] };
    case "enteredRoom":
      return state.queue.mode === "paused" ? queued(state, putSyncFirst, { kind: "resume" }) : { state, effects: [] };
    case "leftRoom":
      return isConnected(state) ? queued(state, { kind: "pause" }, putSyncFirst) : { state, effects: [] };
    case "changed":
      return changed(state, event);
    case "gapSuspected":
      // Not again and again later, while one thing after the other arrives.
      if (state.heals === "soon") return { state, effects: [] };
      return { state: { ...state, heals: "soon" }, effects: [{ kind: "startTimer", timer: "heal", delayMs: healSoonMs }] };
    case "synced":
      return synced(state, event);
    case "stored": {
      const settled = { ...state, outOfOrders: 0 };
      const cleared: ProviderState = settled.phase === "open" ? { ...settled, refusal: null } : settled;
      return queued(cleared, { kind: "answered", flightId: event.requestId, outcome: { kind: "accepted" } });
    }
    case "failed":
      return failed(state, event);
    case "released":
      return queued(state, { kind: "release" });
    case "comparisonAsked":
      return queued({ ...state, sendsDifference: true }, putSyncFirst);
    case "pageHidden": {
      const released = queued(state, { kind: "release" });
      return { state: released.state, effects: [...released.effects, { kind: "keepDraftNow" }] };
    }
    case "timerFired":
      return timerFired(state, event.timer);
  }
}

function changed(state: ProviderState, event: Extract<ProviderEvent, { kind: "changed" }>): ProviderStep {
  const { update, reached, isReachedByAll } = event;
  const values: readonly Outgoing[] = [{ kind: "update", update, reached, changes: 1 }];
  const put: QueueEvent<Outgoing> = { kind: "put", values, delayMs: isReachedByAll ? recordIntervalMs : 0 };
  if (state.phase !== "open" || state.refusal === null) return queued(state, put);
  // It may take out what was too large: only the whole difference tells.
  return queued({ ...state, sendsDifference: true }, putSyncFirst, put, { kind: "retryNow" });
}

function synced(state: ProviderState, event: Extract<ProviderEvent, { kind: "synced" }>): ProviderStep {
  const { requestId, readOnly, lacking } = event;
  const replaced = lacking === undefined ? { state, effects: [] } : replaceByDifference(state, lacking);
  const answered = queued(replaced.state, {
    kind: "answered",
    flightId: requestId,
    // Where the interview is over nothing follows, and nothing is to be compared again.
    outcome: { kind: readOnly ? "ended" : "accepted" },
  });
  const effects = [...replaced.effects, ...answered.effects];
  if (readOnly) return { state: inReadOnly(answered.state), effects };
  // A refusal is over when the server lacks nothing any more.
  const refusal = answered.state.phase === "open" && lacking !== null ? answered.state.refusal : null;
  return { state: { ...answered.state, phase: "open", refusal }, effects };
}

function replaceByDifference(state: ProviderState, update: Uint8Array | null): ProviderStep {
  const changes = Math.max(1, countChanges(waitingUpdates(state.queue)));
  const compared = { ...state, sendsDifference: false };
  return replaceWaiting(compared, update === null ? null : { kind: "update", update, reached: [], changes });
}

/** One update takes the place of all that wait. A comparison that waits stays, and stays first. */
function replaceWaiting(state: ProviderState, update: WaitingUpdate | null): ProviderStep {
  const wasToSync = state.queue.waiting.some(({ value }) => value.kind === "sync");
  const replace: QueueEvent<Outgoing> = { kind: "replaceWaiting", values: update === null ? [] : [update] };
  return wasToSync ? queued(state, replace, putSyncFirst) : queued(state, replace);
}

function failed(state: ProviderState, event: Extract<ProviderEvent, { kind: "failed" }>): ProviderStep {
  const { requestId: flightId, code, message } = event;
  const errorClass = classifyError(code);
  if (errorClass === "ended") {
    const { state: ended, effects } = queued(state, { kind: "answered", flightId, outcome: { kind: "ended" } });
    return { state: inReadOnly(ended), effects };
  }
  if (code === "out_of_order") {
    const outOfOrders = state.outOfOrders + 1;
    const delayMs = backoffDelayMs(outOfOrders, outOfOrderDelays);
    const answered: QueueEvent<Outgoing> = { kind: "answered", flightId, outcome: { kind: "transient", delayMs } };
    if (outOfOrders <= patientRepeats) return queued({ ...state, outOfOrders }, answered);
    return queued({ ...state, outOfOrders, sendsDifference: true }, answered, putSyncFirst);
  }
  if (errorClass === "transient") {
    // What became of it is unknown: compared before it is sent again.
    return queued(state, { kind: "answered", flightId, outcome: { kind: "transient" } }, putSyncFirst);
  }
  // Sending it again would change nothing. The next change may (taking out what was too large), so that one tries again.
  const refused: ProviderState = state.phase === "open" ? { ...state, refusal: message } : state;
  return queued(refused, { kind: "answered", flightId, outcome: { kind: "transient", delayMs: healIntervalMs } });
}

function timerFired(state: ProviderState, timer: ProviderTimer): ProviderStep {
  switch (timer) {
    case "gather":
    case "retry":
      return queued(state, { kind: "timerFired", timer });
    case "draft":
      return { state: { ...state, isDraftDue: false }, effects: [{ kind: "keepDraft" }] };
    case "heal": {
      const next = queued({ ...state, heals: "regularly" }, putSyncFirst);
      return {
        state: next.state,
        effects: [{ kind: "startTimer", timer, delayMs: healIntervalMs }, { kind: "askPeers" }, ...next.effects],
      };
    }
  }
}

/** In the room, and the server still takes something. */
function isConnected({ queue }: ProviderState): boolean {
  return queue.mode === "running" || queue.mode === "backingOff";
}

function inReadOnly(state: ProviderState): ProviderState {
  const { queue, sendsDifference, outOfOrders, heals, isDraftDue } = state;
  return { phase: "readOnly", queue, sendsDifference, outOfOrders, heals, isDraftDue };
}

/** What waits is written down when it has changed: soon while it is about to be sent, at once where it is not. */
function keepWaitingDraft(before: ProviderState, step: ProviderStep): ProviderStep {
  const { state } = step;
  const waiting = waitingUpdates(state.queue);
  const hasChanged = !isSame(waitingUpdates(before.queue), waiting);
  if (!hasChanged && isConnected(before) === isConnected(state)) return step;
  if (waiting.length > 0 && isConnected(state)) {
    if (state.isDraftDue) return step;
    return {
      state: { ...state, isDraftDue: true },
      effects: [...step.effects, { kind: "startTimer", timer: "draft", delayMs: draftDelayMs }],
    };
  }
  const compacted = compact({ ...state, isDraftDue: false });
  const stopped: readonly ProviderEffect[] = state.isDraftDue ? [{ kind: "cancelTimer", timer: "draft" }] : [];
  return { state: compacted.state, effects: [...step.effects, ...stopped, { kind: "keepDraft" }, ...compacted.effects] };
}

/** Merges what waits, so that it is not merged anew for every change of a long outage. */
function compact(state: ProviderState): ProviderStep {
  const waiting = waitingUpdates(state.queue);
  if (waiting.length < 2 || state.queue.flights.length > 0) return { state, effects: [] };
  const whole = mergeUpdates(waiting);
  return whole !== null && fitsOneMessage(whole) ? replaceWaiting(state, whole) : { state, effects: [] };
}

function isSame(before: readonly WaitingUpdate[], after: readonly WaitingUpdate[]): boolean {
  return before.length === after.length && before.every(({ update }, index) => update === after[index]?.update);
}

/** Runs events through the queue, one after the other. */
function queued(state: ProviderState, ...events: readonly QueueEvent<Outgoing>[]): ProviderStep {
  const effects: ProviderEffect[] = [];
  let { queue } = state;
  for (const event of events) {
    const step = updateQueue.reduce(queue, event);
    queue = step.state;
    for (const effect of step.effects) {
      switch (effect.kind) {
        case "send": {
          const batch = mergeUpdates(effect.values.flatMap((value) => (value.kind === "update" ? [value] : [])));
          const requestId = effect.flightId;
          effects.push(
            batch === null
              ? { kind: "sync", requestId }
              : { kind: "send", requestId, update: batch.update, reached: batch.reached },
          );
          break;
        }
        case "startTimer":
        case "cancelTimer":
          effects.push(effect);
          break;
        case "settled":
          break;
      }
    }
  }
  return { state: { ...state, queue }, effects };
}
