/**
 * Keeps one page's scene equal to everybody else's and to the server's. Every change goes to the other pages over the data
 * channels for speed, and to the server for the record; what the server has not acknowledged is kept and sent again. The scene
 * here is the page's own copy by the rule of docs/protocol.md; the canvas only shows it, and makes changes to it.
 */
import { createTimer, type Clock, type Timer } from "../../lib/clock";
import { createSnapshotStore, type Snapshots } from "../../lib/snapshots";
import type { WhiteboardPage, WhiteboardSyncRequest, WireElement } from "../../protocol";
import type { PeerBroadcast } from "../../rtc/peerBroadcast";
import type { RequestResult } from "../../rtc/requests";
import type { ToolSocket } from "../../rtc/toolSocket";
import { beats, digestLines, isSameCopy, mergeInto, newerThan, sceneOf } from "./elements";
import { hasAllowedLink, isCarried, readElements, readPointer, type Pointer } from "./incoming";
import { decodeMessage, encodeMessage } from "./messages";
import type { Message } from "./pendingChanges";
import type { BoardState } from "./state";
import {
  describe,
  initialSyncState,
  isReading,
  reduceSync,
  waitingElements,
  type SyncEffect,
  type SyncEvent,
  type SyncTimer,
} from "./syncMachine";

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
  readonly wire: Pick<ToolSocket, "request" | "notify" | "on">;
  readonly link: PeerBroadcast;
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

export { digestIntervalMs, recordIntervalMs, throttleMs } from "./syncMachine";

export function createBoardSync(options: BoardSyncOptions): BoardSync {
  const { canvas, wire, link, clock } = options;
  const scene = new Map<string, WireElement>();
  const timers: Readonly<Record<SyncTimer, Timer>> = {
    scan: createTimer(clock),
    record: createTimer(clock),
    retry: createTimer(clock),
    reread: createTimer(clock),
    digest: createTimer(clock),
    putOff: createTimer(clock),
    pointer: createTimer(clock),
  };
  let state = initialSyncState;
  let isDisposed = false;
  let peers: readonly string[] = [];
  const store = createSnapshotStore<BoardState>({ kind: "loading", readOnly: false });

  function dispatch(event: SyncEvent): void {
    if (isDisposed) return;
    const step = reduceSync(state, event);
    state = step.state;
    for (const effect of step.effects) run(effect);
    const next = describe(state);
    if (JSON.stringify(next) !== JSON.stringify(store.getSnapshot())) store.replace(next);
  }

  function run(effect: SyncEffect): void {
    switch (effect.kind) {
      case "readScene":
        void readScene(effect.requestId);
        return;
      case "send":
        void send(effect.requestId, effect.message);
        return;
      case "compareDigests":
        void compareDigests(effect.requestId);
        return;
      case "scanCanvas":
        scan();
        return;
      case "showPutOff":
        drawWhatIsMissing();
        return;
      case "revealAll":
        canvas.reveal();
        return;
      case "sendPointer":
        sendPointer(effect.pointer);
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

  // The canvas --------------------------------------------------------------------------------------------------------------

  function take(elements: readonly WireElement[]): void {
    const won = mergeInto(scene, elements);
    if (won.length === 0) return;
    dispatch({ kind: "sceneChanged" });
    canvas.apply(won);
  }

  function scan(): void {
    if (state.phase === "readOnly") return;
    const changed: WireElement[] = [];
    let isBehind = false;
    for (const element of canvas.elements()) {
      if (!isCarried(element) || !hasAllowedLink(element)) continue;
      const holder = scene.get(element.id);
      if (holder === undefined || beats(element, holder)) changed.push({ ...element });
      else if (!isSameCopy(element, holder)) isBehind = true;
    }
    mergeInto(scene, changed);
    const reached = changed.length === 0 ? [] : link.broadcast(encodeMessage({ kind: "elements", elements: changed }));
    const direct = link.openPeers();
    dispatch({ kind: "scanned", changed, reached, isReachedByAll: peers.every((peerId) => direct.has(peerId)), isBehind });
  }

  /**
   * Draws what the canvas was given and has not got: it was put off while somebody edited the element, or lost while the canvas
   * was still being made, when the draft comes.
   */
  function drawWhatIsMissing(): void {
    const missing = newerThan(sceneOf(canvas.elements()), scene);
    if (missing.length > 0) canvas.apply(missing);
  }

  // The server --------------------------------------------------------------------------------------------------------------

  async function send(requestId: number, { elements, reached }: Message): Promise<void> {
    const result = await wire.request("whiteboard_update", reached.length === 0 ? { elements } : { elements, reached });
    if (result.ok) dispatch({ kind: "stored", requestId });
    else dispatch({ kind: "notStored", requestId, code: result.error.code, message: result.error.message });
  }

  async function readScene(requestId: number): Promise<void> {
    const elements: WireElement[] = [];
    let after: WhiteboardPage["next"] = null;
    do {
      const request: WhiteboardSyncRequest = after === null ? {} : { after };
      const result: RequestResult<WhiteboardPage> = await wire.request("whiteboard_sync", request);
      if (!isReading(state, requestId)) return;
      if (!result.ok) {
        dispatch({ kind: "readFailed", requestId, code: result.error.code });
        return;
      }
      elements.push(...readElements(result.value.elements));
      after = result.value.next;
      if (after === null) finishReading(requestId, elements, result.value.readOnly);
    } while (after !== null);
  }

  function finishReading(requestId: number, elements: readonly WireElement[], readOnly: boolean): void {
    take(elements);
    drawWhatIsMissing();
    const lacking = newerThan(sceneOf(elements), scene);
    dispatch({ kind: "sceneRead", requestId, isEmpty: elements.length === 0, lacking, readOnly });
  }

  async function compareDigests(requestId: number): Promise<void> {
    dispatch({ kind: "compared", requestId, matches: await serverHasTheSame() });
  }

  async function serverHasTheSame(): Promise<boolean> {
    if (options.digest === null) return false;
    const digest = await options.digest(digestLines(scene));
    const result = await wire.request("whiteboard_digest", { digest });
    return !result.ok || result.value.matches;
  }

  function sendPointer(pointer: Pointer): void {
    const reached = link.broadcast(encodeMessage({ kind: "pointer", pointer }));
    if (!peers.every((peerId) => reached.includes(peerId))) wire.notify("whiteboard_pointer", { ...pointer, reached });
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
      const elements = waitingElements(state);
      if (elements.length > 0) link.send(peerId, encodeMessage({ kind: "elements", elements }));
    }),
    link.onClose((peerId) => {
      dispatch({ kind: "channelClosed", peerId });
    }),
  ];
  const draft = readElements(options.draft.read());
  take(draft);
  dispatch({ kind: "draftRead", elements: draft });

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    joined: () => {
      dispatch({ kind: "joined" });
    },
    lost: () => {
      dispatch({ kind: "lost" });
    },
    setPeers: (peerIds) => {
      peers = peerIds;
    },
    canvasChanged: () => {
      dispatch({ kind: "canvasChanged" });
    },
    strokeEnded: () => {
      scan();
      dispatch({ kind: "strokeEnded" });
    },
    pointerMoved: (pointer) => {
      dispatch({ kind: "pointerMoved", pointer });
    },
    keepDraft: () => {
      scan();
      options.draft.write(waitingElements(state));
    },
    dispose: () => {
      isDisposed = true;
      for (const end of ends) end();
      for (const timer of Object.values(timers)) timer.cancel();
    },
  };
}
