/**
 * Keeps one Yjs document the same in all pages and on the server. Every local change goes straight to the other pages over their
 * data channels and, one message after the other, over the socket to the server, which acknowledges what it has on disk.
 * Whatever was lost on the way is found by comparing what both sides have: after each join, when a channel closes, when an
 * update does not fit, and every now and then. The document is never filled from plain text: that would double it.
 */
import * as Y from "yjs";

import { createTimer, type Clock, type Timer } from "../../lib/clock";
import { createSnapshotStore, type Snapshots } from "../../lib/snapshots";
import type { DocSyncAck } from "../../protocol";
import type { PeerBroadcast } from "../../rtc/peerBroadcast";
import type { RequestResult } from "../../rtc/requests";
import type { ToolSocket } from "../../rtc/toolSocket";
import { createDraftKeeper, type DraftStore } from "./drafts";
import { hasMore, missingUpdate } from "./stateDiff";
import { decodePeerMessage, encodePeerMessage, type PeerMessage } from "./peerMessages";
import {
  comparesNow,
  describe,
  initialProviderState,
  reduceProvider,
  waitingDraft,
  type ProviderEffect,
  type ProviderEvent,
  type ProviderTimer,
  type SaveState,
} from "./providerMachine";

export type { SaveState } from "./providerMachine";

export interface ProviderOptions {
  readonly doc: Y.Doc;
  readonly wire: Pick<ToolSocket, "request" | "on">;
  readonly link: PeerBroadcast;
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
  /** The others in the room. */
  readonly setPeers: (peerIds: readonly string[]) => void;
  /** Sends what gathers, without waiting longer. */
  readonly release: () => void;
  /** Compares with the server now, and sends all that it lacks, also what others have typed. */
  readonly compare: () => void;
  /** The page goes away: whatever is not acknowledged is written down now. */
  readonly keepDraft: () => void;
}

export function createProvider(options: ProviderOptions): Provider {
  const { doc, wire, link, clock, warn } = options;
  let state = initialProviderState;
  const store = createSnapshotStore<SaveState>(describe(state));
  let peers: readonly string[] = [];
  const timers: Readonly<Record<ProviderTimer, Timer>> = {
    gather: createTimer(clock),
    retry: createTimer(clock),
    heal: createTimer(clock),
    draft: createTimer(clock),
  };
  const keeper = createDraftKeeper({
    store: options.drafts,
    pageId: options.pageId,
    warn,
    current: () => waitingDraft(state),
  });
  /** Marks changes that came from elsewhere; everything else was made here. */
  const elsewhere = Symbol("elsewhere");

  function dispatch(event: ProviderEvent): void {
    const step = reduceProvider(state, event);
    state = step.state;
    for (const effect of step.effects) run(effect);
    const next = describe(state);
    if (JSON.stringify(next) !== JSON.stringify(store.getSnapshot())) store.replace(next);
  }

  function run(effect: ProviderEffect): void {
    switch (effect.kind) {
      case "sync":
        void sync(effect.requestId);
        return;
      case "send":
        void send(effect);
        return;
      case "askPeers":
        for (const peerId of isIncomplete() ? link.openPeers() : []) tellWhatWeHave(peerId);
        return;
      case "keepDraft":
        keeper.refresh();
        return;
      case "keepDraftNow":
        keeper.refreshNow();
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

  // The server --------------------------------------------------------------------------------------------------------------

  async function sync(requestId: number): Promise<void> {
    const result = await wire.request("doc_sync", { stateVector: Y.encodeStateVector(doc) });
    if (!result.ok) dispatchFailure(requestId, result);
    else dispatch({ kind: "synced", requestId, readOnly: result.value.readOnly, ...takeAnswer(result.value) });
  }

  function takeAnswer(answer: DocSyncAck): { readonly lacking?: Uint8Array | null } {
    const theirs = { update: new Uint8Array(answer.update), stateVector: new Uint8Array(answer.stateVector) };
    if (state.phase === "loading" && doc.store.clients.size === 0) {
      applyFirst(theirs.update);
      return {};
    }
    apply(theirs.update, "the server");
    return comparesNow(state) ? { lacking: missingUpdate(doc, theirs) } : {};
  }

  async function send({ requestId, update, reached }: Extract<ProviderEffect, { kind: "send" }>): Promise<void> {
    const open = link.openPeers();
    const result = await wire.request("doc_update", { update, reached: reached.filter((peerId) => open.has(peerId)) });
    if (result.ok) dispatch({ kind: "stored", requestId });
    else dispatchFailure(requestId, result);
  }

  function dispatchFailure(requestId: number, { error }: Extract<RequestResult<never>, { ok: false }>): void {
    dispatch({ kind: "failed", requestId, code: error.code, message: error.message });
  }

  // The document ------------------------------------------------------------------------------------------------------------

  function apply(update: Uint8Array, from: string): void {
    try {
      Y.applyUpdate(doc, update, elsewhere);
    } catch (error) {
      warn(`an update of ${from}`, error);
    }
    if (isIncomplete()) dispatch({ kind: "gapSuspected" });
  }

  /** A whole document, and we have nothing that could be lacking there. While somebody listens, Yjs encodes it all once more. */
  function applyFirst(update: Uint8Array): void {
    doc.off("update", onUpdate);
    apply(update, "the server");
    doc.on("update", onUpdate);
  }

  /** Something arrived that builds on what we have not got. */
  function isIncomplete(): boolean {
    return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  }

  function onUpdate(update: Uint8Array, origin: unknown): void {
    if (origin === elsewhere) return;
    const reached = link.broadcast(encodePeerMessage({ kind: "update", update }));
    dispatch({ kind: "changed", update, reached, isReachedByAll: peers.every((peerId) => reached.includes(peerId)) });
  }

  // Peers -------------------------------------------------------------------------------------------------------------------

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
      const drafts = await keeper.load();
      for (const { update } of drafts) apply(update, "an earlier page");
      dispatch({ kind: "draftsLoaded", drafts });
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
      link.onClose(() => {
        dispatch({ kind: "gapSuspected" });
      });
      for (const peerId of link.openPeers()) tellWhatWeHave(peerId);
      dispatch({ kind: "started" });
    },
    setInRoom: (isInRoom) => {
      dispatch({ kind: isInRoom ? "enteredRoom" : "leftRoom" });
    },
    setPeers: (peerIds) => {
      peers = peerIds;
    },
    release: () => {
      dispatch({ kind: "released" });
    },
    compare: () => {
      dispatch({ kind: "comparisonAsked" });
    },
    keepDraft: () => {
      dispatch({ kind: "pageHidden" });
    },
  };
}
