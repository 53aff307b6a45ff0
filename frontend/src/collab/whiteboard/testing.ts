/** A room of boards without browsers: a server, pages, and ways between them that fail when a test says so. */
import type { FakeClock } from "../../testing/fakeClock";
import type { CallErrorCode, Empty, WhiteboardPage, WhiteboardPointer, WhiteboardUpdate, WireElement } from "../../protocol";
import type { PeerBroadcast } from "../../rtc/peerBroadcast";
import { disconnected, type RequestResult } from "../../rtc/requests";
import type { ToolSocket } from "../../rtc/toolSocket";
import { beats, digestLines, mergeInto } from "./elements";
import { createBoardSync, type BoardSync, type Canvas } from "./sync";

export type Random = () => number;

/** The same numbers on every run. */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface FakeCanvas extends Canvas {
  readonly draw: (id: string, properties?: object) => void;
  readonly move: (id: string) => void;
  readonly erase: (id: string) => void;
  /** Somebody types into it: what comes from elsewhere has to wait. */
  readonly edit: (id: string | null) => void;
  readonly find: (id: string) => WireElement | undefined;
  readonly reveals: () => number;
}

export interface FakeBoardServer {
  readonly scene: Map<string, WireElement>;
  readonly updates: WhiteboardUpdate[];
  /** Ids of elements in the order of their acknowledgement. */
  readonly acknowledged: string[];
  readonly requests: string[];
  /** A refusal for this update; null takes it. */
  refuse: (update: WhiteboardUpdate) => CallErrorCode | null;
  readOnly: boolean;
}

export interface Page {
  readonly name: string;
  readonly canvas: FakeCanvas & {
    /** It loses all that it was given, without a word. */
    readonly clear: () => void;
  };
  readonly pointers: { readonly peerId: string; readonly pointer: WhiteboardPointer }[];
  readonly sync: () => BoardSync;
  readonly connect: () => void;
  /** What was on its way to the server and back is lost with the socket. */
  readonly disconnect: () => void;
  /** The page is loaded anew; only its draft is left. */
  readonly reload: () => void;
}

export interface FakeRoom {
  readonly server: FakeBoardServer;
  readonly join: (name: string) => Page;
  readonly openLink: (one: Page, other: Page) => void;
  readonly closeLink: (one: Page, other: Page) => void;
  /** The share of direct messages that never arrive although they were taken. */
  loss: number;
}

const pageSize = 3;

interface Member extends Page {
  readonly receive: (senderId: string, elements: readonly WireElement[]) => void;
  readonly receivePointer: (senderId: string, pointer: WhiteboardPointer) => void;
  readonly hears: (peerId: string, message: Uint8Array) => void;
  readonly opened: (peerId: string) => void;
  readonly closed: (peerId: string) => void;
  readonly isConnected: () => boolean;
}

export function createFakeRoom(clock: FakeClock, random: Random): FakeRoom {
  const members = new Map<string, Member>();
  const links = new Set<string>();
  const linkName = (one: string, other: string): string => [one, other].sort().join("-");
  const server: FakeBoardServer = {
    scene: new Map(),
    updates: [],
    acknowledged: [],
    requests: [],
    refuse: () => null,
    readOnly: false,
  };
  const room: FakeRoom = {
    server,
    loss: 0,
    join: (name) => {
      const member = createMember(name);
      members.set(name, member);
      for (const other of members.values()) other.sync().setPeers([...members.keys()].filter((id) => id !== other.name));
      member.connect();
      return member;
    },
    openLink: (one, other) => {
      links.add(linkName(one.name, other.name));
      members.get(one.name)?.opened(other.name);
      members.get(other.name)?.opened(one.name);
    },
    closeLink: (one, other) => {
      links.delete(linkName(one.name, other.name));
      members.get(one.name)?.closed(other.name);
      members.get(other.name)?.closed(one.name);
    },
  };

  function answer(sender: Member, name: string, payload: unknown): RequestResult<unknown> {
    server.requests.push(name);
    if (name === "whiteboard_sync") return { ok: true, value: sceneAfter((payload as { after?: string }).after ?? "") };
    if (name === "whiteboard_digest") {
      return { ok: true, value: { matches: (payload as { digest: string }).digest === digestLines(server.scene) } };
    }
    const update = payload as WhiteboardUpdate;
    const code = server.refuse(update);
    if (code !== null) return { ok: false, error: { code, message: `The server says ${code}.` } };
    server.updates.push(structuredClone(update));
    server.acknowledged.push(...update.elements.map(({ id }) => id));
    const news = mergeInto(server.scene, structuredClone(update.elements));
    for (const other of members.values()) {
      if (other === sender || !other.isConnected() || update.reached?.includes(other.name) === true) continue;
      if (news.length > 0) other.receive(sender.name, structuredClone(news));
    }
    return { ok: true, value: {} satisfies Empty };
  }

  function sceneAfter(after: string): WhiteboardPage {
    const rest = [...server.scene.values()].filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
    const elements = structuredClone(rest.slice(0, pageSize));
    const next = rest.length > pageSize ? (elements.at(-1)?.id ?? null) : null;
    return { elements, next, digest: "", readOnly: server.readOnly };
  }

  function createMember(name: string): Member {
    const canvas = createFakeCanvas(random, () => {
      sync.canvasChanged();
    });
    const pointers: { peerId: string; pointer: WhiteboardPointer }[] = [];
    let connected = false;
    let socket = 0;
    let draft: unknown = [];
    let handlers = createHandlers();
    const wire: Pick<ToolSocket, "request" | "notify" | "on"> = {
      request: async (event, payload) => {
        const sentOn = socket;
        const sent = structuredClone(payload);
        await Promise.resolve();
        if (!connected || sentOn !== socket) return { ok: false, error: disconnected };
        const result = answer(member, event, sent);
        await Promise.resolve();
        return (sentOn === socket ? result : { ok: false, error: disconnected }) as never;
      },
      notify: (_, payload) => {
        const { reached = [], ...pointer } = payload as WhiteboardPointer & { reached?: readonly string[] };
        for (const other of members.values()) {
          if (other !== member && !reached.includes(other.name)) other.receivePointer(name, pointer);
        }
      },
      on: (event, listener) => {
        handlers.wire.set(event, listener as (payload: unknown) => void);
        return () => handlers.wire.delete(event);
      },
    };
    const openPeers = (): Set<string> =>
      new Set([...members.keys()].filter((other) => other !== name && links.has(linkName(name, other))));
    const link: PeerBroadcast = {
      openPeers,
      send: (peerId, message) => {
        if (!openPeers().has(peerId)) return false;
        if (random() >= room.loss) members.get(peerId)?.hears(name, message);
        return true;
      },
      broadcast: (message) => [...openPeers()].filter((peerId) => link.send(peerId, message)),
      onMessage: (listener) => {
        handlers.message = listener;
        return () => undefined;
      },
      onOpen: (listener) => {
        handlers.open = listener;
        return () => undefined;
      },
      onClose: (listener) => {
        handlers.close = listener;
        return () => undefined;
      },
    };
    const start = (): BoardSync =>
      createBoardSync({
        canvas,
        wire,
        link,
        clock,
        draft: {
          read: () => structuredClone(draft),
          write: (elements) => {
            draft = structuredClone(elements);
          },
        },
        digest: (text) => Promise.resolve(text),
        onPointer: (peerId, pointer) => pointers.push({ peerId, pointer }),
      });
    let sync = start();
    const member: Member = {
      name,
      canvas,
      pointers,
      sync: () => sync,
      connect: () => {
        connected = true;
        socket += 1;
        sync.joined();
      },
      disconnect: () => {
        connected = false;
        socket += 1;
        sync.lost();
      },
      reload: () => {
        sync.keepDraft();
        sync.dispose();
        canvas.clear();
        handlers = createHandlers();
        sync = start();
        sync.setPeers([...members.keys()].filter((id) => id !== name));
        connected = true;
        socket += 1;
        sync.joined();
      },
      receive: (senderId, elements) => handlers.wire.get("whiteboard_update")?.({ elements, senderId }),
      receivePointer: (senderId, pointer) => handlers.wire.get("whiteboard_pointer")?.({ ...pointer, senderId }),
      hears: (peerId, message) => {
        handlers.message(peerId, message);
      },
      opened: (peerId) => {
        handlers.open(peerId);
      },
      closed: (peerId) => {
        handlers.close(peerId);
      },
      isConnected: () => connected,
    };
    return member;
  }
  return room;
}

interface Handlers {
  readonly wire: Map<string, (payload: unknown) => void>;
  message: (peerId: string, message: Uint8Array) => void;
  open: (peerId: string) => void;
  close: (peerId: string) => void;
}

function createHandlers(): Handlers {
  const nobody = (): void => undefined;
  return { wire: new Map(), message: nobody, open: nobody, close: nobody };
}

function createFakeCanvas(random: Random, onChange: () => void): FakeCanvas & { readonly clear: () => void } {
  const shown = new Map<string, WireElement>();
  let edited: string | null = null;
  let reveals = 0;
  const nonce = (): number => Math.floor(random() * 2 ** 31);
  const change = (id: string, properties: object): void => {
    const before = shown.get(id);
    const at = { type: "rectangle", x: 0, y: 0, width: 10, height: 10, angle: 0, isDeleted: false };
    const version = (before?.version ?? 0) + 1;
    shown.set(id, { ...at, ...before, ...properties, id, version, versionNonce: nonce() });
    onChange();
  };
  return {
    elements: () => [...shown.values()],
    apply: (elements) => {
      for (const element of elements) {
        const mine = shown.get(element.id);
        // As Excalidraw does: the one under somebody's hands stays.
        if (mine === undefined || (element.id !== edited && beats(element, mine))) shown.set(element.id, { ...element });
      }
      onChange();
    },
    reveal: () => {
      reveals += 1;
    },
    draw: (id, properties = {}) => {
      change(id, properties);
    },
    move: (id) => {
      change(id, { x: random() * 100 });
    },
    erase: (id) => {
      change(id, { isDeleted: true });
    },
    edit: (id) => {
      edited = id;
    },
    find: (id) => shown.get(id),
    reveals: () => reveals,
    clear: () => {
      shown.clear();
    },
  };
}
