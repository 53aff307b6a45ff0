/**
 * When the scene is read from the server and compared with it, what is sent and shown, and what people are told. Pure: events go
 * in, the next state and what is to be done come out. sync.ts does it, and holds the scene.
 */
import { createQueueReducer, mapValues, type QueueEvent, type QueueState, type SendOutcome } from "../../lib/retryQueue";
import { classifyError, type CallErrorCode, type WireElement } from "../../protocol";
import { isSameCopy, sceneOf } from "./elements";
import type { Pointer } from "./incoming";
import { forgetReached, messageOf, pendingChangesRules, type Message, type WaitingElement } from "./pendingChanges";
import type { BoardState } from "./state";

interface Common {
  /** Changes for the server. Runs while we are in step with it. */
  readonly queue: QueueState<WaitingElement>;
  /** Copies that the server will not take; offering them again is of no use. */
  readonly refused: ReadonlyMap<string, WireElement>;
  /** Why the server did not take something, as a sentence for people. */
  readonly problem: string | null;
  /** The scene was read once: what the canvas shows is the board. */
  readonly hasSynced: boolean;
  /** Counts changes of the scene. */
  readonly revision: number;
  readonly digestDelayMs: number;
  readonly nextRequestId: number;
  /** The canvas changed and will be looked through. */
  readonly isScanDue: boolean;
  /** Something waits to be shown because somebody edits it here. */
  readonly isPutOff: boolean;
  /** Where the pointer is, until it is told. */
  readonly pointer: Pointer | null;
}

/** Comparing digests; `revision` is that of the scene when it began. */
interface Comparison {
  readonly requestId: number;
  readonly revision: number;
}

export type SyncState =
  /** There is no way to the server. */
  | (Common & { readonly phase: "offline" })
  /** The server is asked for its scene. `digestAfterMs`: when to compare after that. */
  | (Common & { readonly phase: "reading"; readonly requestId: number; readonly digestAfterMs: number })
  /** Reading failed, and is tried again later. */
  | (Common & { readonly phase: "rereading"; readonly digestAfterMs: number })
  | (Common & { readonly phase: "inStep"; readonly comparison: Comparison | null })
  /** The server takes nothing any more. */
  | (Common & { readonly phase: "readOnly" });

export type SyncTimer = "scan" | "record" | "retry" | "reread" | "digest" | "putOff" | "pointer";

export type SyncEvent =
  /** An earlier page could not send these. */
  | { readonly kind: "draftRead"; readonly elements: readonly WireElement[] }
  | { readonly kind: "joined" }
  | { readonly kind: "lost" }
  | { readonly kind: "canvasChanged" }
  /**
   * The canvas was looked through. `changed` is in the scene now and was sent directly to `reached`, who are all if
   * `isReachedByAll`. `isBehind`: it shows older copies than the scene holds.
   */
  | {
      readonly kind: "scanned";
      readonly changed: readonly WireElement[];
      readonly reached: readonly string[];
      readonly isReachedByAll: boolean;
      readonly isBehind: boolean;
    }
  | { readonly kind: "strokeEnded" }
  | { readonly kind: "pointerMoved"; readonly pointer: Pointer }
  /** Copies from elsewhere won. */
  | { readonly kind: "sceneChanged" }
  | { readonly kind: "channelClosed"; readonly peerId: string }
  /** `lacking`: what the server lacks, or holds older copies of. */
  | {
      readonly kind: "sceneRead";
      readonly requestId: number;
      readonly isEmpty: boolean;
      readonly lacking: readonly WireElement[];
      readonly readOnly: boolean;
    }
  | { readonly kind: "readFailed"; readonly requestId: number; readonly code: CallErrorCode }
  | { readonly kind: "stored"; readonly requestId: number }
  | { readonly kind: "notStored"; readonly requestId: number; readonly code: CallErrorCode; readonly message: string }
  | { readonly kind: "compared"; readonly requestId: number; readonly matches: boolean }
  | { readonly kind: "timerFired"; readonly timer: SyncTimer };

export type SyncEffect =
  | { readonly kind: "readScene"; readonly requestId: number }
  | { readonly kind: "send"; readonly requestId: number; readonly message: Message }
  | { readonly kind: "compareDigests"; readonly requestId: number }
  | { readonly kind: "scanCanvas" }
  | { readonly kind: "showPutOff" }
  | { readonly kind: "revealAll" }
  | { readonly kind: "sendPointer"; readonly pointer: Pointer }
  | { readonly kind: "startTimer"; readonly timer: SyncTimer; readonly delayMs: number }
  | { readonly kind: "cancelTimer"; readonly timer: SyncTimer };

export interface SyncStep {
  readonly state: SyncState;
  readonly effects: readonly SyncEffect[];
}

export const throttleMs = 50;
/** While everybody gets changes directly, the socket only keeps the record (docs/protocol.md). */
export const recordIntervalMs = 250;
export const digestIntervalMs = 20_000;
/** After a sync or a lost channel: what crossed with it shows soon. */
const digestSoonMs = 3_000;
const maxDigestIntervalMs = 320_000;
const rereadMs = 1_500;
const putOffMs = 1_000;

const outbox = createQueueReducer(pendingChangesRules);

export const initialSyncState: SyncState = {
  phase: "offline",
  queue: outbox.initial,
  refused: new Map(),
  problem: null,
  hasSynced: false,
  revision: 0,
  digestDelayMs: digestIntervalMs,
  nextRequestId: 1,
  isScanDue: false,
  isPutOff: false,
  pointer: null,
};

export function describe(state: SyncState): BoardState {
  const waiting = outbox.pending(state.queue).length;
  const readOnly = false;
  if (state.phase === "readOnly") return { kind: "read-only", readOnly: true };
  if (state.phase === "offline") return { kind: "offline", readOnly, waiting };
  if (!state.hasSynced) return { kind: "loading", readOnly };
  if (state.problem !== null) return { kind: "refused", readOnly, message: state.problem };
  return waiting > 0 ? { kind: "saving", readOnly } : { kind: "saved", readOnly };
}

/** What the server has yet to store: the newest copies, in the order of their first change. */
export function waitingElements(state: SyncState): readonly WireElement[] {
  return outbox.pending(state.queue).map(({ element }) => element);
}

/** Whether an answer to this request still says something: the socket may have been lost and found again since. */
export function isReading(state: SyncState, requestId: number): boolean {
  return state.phase === "reading" && state.requestId === requestId;
}

export function reduceSync(state: SyncState, event: SyncEvent): SyncStep {
  switch (event.kind) {
    case "draftRead":
      return queued(state, putElements(event.elements, []));
    case "joined":
      return state.phase === "readOnly" ? unchanged(state) : read(state, digestSoonMs);
    case "lost":
      return state.phase === "readOnly" ? unchanged(state) : lost(state);
    case "canvasChanged":
      if (state.isScanDue || state.phase === "readOnly") return unchanged(state);
      return { state: { ...state, isScanDue: true }, effects: [start("scan", throttleMs)] };
    case "scanned":
      return state.phase === "readOnly" ? unchanged(state) : scanned(state, event);
    case "strokeEnded":
      return queued(state, { kind: "release" });
    case "pointerMoved": {
      const effects = state.pointer === null ? [start("pointer", throttleMs)] : [];
      return { state: { ...state, pointer: event.pointer }, effects };
    }
    case "sceneChanged":
      return unchanged({ ...state, revision: state.revision + 1 });
    case "channelClosed": {
      const queue = mapValues(state.queue, (value) => forgetReached(value, event.peerId));
      return compareAfter({ ...state, queue }, digestSoonMs);
    }
    case "sceneRead":
      return sceneRead(state, event);
    case "readFailed":
      return readFailed(state, event.requestId, event.code);
    case "stored":
      return answered({ ...state, problem: null }, event.requestId, { kind: "accepted" });
    case "notStored":
      return notStored(state, event);
    case "compared":
      return compared(state, event.requestId, event.matches);
    case "timerFired":
      return timerFired(state, event.timer);
  }
}

function timerFired(state: SyncState, timer: SyncTimer): SyncStep {
  switch (timer) {
    case "scan":
      return { state: { ...state, isScanDue: false }, effects: [{ kind: "scanCanvas" }] };
    case "putOff":
      return { state: { ...state, isPutOff: false }, effects: [{ kind: "showPutOff" }] };
    case "pointer":
      if (state.pointer === null) return unchanged(state);
      return { state: { ...state, pointer: null }, effects: [{ kind: "sendPointer", pointer: state.pointer }] };
    case "record":
      return queued(state, { kind: "timerFired", timer: "gather" });
    case "retry":
      return queued(state, { kind: "timerFired", timer: "retry" });
    case "reread":
      return state.phase === "rereading" ? read(state, state.digestAfterMs) : unchanged(state);
    case "digest":
      return compare(state);
  }
}

// What we drew --------------------------------------------------------------------------------------------------------------

function scanned(before: SyncState, event: Extract<SyncEvent, { kind: "scanned" }>): SyncStep {
  const { changed, reached, isReachedByAll, isBehind } = event;
  const effects: SyncEffect[] = [];
  if (before.isScanDue) effects.push(cancel("scan"));
  if (isBehind && !before.isPutOff) effects.push(start("putOff", putOffMs));
  const state = { ...before, isScanDue: false, isPutOff: before.isPutOff || isBehind };
  if (changed.length === 0) return { state, effects };
  const drawn = { ...state, revision: state.revision + 1, digestDelayMs: digestIntervalMs };
  const next = queued(drawn, putElements(changed, reached, isReachedByAll ? recordIntervalMs : 0));
  return { state: next.state, effects: [...effects, ...next.effects] };
}

function notStored(state: SyncState, event: Extract<SyncEvent, { kind: "notStored" }>): SyncStep {
  const { requestId, code, message } = event;
  switch (classifyError(code)) {
    case "ended":
      return close(answered(state, requestId, { kind: "ended" }));
    case "transient":
      return answered(state, requestId, { kind: "transient" });
    case "rejected": {
      const flight = state.queue.flights.find(({ id }) => id === requestId);
      const [only, ...others] = flight?.entries ?? [];
      // Of several the queue finds out which one it is.
      if (only === undefined || others.length > 0) return answered(state, requestId, { kind: "rejected" });
      const { element } = only.value;
      const refused = new Map(state.refused).set(element.id, element);
      return answered({ ...state, refused, problem: message }, requestId, { kind: "rejected" });
    }
  }
}

function answered(state: SyncState, requestId: number, outcome: SendOutcome): SyncStep {
  const next = queued(state, { kind: "answered", flightId: requestId, outcome });
  if (next.state.queue.waiting.length > 0 || next.state.queue.flights.length > 0) return next;
  const watching = compareAfter(next.state, next.state.digestDelayMs);
  return { state: watching.state, effects: [...next.effects, ...watching.effects] };
}

// Equal again ---------------------------------------------------------------------------------------------------------------

function read(state: SyncState, digestAfterMs: number): SyncStep {
  const requestId = state.nextRequestId;
  const paused = queued(state, { kind: "pause" });
  const stopped = state.phase === "rereading" ? [cancel("reread")] : [];
  return {
    state: { ...common(paused.state), nextRequestId: requestId + 1, phase: "reading", requestId, digestAfterMs },
    effects: [...paused.effects, ...stopped, { kind: "readScene", requestId }],
  };
}

function lost(state: SyncState): SyncStep {
  const paused = queued(state, { kind: "pause" });
  const stopped = state.phase === "rereading" ? [cancel("reread")] : [];
  return { state: { ...common(paused.state), phase: "offline" }, effects: [...paused.effects, ...stopped] };
}

function sceneRead(before: SyncState, event: Extract<SyncEvent, { kind: "sceneRead" }>): SyncStep {
  if (before.phase !== "reading" || before.requestId !== event.requestId) return unchanged(before);
  const effects: SyncEffect[] = !before.hasSynced && !event.isEmpty ? [{ kind: "revealAll" }] : [];
  const state: SyncState = { ...common(before), hasSynced: true, phase: "inStep", comparison: null };
  if (event.readOnly) return close({ state, effects });
  // What was refused and what waits already is not offered twice.
  const waiting = sceneOf(waitingElements(state));
  const isKnown = (element: WireElement): boolean =>
    [state.refused.get(element.id), waiting.get(element.id)].some((copy) => copy !== undefined && isSameCopy(copy, element));
  const lacking = event.lacking.filter((element) => !isKnown(element));
  const sending = queued(state, putElements(lacking, []), { kind: "release" }, { kind: "resume" });
  return { state: sending.state, effects: [...effects, start("digest", before.digestAfterMs), ...sending.effects] };
}

function readFailed(state: SyncState, requestId: number, code: CallErrorCode): SyncStep {
  if (state.phase !== "reading" || state.requestId !== requestId) return unchanged(state);
  const errorClass = classifyError(code);
  if (errorClass === "ended") return close(unchanged(state));
  return {
    state: { ...common(state), phase: "rereading", digestAfterMs: state.digestAfterMs },
    effects: [start("reread", errorClass === "transient" ? rereadMs : digestIntervalMs)],
  };
}

function compareAfter(state: SyncState, delayMs: number): SyncStep {
  return state.phase === "readOnly" ? unchanged(state) : { state, effects: [start("digest", delayMs)] };
}

function compare(state: SyncState): SyncStep {
  const isIdle = state.phase === "inStep" && state.comparison === null && waitingElements(state).length === 0;
  if (!isIdle) return compareAfter(state, state.digestDelayMs);
  const requestId = state.nextRequestId;
  return {
    state: { ...state, nextRequestId: requestId + 1, comparison: { requestId, revision: state.revision } },
    effects: [{ kind: "compareDigests", requestId }],
  };
}

function compared(state: SyncState, requestId: number, matches: boolean): SyncStep {
  if (state.phase !== "inStep" || state.comparison?.requestId !== requestId) return unchanged(state);
  const { revision } = state.comparison;
  const done = { ...state, comparison: null };
  if (matches || revision !== state.revision) return compareAfter(done, state.digestDelayMs);
  // Where syncing brings nothing, for instance with a refused element about, asking less often is enough.
  const digestDelayMs = Math.min(2 * state.digestDelayMs, maxDigestIntervalMs);
  return read({ ...done, digestDelayMs }, digestDelayMs);
}

/** Nothing will be taken any more: no timer is of use but the pointer's, which peers still see. */
function close({ state, effects }: SyncStep): SyncStep {
  const ended = queued(state, { kind: "end" });
  const stopped = (["scan", "digest", "putOff", "reread"] as const).map(cancel);
  return {
    state: { ...common(ended.state), isScanDue: false, isPutOff: false, phase: "readOnly" },
    effects: [...effects, ...ended.effects, ...stopped],
  };
}

// Helpers -------------------------------------------------------------------------------------------------------------------

function unchanged(state: SyncState): SyncStep {
  return { state, effects: [] };
}

function start(timer: SyncTimer, delayMs: number): SyncEffect {
  return { kind: "startTimer", timer, delayMs };
}

function cancel(timer: SyncTimer): SyncEffect {
  return { kind: "cancelTimer", timer };
}

function putElements(elements: readonly WireElement[], reached: readonly string[], delayMs = 0): QueueEvent<WaitingElement> {
  const peers = new Set(reached);
  return { kind: "put", values: elements.map((element) => ({ element, reached: peers })), delayMs };
}

/** What all phases have. */
function common(state: SyncState): Common {
  const { queue, refused, problem, hasSynced, revision, digestDelayMs, nextRequestId, isScanDue, isPutOff, pointer } = state;
  return { queue, refused, problem, hasSynced, revision, digestDelayMs, nextRequestId, isScanDue, isPutOff, pointer };
}

/** Runs events through the outbox, one after the other. */
function queued(state: SyncState, ...events: readonly QueueEvent<WaitingElement>[]): SyncStep {
  const effects: SyncEffect[] = [];
  let { queue } = state;
  for (const event of events) {
    const step = outbox.reduce(queue, event);
    queue = step.state;
    for (const effect of step.effects) {
      switch (effect.kind) {
        case "send":
          effects.push({ kind: "send", requestId: effect.flightId, message: messageOf(effect.values) });
          break;
        case "startTimer":
          effects.push(start(effect.timer === "gather" ? "record" : "retry", effect.delayMs));
          break;
        case "cancelTimer":
          effects.push(cancel(effect.timer === "gather" ? "record" : "retry"));
          break;
        case "settled":
          break;
      }
    }
  }
  return { state: { ...state, queue }, effects };
}
