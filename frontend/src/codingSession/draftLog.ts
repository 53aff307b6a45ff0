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
import type { DraftLogBatch, DsaApi } from "./api";
import type { DraftKey } from "./drafts";
import type { ChangeOrigin, LocalDraftLog, LoggedChange, TextOrigin, WhatChanged } from "./localDraftLog";

export interface DraftLog {
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
const mostChanges = 500;
const mostTexts = 10;
/** What a request holds at most in characters, beside its first change; and what the browser sends for a page that goes away. */
const mostCharacters = 200_000;
const mostOutlivingCharacters = 20_000;

interface Stream {
  readonly id: string;
  next: number;
  /** The server refused one of its changes for good, so it takes none of the later ones. */
  isBroken: boolean;
}

/** `restored` are the changes that an earlier page could not send. */
export function createDraftLog(dependencies: DraftLogDependencies, restored: readonly LoggedChange[]): DraftLog {
  const { api, local, clock, nowMs, newId, device } = dependencies;
  const streams = new Map<string, Stream>();
  const broken = new Set<string>();
  const ownStreams = new Set<string>();
  /** Streams of which another page of this browser, still open, has what comes before: it sends them. */
  const left = new Set<string>();
  let latestMs = 0;
  let isOver = false;

  const queue = createRetryQueue<LoggedChange>({
    clock,
    backoff,
    batch: (values) => leading(values, mostCharacters),
    send: (values) => send(values),
    onSettled: (values) => {
      const done = values.filter(({ stream }) => !left.has(stream));
      if (done.length > 0) void local.settle(done);
    },
  });
  queue.resume();
  queue.put(restored);

  async function send(values: readonly LoggedChange[]): Promise<SendOutcome> {
    const [first] = values;
    if (first === undefined) return { kind: "accepted" };
    if (isOver || broken.has(first.stream)) return { kind: "rejected" };
    const answer = await api.appendDraftLog(batchOf(first, values));
    if (answer.kind === "ok") return { kind: "accepted" };
    if (answer.kind === "unreachable") return { kind: "transient" };
    if (classifyStatus(answer.status) === "transient") return { kind: "transient", retryAfterMs: answer.retryAfterMs };
    if (answer.code === "session_over" || answer.code === "draft_log_full" || endsAccess(answer.code)) isOver = true;
    if (answer.code === "draft_log_gap" && !ownStreams.has(first.stream)) left.add(first.stream);
    breakOff(first.stream);
    return { kind: "rejected" };
  }

  /** Nothing more of it is sent; the next change begins a new stream with all of the code. */
  function breakOff(id: string): void {
    broken.add(id);
    for (const stream of streams.values()) if (stream.id === id) stream.isBroken = true;
  }

  function append(key: DraftKey, stream: Stream, what: WhatChanged): void {
    // A clock that is corrected backwards does not turn the order round.
    latestMs = Math.max(latestMs, Math.round(nowMs()));
    const { problemId, language } = key;
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

  function begin(key: DraftKey, text: string, origin: TextOrigin): void {
    if (isOver) return;
    const stream = { id: newId(), next: 0, isBroken: false };
    streams.set(nameOf(key), stream);
    ownStreams.add(stream.id);
    append(key, stream, { origin, text });
  }

  return {
    open: begin,
    change: (key, changes, origin, text) => {
      if (isOver) return;
      const stream = streams.get(nameOf(key));
      if (stream === undefined || stream.isBroken) begin(key, text(), "loaded");
      else append(key, stream, { origin, changes: changes.toJSON() as readonly unknown[] });
    },
    replace: (key, text, origin) => {
      if (isOver) return;
      const stream = streams.get(nameOf(key));
      if (stream === undefined || stream.isBroken) begin(key, text, origin);
      else append(key, stream, { origin, text });
    },
    flush: ({ outlive } = { outlive: false }) => {
      if (!outlive) {
        queue.retryNow();
        return;
      }
      const pending = queue.pending();
      const values = pending.slice(0, leading(pending, mostOutlivingCharacters));
      const [first] = values;
      // What the queue has on its way already is passed over by the server.
      if (first !== undefined && !isOver) void api.appendDraftLog(batchOf(first, values), { outlive });
    },
    resume: () => {
      isOver = false;
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
  for (const value of values.slice(0, mostChanges)) {
    if (value.stream !== first.stream || value.sequence !== first.sequence + count) break;
    characters += JSON.stringify(value.change).length;
    if ("text" in value.change) texts += 1;
    if (count > 0 && (characters > most || texts > mostTexts)) break;
    count += 1;
  }
  return count;
}

function batchOf(first: LoggedChange, values: readonly LoggedChange[]): DraftLogBatch {
  const { stream, device, problemId, language, sequence } = first;
  return { stream, device, problemId, language, first: sequence, changes: values.map(({ change }) => change) };
}

function nameOf({ problemId, language }: DraftKey): string {
  return `${problemId}\n${language}`;
}

/** Nothing is told of the practice problem. */
export const noDraftLog: DraftLog = {
  open: () => undefined,
  change: () => undefined,
  replace: () => undefined,
  flush: () => undefined,
  resume: () => undefined,
};
