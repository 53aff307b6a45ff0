/**
 * Keeps one page's scene equal to everybody else's and to the server's. Every change goes to the other pages over the data
 * channels for speed, and to the server for the record; what the server has not acknowledged is kept and sent again. The scene
 * here is the page's own copy by the rule of docs/protocol.md; the canvas only shows it, and makes changes to it.
 */
import { createTimer, type Clock } from "../lib/clock";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import { classifyError, type CallErrorCode, type WhiteboardPage, type WhiteboardSyncRequest, type WireElement } from "../protocol";
import type { DataLink } from "../rtc/dataLink";
import type { RequestResult } from "../rtc/requests";
import type { RoomWire } from "../rtc/roomWire";
import type { Problem } from "../rtc/types";
import { beats, digestLines, isSameCopy, mergeInto, newerThan } from "./elements";
import { hasAllowedLink, isCarried, readElements, readPointer, type Pointer } from "./incoming";
import { decodeMessage, encodeMessage } from "./messages";
import { createOutbox, type Message } from "./outbox";
import type { BoardState } from "./state";

export interface Canvas {
  /** All that it shows, deleted elements included. May be changed in place later. */
  readonly elements: () => readonly WireElement[];
  /** Copies that won against what the scene held. The canvas may put one off while somebody edits that element here. */
  readonly apply: (elements: readonly WireElement[]) => void;
  /** Brings the whole drawing into view, for who comes late or with a small screen. */
  readonly reveal: () => void;
}

/** Where changes outlive a reload that comes before the server had them. */
export interface Draft {
  readonly read: () => unknown;
  readonly write: (elements: readonly WireElement[]) => void;
}

export interface BoardSyncOptions {
  readonly canvas: Canvas;
  readonly wire: Pick<RoomWire, "request" | "notify" | "on">;
  readonly link: DataLink;
  readonly clock: Clock;
  readonly draft: Draft;
  /** SHA-256 in hexadecimal; null where the browser has none, as on a page that came without TLS. */
  readonly digest: ((text: string) => Promise<string>) | null;
  readonly onPointer: (peerId: string, pointer: Pointer) => void;
}

export interface BoardSync extends Snapshots<BoardState> {
  /** We are in the room (again). */
  readonly joined: () => void;
  /** The way to the server is gone; the data channels may still be there. */
  readonly lost: () => void;
  readonly setPeers: (peerIds: readonly string[]) => void;
  /** Something may have changed on the canvas; asked often. */
  readonly canvasChanged: () => void;
  /** A stroke or a move is done: the record gets it at once. */
  readonly strokeEnded: () => void;
  readonly pointerMoved: (pointer: Pointer) => void;
  /** Writes down what the server has not acknowledged, for a page that may be about to go. */
  readonly keepDraft: () => void;
  readonly dispose: () => void;
}

export const throttleMs = 50;
/** While everybody gets changes directly, the socket only keeps the record (docs/protocol.md). */
export const recordIntervalMs = 250;
export const digestIntervalMs = 20_000;
/** After a sync or a lost channel: what crossed with it shows soon. */
const digestSoonMs = 3_000;
const longestDigestIntervalMs = 320_000;
const retryMs = 1_500;
const putOffMs = 1_000;

export function createBoardSync(options: BoardSyncOptions): BoardSync {
  const { canvas, wire, link, clock } = options;
  const scene = new Map<string, WireElement>();
  const outbox = createOutbox();
  /** Copies that the server will not take; offering them again is of no use. */
  const refused = new Map<string, WireElement>();
  const store = createSnapshotStore<BoardState>({ kind: "loading", readOnly: false });
  const timers = {
    scan: createTimer(clock),
    send: createTimer(clock),
    digest: createTimer(clock),
    retry: createTimer(clock),
    putOff: createTimer(clock),
    pointer: createTimer(clock),
  };
  let peers: readonly string[] = [];
  /** Counts stays in the room; what was begun in an earlier one says nothing about this one. */
  let stay = 0;
  let isConnected = false;
  let hasSynced = false;
  let isSyncing = false;
  let isSending = false;
  let readOnly = false;
  let problem: string | null = null;
  let messageLimit: number | undefined;
  let revision = 0;
  let digestDelayMs = digestIntervalMs;
  let pointer: Pointer | null = null;

  function publish(): void {
    const next = state();
    const current = store.getSnapshot();
    if (JSON.stringify(next) !== JSON.stringify(current)) store.replace(next);
  }

  function state(): BoardState {
    if (readOnly) return { kind: "read-only", readOnly };
    if (!hasSynced && isConnected) return { kind: "loading", readOnly };
    if (!isConnected) return { kind: "offline", readOnly, waiting: outbox.size() };
    if (problem !== null) return { kind: "refused", readOnly, message: problem };
    return outbox.size() > 0 ? { kind: "saving", readOnly } : { kind: "saved", readOnly };
  }

  // What others drew --------------------------------------------------------------------------------------------------------

  function take(elements: readonly WireElement[]): void {
    const won = mergeInto(scene, elements);
    if (won.length === 0) return;
    revision += 1;
    canvas.apply(won);
  }

  // What we drew ------------------------------------------------------------------------------------------------------------

  function scan(): void {
    timers.scan.cancel();
    if (readOnly) return;
    const changed: WireElement[] = [];
    let isBehind = false;
    for (const element of canvas.elements()) {
      if (!isCarried(element) || !hasAllowedLink(element)) continue;
      const holder = scene.get(element.id);
      if (holder === undefined || beats(element, holder)) changed.push({ ...element });
      else if (!isSameCopy(element, holder)) isBehind = true;
    }
    if (isBehind && !timers.putOff.isRunning()) timers.putOff.start(putOffMs, showWhatWasPutOff);
    if (changed.length === 0) return;
    mergeInto(scene, changed);
    revision += 1;
    digestDelayMs = digestIntervalMs;
    outbox.put(changed, link.broadcast(encodeMessage({ kind: "elements", elements: changed })));
    publish();
    sendLater();
  }

  /** Somebody was editing what changed elsewhere meanwhile. */
  function showWhatWasPutOff(): void {
    const behind = canvas.elements().flatMap((shown) => {
      const holder = scene.get(shown.id);
      return holder !== undefined && beats(holder, shown) ? [holder] : [];
    });
    if (behind.length > 0) canvas.apply(behind);
  }

  // The record --------------------------------------------------------------------------------------------------------------

  function sendLater(): void {
    if (timers.send.isRunning() || timers.retry.isRunning()) return;
    const direct = link.openPeers();
    timers.send.start(peers.every((peerId) => direct.has(peerId)) ? recordIntervalMs : 0, () => void send());
  }

  async function send(): Promise<void> {
    timers.send.cancel();
    if (!isConnected || !hasSynced || isSyncing || isSending || readOnly) return;
    const message = outbox.next(messageLimit);
    if (message === null) return;
    isSending = true;
    const { elements, reached } = message;
    const isPart = outbox.size() > elements.length;
    const result = await wire.request("whiteboard_update", reached.length === 0 ? { elements } : { elements, reached });
    isSending = false;
    if (result.ok) stored(message);
    else notStored(message, result.error);
    publish();
    // The rest of a large change, or of a refused one, waits for nothing.
    if (result.ok ? isPart : classifyError(result.error.code) === "rejected") void send();
    else if (outbox.size() > 0) sendLater();
    if (outbox.size() === 0) watchForDivergence(digestDelayMs);
  }

  function stored({ elements }: Message): void {
    outbox.settle(elements);
    messageLimit = undefined;
    problem = null;
  }

  function notStored({ elements }: Message, { code, message }: Problem<CallErrorCode>): void {
    // Out of the room: coming back goes on from here.
    if (code === "disconnected") return;
    const errorClass = classifyError(code);
    if (errorClass === "ended") {
      close();
    } else if (errorClass === "transient") {
      timers.retry.start(retryMs, sendLater);
    } else if (elements.length > 1) {
      // One bad element refuses all: half of them at a time finds it.
      messageLimit = Math.ceil(elements.length / 2);
    } else {
      for (const element of elements) refused.set(element.id, element);
      outbox.settle(elements);
      messageLimit = undefined;
      problem = message;
    }
  }

  function close(): void {
    readOnly = true;
    for (const timer of Object.values(timers)) timer.cancel();
  }

  // Equal again -------------------------------------------------------------------------------------------------------------

  async function syncWithServer(): Promise<void> {
    if (!isConnected || isSyncing) return;
    isSyncing = true;
    const begun = stay;
    const answer = await readScene();
    isSyncing = false;
    if (begun !== stay) {
      // Lost and joined again meanwhile.
      void syncWithServer();
      return;
    }
    if (answer.kind === "scene") finishSync(answer.elements, answer.readOnly);
    else if (answer.kind === "retry") timers.retry.start(retryMs, () => void syncWithServer());
    publish();
  }

  function finishSync(elements: readonly WireElement[], isReadOnly: boolean): void {
    const theirs = new Map(elements.map((element) => [element.id, element]));
    take(elements);
    if (!hasSynced && elements.length > 0) canvas.reveal();
    hasSynced = true;
    if (isReadOnly) {
      close();
      return;
    }
    // What was refused and what waits already is not offered twice.
    const waiting = new Map(outbox.waiting().map((element) => [element.id, element]));
    const known = (element: WireElement): boolean =>
      [refused.get(element.id), waiting.get(element.id)].some((copy) => copy !== undefined && isSameCopy(copy, element));
    outbox.put(
      newerThan(theirs, scene).filter((element) => !known(element)),
      [],
    );
    watchForDivergence(digestSoonMs);
    void send();
  }

  type ReadScene =
    | { readonly kind: "scene"; readonly elements: readonly WireElement[]; readonly readOnly: boolean }
    | { readonly kind: "retry" }
    | { readonly kind: "gone" };

  async function readScene(): Promise<ReadScene> {
    const elements: WireElement[] = [];
    let after: WhiteboardPage["next"] = null;
    for (;;) {
      const request: WhiteboardSyncRequest = after === null ? {} : { after };
      const result: RequestResult<WhiteboardPage> = await wire.request("whiteboard_sync", request);
      if (!result.ok) {
        const { code } = result.error;
        if (classifyError(code) === "ended") close();
        return { kind: code !== "disconnected" && classifyError(code) === "transient" ? "retry" : "gone" };
      }
      elements.push(...readElements(result.value.elements));
      after = result.value.next;
      if (after === null) return { kind: "scene", elements, readOnly: result.value.readOnly };
    }
  }

  function watchForDivergence(delayMs: number): void {
    if (!readOnly) timers.digest.start(delayMs, () => void compareDigests());
  }

  async function compareDigests(): Promise<void> {
    const isIdle = isConnected && hasSynced && !isSyncing && !isSending && outbox.size() === 0;
    const compared = revision;
    const matches = isIdle ? await serverHasTheSame() : true;
    if (!matches && compared === revision) {
      // Where syncing brings nothing, for instance with a refused element about, asking less often is enough.
      digestDelayMs = Math.min(2 * digestDelayMs, longestDigestIntervalMs);
      await syncWithServer();
    }
    watchForDivergence(digestDelayMs);
  }

  async function serverHasTheSame(): Promise<boolean> {
    if (options.digest === null) return false;
    const digest = await options.digest(digestLines(scene));
    const result = await wire.request("whiteboard_digest", { digest });
    return !result.ok || result.value.matches;
  }

  // Pointers ----------------------------------------------------------------------------------------------------------------

  function sendPointer(): void {
    if (pointer === null) return;
    const reached = link.broadcast(encodeMessage({ kind: "pointer", pointer }));
    if (!peers.every((peerId) => reached.includes(peerId))) wire.notify("whiteboard_pointer", { ...pointer, reached });
    pointer = null;
  }

  // Beginning and end -------------------------------------------------------------------------------------------------------

  const ends = [
    wire.on("whiteboard_update", ({ elements }) => {
      take(readElements(elements));
    }),
    wire.on("whiteboard_pointer", ({ senderId, ...told }) => {
      const read = readPointer(told);
      if (read !== null) options.onPointer(senderId, read);
    }),
    link.onMessage((peerId, bytes) => {
      const message = decodeMessage(bytes);
      if (message?.kind === "elements") take(message.elements);
      else if (message?.kind === "pointer") options.onPointer(peerId, message.pointer);
    }),
    link.onOpen((peerId) => {
      // The server cannot tell them yet.
      const elements = outbox.waiting();
      if (elements.length > 0) link.send(peerId, encodeMessage({ kind: "elements", elements }));
    }),
    link.onClose((peerId) => {
      outbox.forgetReached(peerId);
      watchForDivergence(digestSoonMs);
    }),
  ];
  const draft = readElements(options.draft.read());
  take(draft);
  outbox.put(draft, []);
  publish();

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    joined: () => {
      stay += 1;
      isConnected = true;
      timers.retry.cancel();
      publish();
      void syncWithServer();
    },
    lost: () => {
      stay += 1;
      isConnected = false;
      publish();
    },
    setPeers: (peerIds) => {
      peers = peerIds;
    },
    canvasChanged: () => {
      if (!timers.scan.isRunning()) timers.scan.start(throttleMs, scan);
    },
    strokeEnded: () => {
      scan();
      void send();
    },
    pointerMoved: (moved) => {
      pointer = moved;
      if (!timers.pointer.isRunning()) timers.pointer.start(throttleMs, sendPointer);
    },
    keepDraft: () => {
      scan();
      options.draft.write(outbox.waiting());
    },
    dispose: () => {
      for (const end of ends) end();
      for (const timer of Object.values(timers)) timer.cancel();
    },
  };
}
