/**
 * Tells the server of each change in the editor, with its time and how it came about: kept on this machine at once, sent in
 * batches, and forgotten here when the server has stored it.
 *
 * Every editor that is opened is a stream of its own, so nothing that another device or an earlier page wrote is in its way.
 */
import type { ChangeSet } from "@codemirror/state";

import type { Clock } from "../lib/clock";
import { classifyStatus, endsAccess } from "../lib/httpStatus";
import { createRetryQueue, type SendOutcome } from "../lib/retryQueue";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { DraftLogBatch, DsaApi } from "./api";
import { type DraftKey, nameOf } from "./draftKey";
import type { ChangeOrigin, LocalDraftLog, LoggedChange, TextOrigin, WhatChanged } from "./localDraftLog";

export interface DraftLogSnapshot {
  /** Changes that the server does not have yet. */
  readonly waiting: number;
  /** Why the server did not take a change, in its words; the first reason that it gave. Null where it took all of them. */
  readonly refusal: string | null;
}

export interface DraftLog extends Snapshots<DraftLogSnapshot> {
  /** An editor shows this code, of which nothing has been told yet. */
  readonly open: (key: DraftKey, text: string, origin: TextOrigin) => void;
  readonly change: (key: DraftKey, changes: Pick<ChangeSet, "toJSON">, origin: ChangeOrigin, text: () => string) => void;
  /** Other code took the editor's place. */
  readonly replace: (key: DraftKey, text: string, origin: TextOrigin) => void;
  /** Sends what waits, now. With `outlive` the request survives the page. */
  readonly flush: (options?: { readonly outlive: boolean }) => void;
  /** The session goes on after all. */
  readonly resume: () => void;
}

export interface DraftLogDependencies {
  readonly api: Pick<DsaApi, "appendDraftLog">;
  readonly local: LocalDraftLog;
  readonly clock: Clock;
  /** By the server's clock, since 1970. */
  readonly nowMs: () => number;
  readonly newId: () => string;
  /** The same for all pages of this browser. */
  readonly device: string;
}

export const gatherMs = 4000;
const backoff = { firstMs: 4000, ceilingMs: 30_000 };
/** The server takes so many at once. */
const maxChanges = 500;
const maxTexts = 10;
/** What a request holds at most in characters, beside its first change; and what the browser sends for a page that goes away. */
const maxCharacters = 200_000;
const maxOutlivingCharacters = 20_000;

interface Stream {
  readonly id: string;
  readonly key: DraftKey;
  next: number;
  /** What the editor shows. */
  text: () => string;
}

/** `restored` are the changes that an earlier page could not send. */
export function createDraftLog(dependencies: DraftLogDependencies, restored: readonly LoggedChange[]): DraftLog {
  const { api, local, clock, nowMs, newId, device } = dependencies;
  /** What is told now, by the code. */
  const streams = new Map<string, Stream>();
  /** The server refused one of their changes for good, so it takes none of the later ones. */
  const broken = new Set<string>();
  const ownStreams = new Set<string>();
  /** Streams of which another page of this browser, still open, has what comes before: it sends them. */
  const left = new Set<string>();
  const store = createSnapshotStore<DraftLogSnapshot>({ waiting: 0, refusal: null });
  let latestMs = 0;
  let isOver = false;

  const queue = createRetryQueue<LoggedChange>({
    clock,
    backoff,
    batch: (values) => leading(values, maxCharacters),
    splitsRejected: true,
    send: (values) => send(values),
    onSettled: (values) => {
      const done = values.filter(({ stream }) => !left.has(stream));
      if (done.length > 0) void local.settle(done);
    },
  });
  queue.subscribe(() => {
    const { waiting } = queue.getSnapshot();
    if (waiting !== store.getSnapshot().waiting) store.replace({ ...store.getSnapshot(), waiting });
  });
  queue.resume();
  queue.put(restored);

  async function send(values: readonly LoggedChange[]): Promise<SendOutcome> {
    const [first] = values;
    if (first === undefined) return { kind: "accepted" };
    const whole: SendOutcome = { kind: "rejected", isWhole: true };
    if (broken.has(first.stream)) return whole;
    const answer = await api.appendDraftLog(batchOf(first, values));
    if (answer.kind === "ok") return { kind: "accepted" };
    if (answer.kind === "unreachable") return { kind: "transient" };
    if (classifyStatus(answer.status) === "transient") return { kind: "transient", retryAfterMs: answer.retryAfterMs };
    if (endsAccess(answer.code)) {
      // The link may open the session again: what waits is kept until then.
      isOver = true;
      queue.pause();
      return { kind: "transient" };
    }
    if (answer.code === "draft_log_gap") {
      if (!ownStreams.has(first.stream)) left.add(first.stream);
    } else if (values.length > 1) {
      // Those before the one that is meant can be taken.
      return { kind: "rejected" };
    }
    if (answer.code === "session_over" || answer.code === "draft_log_full") isOver = true;
    if (!left.has(first.stream)) store.replace({ ...store.getSnapshot(), refusal: store.getSnapshot().refusal ?? answer.detail });
    breakOff(first);
    return whole;
  }

  /** Nothing more of the stream is sent; another one goes on with all of the code, where that has changed since. */
  function breakOff({ stream: id, sequence }: LoggedChange): void {
    broken.add(id);
    for (const [name, stream] of streams) {
      if (stream.id !== id) continue;
      streams.delete(name);
      if (stream.next > sequence + 1) begin(stream.key, stream.text, "loaded");
    }
  }

  function append(stream: Stream, what: WhatChanged): void {
    // A clock that is corrected backwards does not turn the order round.
    latestMs = Math.max(latestMs, Math.round(nowMs()));
    const { problemId, language } = stream.key;
    const value: LoggedChange = {
      problemId,
      language,
      stream: stream.id,
      device,
      sequence: stream.next,
      change: { at: latestMs, ...what },
    };
    stream.next += 1;
    void local.put(value);
    queue.put([value], { delayMs: gatherMs });
  }

  function begin(key: DraftKey, text: () => string, origin: TextOrigin): void {
    if (isOver) return;
    const stream = { id: newId(), key, next: 0, text };
    streams.set(nameOf(key), stream);
    ownStreams.add(stream.id);
    append(stream, { origin, text: text() });
  }

  /** The stream that the code's next change goes into; null where one has to begin, with all of the code. */
  function follow(key: DraftKey, text: () => string): Stream | null {
    // What is not told now would be missing in it later.
    if (isOver) streams.delete(nameOf(key));
    const stream = streams.get(nameOf(key));
    if (stream === undefined) return null;
    stream.text = text;
    return stream;
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    open: (key, text, origin) => {
      begin(key, () => text, origin);
    },
    change: (key, changes, origin, text) => {
      const stream = follow(key, text);
      if (stream === null) begin(key, text, "loaded");
      else append(stream, { origin, changes: changes.toJSON() as readonly unknown[] });
    },
    replace: (key, text, origin) => {
      const stream = follow(key, () => text);
      if (stream === null) begin(key, () => text, origin);
      else append(stream, { origin, text });
    },
    flush: ({ outlive } = { outlive: false }) => {
      if (!outlive) {
        queue.retryNow();
        return;
      }
      const pending = queue.pending();
      const values = pending.slice(0, leading(pending, maxOutlivingCharacters));
      const [first] = values;
      // What the queue has on its way already is passed over by the server.
      if (first !== undefined && !isOver) void api.appendDraftLog(batchOf(first, values), { outlive });
    },
    resume: () => {
      isOver = false;
      queue.resume();
    },
  };
}

/** How many of the first changes belong to one stream, follow each other and fit into one request. */
function leading(values: readonly LoggedChange[], most: number): number {
  const [first] = values;
  if (first === undefined) return 0;
  let characters = 0;
  let texts = 0;
  let count = 0;
  for (const value of values.slice(0, maxChanges)) {
    if (value.stream !== first.stream || value.sequence !== first.sequence + count) break;
    characters += JSON.stringify(value.change).length;
    if ("text" in value.change) texts += 1;
    if (count > 0 && (characters > most || texts > maxTexts)) break;
    count += 1;
  }
  return count;
}

function batchOf(first: LoggedChange, values: readonly LoggedChange[]): DraftLogBatch {
  const { stream, device, problemId, language, sequence } = first;
  return { stream, device, problemId, language, first: sequence, changes: values.map(({ change }) => change) };
}

/** What people read where the server did not take a change. */
export function missingInLog(refusal: string): string {
  return `Some of your changes are missing in the log of what you wrote: ${refusal} Beside the editor stands whether your code is saved.`;
}

/** The same after the end, and while the last changes are on their way; null where all are stored. */
export function logAfterTheEnd({ waiting, refusal }: DraftLogSnapshot): string | null {
  if (waiting > 0)
    return "The last changes that you made in the editor are still being sent. Leave this page open until that is done.";
  if (refusal === null) return null;
  return (
    `Some of your changes are missing in the log of what you wrote: ${refusal} ` +
    "What was written before the end is taken for an hour after it. The log changes nothing in what was handed in."
  );
}

const nothingTold: DraftLogSnapshot = { waiting: 0, refusal: null };

/** Nothing is told of the practice problem. */
export const noDraftLog: DraftLog = {
  getSnapshot: () => nothingTold,
  subscribe: () => () => undefined,
  open: () => undefined,
  change: () => undefined,
  replace: () => undefined,
  flush: () => undefined,
  resume: () => undefined,
};
