/** Pages, the server and what lies between them, for tests: every message is on its way until the test delivers it or loses it. */
import * as Y from "yjs";

import { createListeners } from "../../lib/listeners";
import type { ProtocolError } from "../../protocol";
import type { PeerBroadcast } from "../../rtc/peerBroadcast";
import { disconnected } from "../../rtc/requests";
import type { ToolSocket } from "../../rtc/toolSocket";
import { createFakeClock, settle, type FakeClock } from "../../testing/fakeClock";
import type { Draft, DraftStore } from "./drafts";
import { createProvider, type Provider } from "./provider";

export interface Page {
  readonly userId: string;
  readonly doc: Y.Doc;
  readonly code: Y.Text;
  readonly provider: Provider;
  readonly wire: Pick<ToolSocket, "request" | "on">;
  readonly warnings: unknown[];
  readonly text: () => string;
}

export interface SentUpdate {
  readonly from: string;
  readonly update: Uint8Array;
  readonly reached: readonly string[];
}

export interface FakeRoom {
  readonly clock: FakeClock;
  readonly serverDoc: Y.Doc;
  /** Every doc_update that arrived at the server, also refused ones. */
  readonly arrived: SentUpdate[];
  readonly syncs: () => number;
  readonly open: (userId: string, options?: { readonly joins?: boolean }) => Promise<Page>;
  /** The page is gone, and everything that it had under way. */
  readonly close: (userId: string) => void;
  readonly setSocket: (userId: string, up: boolean) => void;
  readonly setLink: (a: string, b: string, up: boolean) => void;
  /** Messages on their way to and from the server, and between pages. */
  readonly underWay: () => number;
  /** Delivers the first message of the n-th line (each line keeps its order). */
  readonly deliver: (n?: number) => Promise<void>;
  /** Delivers everything, and lets time pass until nobody has anything to say. */
  readonly calmDown: () => Promise<void>;
  readonly refuse: (answer: ((update: Uint8Array) => ProtocolError | null) | null) => void;
  readonly setReadOnly: () => void;
  readonly sendDirectly: (from: string, to: string, bytes: Uint8Array) => void;
  readonly drafts: Map<string, Draft>;
}

interface Line {
  readonly key: string;
  readonly messages: (() => void)[];
}

interface Seat {
  readonly page: Page;
  socketUp: boolean;
  readonly abandon: Set<() => void>;
  readonly linksUp: Set<string>;
  readonly messages: ReturnType<typeof createListeners<[string, Uint8Array]>>;
  readonly opened: ReturnType<typeof createListeners<[string]>>;
  readonly closed: ReturnType<typeof createListeners<[string]>>;
  readonly updates: ReturnType<typeof createListeners<[{ update: ArrayBuffer; senderId: string }]>>;
}

export function createFakeRoom(): FakeRoom {
  const clock = createFakeClock();
  const serverDoc = new Y.Doc();
  const seats = new Map<string, Seat>();
  const lines = new Map<string, Line>();
  const arrived: SentUpdate[] = [];
  const drafts = new Map<string, Draft>();
  let refuse: ((update: Uint8Array) => ProtocolError | null) | null = null;
  let readOnly = false;
  let syncs = 0;
  let pages = 0;

  /** Whoever is there has all others for peers. */
  function tellPeers(): void {
    for (const { page } of seats.values()) page.provider.setPeers([...seats.keys()].filter((userId) => userId !== page.userId));
  }

  function enqueue(key: string, message: () => void): void {
    const line = lines.get(key) ?? { key, messages: [] };
    lines.set(key, line);
    line.messages.push(message);
  }

  function dropLines(includes: string): void {
    for (const key of [...lines.keys()]) if (key.includes(includes)) lines.delete(key);
  }

  /** What the real server checks: an update has to follow from what is there. */
  function store(update: Uint8Array): ProtocolError | null {
    const refused = refuse?.(update) ?? null;
    if (refused !== null) return refused;
    const trial = new Y.Doc();
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(serverDoc));
    Y.applyUpdate(trial, update);
    if (trial.store.pendingStructs !== null || trial.store.pendingDs !== null) {
      return { code: "out_of_order", message: "It does not follow." };
    }
    Y.applyUpdate(serverDoc, update);
    return null;
  }

  function answerTo(seat: Seat, name: string, payload: Record<string, unknown>): object {
    const { userId } = seat.page;
    if (name === "doc_sync") {
      syncs += 1;
      return {
        update: buffer(Y.encodeStateAsUpdate(serverDoc, payload["stateVector"] as Uint8Array)),
        stateVector: buffer(Y.encodeStateVector(serverDoc)),
        readOnly,
      };
    }
    const update = payload["update"] as Uint8Array;
    const reached = payload["reached"] as readonly string[];
    arrived.push({ from: userId, update, reached });
    const error = readOnly ? { code: "interview_over", message: "It is over." } : store(update);
    if (error !== null) return { error };
    for (const other of seats.values()) {
      if (other === seat || reached.includes(other.page.userId) || !other.socketUp) continue;
      enqueue(`server>${other.page.userId}`, () => {
        other.updates.call({ update: buffer(update), senderId: userId });
      });
    }
    return {};
  }

  function requestOf(userId: string, name: string, payload: Record<string, unknown>): Promise<unknown> {
    const seat = seats.get(userId);
    if (seat?.socketUp !== true) return Promise.resolve({ ok: false, error: disconnected });
    return new Promise((resolve) => {
      const lost = (): void => {
        resolve({ ok: false, error: disconnected });
      };
      seat.abandon.add(lost);
      enqueue(`${userId}>server`, () => {
        const answer = answerTo(seat, name, payload);
        enqueue(`server>${userId}`, () => {
          seat.abandon.delete(lost);
          resolve("error" in answer ? { ok: false, error: answer.error } : { ok: true, value: answer });
        });
      });
    });
  }

  function linkOf(userId: string, seatOf: () => Seat): PeerBroadcast {
    const send = (peerId: string, bytes: Uint8Array): boolean => {
      if (!seatOf().linksUp.has(peerId)) return false;
      enqueue(`${userId}~${peerId}`, () => seats.get(peerId)?.messages.call(userId, bytes));
      return true;
    };
    return {
      openPeers: () => new Set(seatOf().linksUp),
      send,
      broadcast: (bytes) => [...seatOf().linksUp].filter((peerId) => send(peerId, bytes)),
      onMessage: (listener) => seatOf().messages.add(listener),
      onOpen: (listener) => seatOf().opened.add(listener),
      onClose: (listener) => seatOf().closed.add(listener),
    };
  }

  /** A page that is gone writes nothing any more. */
  function storeOf(userId: string, isOpen: () => boolean): DraftStore {
    return {
      load: () => Promise.resolve([...drafts].filter(([key]) => key.startsWith(`${userId}/`)).map(([, draft]) => draft)),
      save: (draft) => Promise.resolve(isOpen() ? void drafts.set(`${userId}/${draft.pageId}`, draft) : undefined),
      forget: (pageIds) => {
        for (const pageId of isOpen() ? pageIds : []) drafts.delete(`${userId}/${pageId}`);
        return Promise.resolve();
      },
    };
  }

  const room: FakeRoom = {
    clock,
    serverDoc,
    arrived,
    drafts,
    syncs: () => syncs,
    open: async (userId, { joins = true } = {}) => {
      pages += 1;
      const doc = new Y.Doc();
      doc.clientID = pages;
      const warnings: unknown[] = [];
      const code = doc.getText("code");
      const wire: Pick<ToolSocket, "request" | "on"> = {
        request: ((name: string, payload: Record<string, unknown>) => requestOf(userId, name, payload)) as ToolSocket["request"],
        on: ((_: string, listener: (payload: { update: ArrayBuffer; senderId: string }) => void) =>
          seat.updates.add(listener)) as ToolSocket["on"],
      };
      const provider = createProvider({
        doc,
        wire,
        link: linkOf(userId, () => seat),
        clock,
        drafts: storeOf(userId, () => seats.get(userId) === seat),
        pageId: `page-${pages}`,
        onPeerAwareness: () => undefined,
        warn: (_, detail) => warnings.push(detail),
      });
      const seat: Seat = {
        page: { userId, doc, code, provider, wire, warnings, text: () => code.toJSON() },
        socketUp: joins,
        abandon: new Set(),
        linksUp: new Set(),
        messages: createListeners(),
        opened: createListeners(),
        closed: createListeners(),
        updates: createListeners(),
      };
      seats.set(userId, seat);
      tellPeers();
      await provider.start();
      if (joins) provider.setInRoom(true);
      await settle();
      return seat.page;
    },
    close: (userId) => {
      const seat = seats.get(userId);
      for (const other of [...seats.keys()]) if (other !== userId) room.setLink(userId, other, false);
      seats.delete(userId);
      tellPeers();
      dropLines(`${userId}>server`);
      dropLines(`server>${userId}`);
      for (const lose of seat?.abandon ?? []) lose();
      seat?.page.provider.setInRoom(false);
    },
    setSocket: (userId, up) => {
      const seat = seats.get(userId);
      if (seat === undefined || seat.socketUp === up) return;
      seat.socketUp = up;
      dropLines(`${userId}>server`);
      dropLines(`server>${userId}`);
      for (const lose of [...seat.abandon]) lose();
      seat.abandon.clear();
      seat.page.provider.setInRoom(up);
    },
    setLink: (a, b, up) => {
      const [here, there] = [seats.get(a), seats.get(b)];
      if (here === undefined || there === undefined || here.linksUp.has(b) === up) return;
      for (const [seat, peerId] of [
        [here, b],
        [there, a],
      ] as const) {
        if (up) seat.linksUp.add(peerId);
        else seat.linksUp.delete(peerId);
      }
      dropLines(`${a}~${b}`);
      dropLines(`${b}~${a}`);
      for (const [seat, peerId] of [
        [here, b],
        [there, a],
      ] as const)
        (up ? seat.opened : seat.closed).call(peerId);
    },
    underWay: () => [...lines.values()].reduce((sum, { messages }) => sum + messages.length, 0),
    deliver: async (n = 0) => {
      const busy = [...lines.values()].filter(({ messages }) => messages.length > 0);
      const line = busy[n % Math.max(1, busy.length)];
      line?.messages.shift()?.();
      await settle();
    },
    calmDown: async () => {
      // Longer than every retry and the regular comparison.
      for (let turn = 0; turn < 70; turn += 1) {
        while (room.underWay() > 0) await room.deliver();
        clock.advance(1_000);
        await settle();
      }
      while (room.underWay() > 0) await room.deliver();
    },
    refuse: (answer) => {
      refuse = answer;
    },
    setReadOnly: () => {
      readOnly = true;
    },
    sendDirectly: (from, to, bytes) => {
      seats.get(to)?.messages.call(from, bytes);
    },
  };
  return room;
}

function buffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer;
}

/** The same numbers for the same seed: a schedule that failed fails again. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
