/**
 * Keeps one Yjs document the same in all pages and on the server. Every local change goes straight to the other pages over their
 * data channels and, one message after the other, over the socket to the server, which acknowledges what it has on disk.
 * Whatever was lost on the way is found by comparing what both sides have: after each join, when a channel closes, when an
 * update does not fit, and every now and then. The document is never filled from plain text: that would double it.
 */
import * as Y from "yjs";

import { backoffDelayMs } from "../lib/backoff";
import { createTimer, type Clock } from "../lib/clock";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import { classifyError, type CallErrorCode, type DocSyncAnswer } from "../protocol";
import type { DataLink } from "../rtc/dataLink";
import type { RequestResult } from "../rtc/requests";
import type { RoomWire } from "../rtc/roomWire";
import type { Problem } from "../rtc/types";
import { createDraftKeeper, type DraftStore } from "./drafts";
import { hasMore, lackingUpdate } from "./lacking";
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from "./peerMessages";
import { createUpdateQueue } from "./updateQueue";

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

export interface ProviderOptions {
  readonly doc: Y.Doc;
  readonly wire: Pick<RoomWire, "request" | "on">;
  readonly link: DataLink;
  readonly clock: Clock;
  readonly drafts: DraftStore;
  readonly pageId: string;
  /** Cursors travel on the same channel. */
  readonly onPeerAwareness: (peerId: string, awareness: Uint8Array) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

export interface Provider extends Snapshots<SaveState> {
  /** Takes up what an earlier page could not send, and begins. */
  readonly start: () => Promise<void>;
  readonly setInRoom: (isInRoom: boolean) => void;
  /** The page goes away: whatever is not acknowledged is written down now. */
  readonly keepDraft: () => void;
}

/** The server takes 500 000 bytes; what a merge adds stays below the difference. */
export const maxBatchBytes = 400_000;
const healIntervalMs = 30_000;
/** After a channel closed, or while an update waits for an earlier one: both usually settle by themselves within this time. */
const healSoonMs = 300;
const draftDelayMs = 100;
const retryDelays = { firstMs: 500, ceilingMs: 10_000 };
/** Another page's change that ours builds on is usually just about to arrive at the server. */
const outOfOrderDelays = { firstMs: 25, ceilingMs: 1_000 };
const patientRepeats = 2;

export function createProvider(options: ProviderOptions): Provider {
  const { doc, wire, link, clock, warn } = options;
  const store = createSnapshotStore<SaveState>({ kind: "loading" });
  const queue = createUpdateQueue({ maxBatchBytes });
  const retryTimer = createTimer(clock);
  const healTimer = createTimer(clock);
  const draftTimer = createTimer(clock);
  const keeper = createDraftKeeper({
    store: options.drafts,
    pageId: options.pageId,
    warn,
    current: () => {
      const update = queue.merged();
      return update === null ? null : { update, changes: queue.changes() };
    },
  });
  /** Marks changes that came from elsewhere; everything else was made here. */
  const elsewhere = Symbol("elsewhere");
  let isInRoom = false;
  let isLoaded = false;
  let isReadOnly = false;
  let needsSync = true;
  /** The next comparison decides what to send; otherwise what was queued is enough. */
  let sendsDifference = false;
  let refusal: Problem<CallErrorCode> | null = null;
  let failures = 0;
  let outOfOrders = 0;
  let isPumping = false;
  let isHealingSoon = false;

  function describe(): SaveState {
    const waiting = queue.changes();
    if (isReadOnly) return { kind: "readOnly", waiting };
    if (!isLoaded) return { kind: "loading" };
    if (refusal !== null) return { kind: "refused", message: refusal.message, waiting };
    if (!isInRoom) return { kind: "offline", waiting };
    return waiting === 0 ? { kind: "saved" } : { kind: "saving", waiting };
  }

  function publish(): void {
    const next = describe();
    const before = store.getSnapshot();
    if (JSON.stringify(next) !== JSON.stringify(before)) store.replace(next);
    if (queue.changes() === 0 || !isInRoom) {
      draftTimer.cancel();
      keeper.refresh();
    } else if (!draftTimer.isRunning()) {
      draftTimer.start(draftDelayMs, keeper.refresh);
    }
  }

  function apply(update: Uint8Array, from: string): void {
    try {
      Y.applyUpdate(doc, update, elsewhere);
    } catch (error) {
      warn(`an update of ${from}`, error);
    }
    if (isIncomplete()) healSoon();
  }

  /** Something arrived that builds on what we have not got. */
  function isIncomplete(): boolean {
    return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  }

  function healSoon(): void {
    // Not again and again later, while one thing after the other arrives.
    if (!isHealingSoon) healTimer.start(healSoonMs, heal);
    isHealingSoon = true;
  }

  function heal(): void {
    isHealingSoon = false;
    healTimer.start(healIntervalMs, heal);
    needsSync = true;
    for (const peerId of isIncomplete() ? link.openPeers() : []) tellWhatWeHave(peerId);
    void pump();
  }

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (isInRoom && !isReadOnly && !retryTimer.isRunning() && (await step()));
    isPumping = false;
    publish();
  }

  /** Returns whether there may be more to do now. */
  async function step(): Promise<boolean> {
    return needsSync ? await sync() : await sendNext();
  }

  async function sync(): Promise<boolean> {
    needsSync = false;
    const result = await wire.request("doc_sync", { stateVector: Y.encodeStateVector(doc) });
    if (!result.ok) return afterFailure(result, () => undefined);
    applyAnswer(result.value);
    return true;
  }

  function applyAnswer(answer: DocSyncAnswer): void {
    failures = 0;
    isReadOnly = answer.readOnly;
    const theirs = { update: new Uint8Array(answer.update), stateVector: new Uint8Array(answer.stateVector) };
    if (!isLoaded && doc.store.clients.size === 0) {
      applyFirst(theirs.update);
    } else {
      apply(theirs.update, "the server");
      // What waits goes first, as it is; the next comparison sees the rest.
      if (queue.changes() === 0 || sendsDifference) {
        sendsDifference = false;
        queue.replaceAll(lackingUpdate(doc, theirs));
      }
    }
    isLoaded = true;
    publish();
  }

  /** A whole document, and we have nothing that could be lacking there. While somebody listens, Yjs encodes it all once more. */
  function applyFirst(update: Uint8Array): void {
    doc.off("update", onUpdate);
    apply(update, "the server");
    doc.on("update", onUpdate);
  }

  function onUpdate(update: Uint8Array, origin: unknown): void {
    if (origin !== elsewhere) onLocalUpdate(update);
  }

  async function sendNext(): Promise<boolean> {
    const batch = queue.take();
    if (batch === null) return false;
    const open = link.openPeers();
    const reached = batch.reached.filter((peerId) => open.has(peerId));
    const result = await wire.request("doc_update", { update: batch.update, reached });
    if (!result.ok) return afterFailure(result, queue.putBack);
    queue.acknowledge();
    failures = 0;
    outOfOrders = 0;
    refusal = null;
    publish();
    return true;
  }

  function afterFailure({ error }: Extract<RequestResult<never>, { ok: false }>, putBack: () => void): boolean {
    putBack();
    if (error.code === "disconnected") {
      needsSync = true;
    } else if (classifyError(error.code) === "ended") {
      isReadOnly = true;
    } else if (error.code === "out_of_order") {
      outOfOrders += 1;
      if (outOfOrders > patientRepeats) [needsSync, sendsDifference] = [true, true];
      pumpAfter(backoffDelayMs(outOfOrders, outOfOrderDelays));
    } else if (classifyError(error.code) === "transient") {
      failures += 1;
      needsSync = true;
      pumpAfter(backoffDelayMs(failures, retryDelays));
    } else {
      // Sending it again would change nothing. The next change may (taking out what was too large), so that one tries again.
      refusal = error;
      retryTimer.start(healIntervalMs, () => void pump());
    }
    return false;
  }

  function pumpAfter(delayMs: number): void {
    retryTimer.start(delayMs, () => void pump());
  }

  function onLocalUpdate(update: Uint8Array): void {
    const reached = link.broadcast(encodePeerMessage({ kind: "update", update }));
    queue.add(update, reached);
    if (refusal !== null) {
      [needsSync, sendsDifference] = [true, true];
      retryTimer.cancel();
    }
    publish();
    void pump();
  }

  function tell(peerId: string, message: PeerMessage): void {
    link.send(peerId, encodePeerMessage(message));
  }

  function tellWhatWeHave(peerId: string): void {
    tell(peerId, { kind: "have", stateVector: Y.encodeStateVector(doc) });
  }

  function answerPeer(peerId: string, stateVector: Uint8Array): void {
    try {
      // Deletions are in it even if nothing else is.
      tell(peerId, { kind: "update", update: Y.encodeStateAsUpdate(doc, stateVector) });
      if (hasMore(stateVector, Y.encodeStateVector(doc))) tellWhatWeHave(peerId);
    } catch (error) {
      warn(`the state of ${peerId}`, error);
    }
  }

  function onPeerMessage(peerId: string, bytes: Uint8Array): void {
    const message = decodePeerMessage(bytes);
    if (message === null) return;
    switch (message.kind) {
      case "have":
        answerPeer(peerId, message.stateVector);
        return;
      case "update":
        apply(message.update, peerId);
        return;
      case "awareness":
        options.onPeerAwareness(peerId, message.awareness);
        return;
    }
  }

  async function takeUpDrafts(): Promise<void> {
    try {
      for (const { update, changes } of await keeper.load()) {
        apply(update, "an earlier page");
        queue.add(update, [], changes);
      }
    } catch (error) {
      warn("reading what an earlier page kept", error);
    }
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    start: async () => {
      await takeUpDrafts();
      doc.on("update", onUpdate);
      wire.on("doc_update", ({ update, senderId }) => {
        apply(new Uint8Array(update), senderId);
      });
      link.onMessage(onPeerMessage);
      link.onOpen(tellWhatWeHave);
      link.onClose(healSoon);
      for (const peerId of link.openPeers()) tellWhatWeHave(peerId);
      healTimer.start(healIntervalMs, heal);
      void pump();
    },
    setInRoom: (next) => {
      if (next === isInRoom) return;
      isInRoom = next;
      needsSync = true;
      failures = 0;
      retryTimer.cancel();
      publish();
      void pump();
    },
    keepDraft: keeper.refresh,
  };
}
