import { beforeEach, describe, expect, it } from "vitest";
import { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";

import { createListeners } from "../../lib/listeners";
import type { ToolSocket } from "../../rtc/toolSocket";
import { createFakeClock, type FakeClock } from "../../testing/fakeClock";
import { createCursors, type Cursors } from "./cursors";
import { decodePeerMessage } from "./peerMessages";

let clock: FakeClock;
let awareness: Awareness;
let cursors: Cursors;
let moved: string[];
let direct: Uint8Array[];
let overSocket: { readonly awareness: Uint8Array; readonly reached?: readonly string[] }[];
let openPeers: Set<string>;
let opened: ReturnType<typeof createListeners<[string]>>;

beforeEach(() => {
  clock = createFakeClock();
  moved = [];
  direct = [];
  overSocket = [];
  openPeers = new Set();
  opened = createListeners();
  awareness = new Awareness(new Y.Doc());
  cursors = createCursors({
    awareness,
    clock,
    onMoved: ({ userId }) => moved.push(userId),
    wire: {
      notify: ((_: string, payload: (typeof overSocket)[number]) => overSocket.push(payload)) as ToolSocket["notify"],
      on: () => () => undefined,
    },
    link: {
      openPeers: () => openPeers,
      send: (_, bytes) => direct.push(bytes) > 0,
      broadcast: (bytes) => {
        if (openPeers.size > 0) direct.push(bytes);
        return [...openPeers];
      },
      onMessage: () => () => undefined,
      onOpen: opened.add,
      onClose: () => () => undefined,
    },
  });
});

const people = [
  { userId: "zoe", name: "Zoë", colour: 4 },
  { userId: "bela", name: "Bela", colour: 0 },
];

/** Another page, which tells of its state as it likes. */
function otherPage(clientId: number): { readonly tell: (state: object | null) => Uint8Array } {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const other = new Awareness(doc);
  return {
    tell: (state) => {
      other.setLocalState(state);
      return encodeAwarenessUpdate(other, [clientId]);
    },
  };
}

function cursorAt(item: { client: number; clock: number } | null): object {
  const position = { type: null, tname: item === null ? "code" : null, item, assoc: 0 };
  return { anchor: position, head: position };
}

const shown = (clientId: number): unknown => awareness.getStates().get(clientId);

describe("somebody's cursor", () => {
  it("stands under the name and in the colour that the server gave, whatever the page says", () => {
    cursors.setPeople(people);
    const zoe = otherPage(7);
    cursors.receive("zoe", zoe.tell({ cursor: cursorAt(null), user: { name: "Bela", color: "url(//elsewhere)" }, more: 1 }));
    expect(shown(7)).toEqual({
      cursor: cursorAt(null),
      user: { name: "Zoë", color: "var(--person-4)", colorLight: "var(--person-4-soft)" },
    });
    cursors.receive("bela", otherPage(8).tell({ cursor: null }));
    expect(shown(8)).toMatchObject({ user: { name: "Bela", color: "var(--person-0)" } });
  });

  it("is told of when it moves, and where it is", () => {
    cursors.setPeople(people);
    expect(cursors.headOf("zoe")).toBeNull();
    cursors.receive("zoe", otherPage(7).tell({ cursor: cursorAt({ client: 1, clock: 2 }) }));
    expect(moved).toEqual(["zoe"]);
    expect(cursors.headOf("zoe")).toEqual({ type: null, tname: null, item: { client: 1, clock: 2 }, assoc: 0 });
    expect(cursors.headOf("bela")).toBeNull();
  });

  it("goes at once with its owner, and a late word of them changes nothing", () => {
    cursors.setPeople(people);
    const zoe = otherPage(7);
    cursors.receive("zoe", zoe.tell({ cursor: cursorAt(null) }));
    cursors.setPeople(people.slice(1));
    expect(shown(7)).toBeUndefined();
    cursors.receive("zoe", zoe.tell({ cursor: cursorAt(null) }));
    expect(shown(7)).toBeUndefined();
  });

  it("goes when a reloaded page of the same person speaks, and when the page says goodbye", () => {
    cursors.setPeople(people);
    cursors.receive("zoe", otherPage(7).tell({ cursor: cursorAt(null) }));
    const reloaded = otherPage(9);
    cursors.receive("zoe", reloaded.tell({ cursor: cursorAt(null) }));
    expect([shown(7), shown(9)]).toMatchObject([undefined, { user: { name: "Zoë" } }]);
    cursors.receive("zoe", reloaded.tell(null));
    expect(shown(9)).toBeUndefined();
  });

  it("cannot be moved or removed by anybody else", () => {
    cursors.setPeople(people);
    cursors.receive("zoe", otherPage(7).tell({ cursor: cursorAt(null) }));
    const forger = otherPage(7);
    for (let turn = 0; turn < 5; turn += 1) forger.tell({});
    cursors.receive("bela", forger.tell({ cursor: null }));
    cursors.receive("bela", forger.tell(null));
    expect(shown(7)).toMatchObject({ cursor: cursorAt(null), user: { name: "Zoë" } });
    awareness.setLocalState({ cursor: cursorAt(null) });
    cursors.receive("zoe", otherPage(awareness.clientID).tell(null));
    expect(awareness.getLocalState()).toEqual({ cursor: cursorAt(null) });
  });

  it.each([
    ["no position", { cursor: { anchor: 1, head: 2 } }],
    ["another shared type", { cursor: { anchor: { tname: "secrets" }, head: { tname: "secrets" } } }],
    ["an impossible clock", { cursor: cursorAt({ client: 1, clock: -1 }) }],
    ["text for a state", "hello" as unknown as object],
  ])("with %s is not drawn", (_, state) => {
    cursors.setPeople(people);
    cursors.receive("zoe", otherPage(7).tell(state));
    expect(shown(7)).toMatchObject({ cursor: null });
    cursors.receive("zoe", Uint8Array.from([1, 2]));
  });
});

describe("one's own cursor", () => {
  it("goes directly to those in reach, and over the socket, newest only, where somebody is not", () => {
    cursors.setPeople(people);
    cursors.setInRoom(true);
    clock.advance(1_000);
    overSocket.length = 0;
    openPeers = new Set(["zoe"]);
    for (const cursor of [1, 2, 3]) awareness.setLocalState({ cursor });
    expect(direct).toHaveLength(3);
    expect(direct.map((bytes) => decodePeerMessage(bytes)?.kind)).toEqual(["awareness", "awareness", "awareness"]);
    clock.advance(1_000);
    expect(overSocket).toHaveLength(1);
    expect(overSocket[0]?.reached).toEqual(["zoe"]);
    openPeers = new Set(["zoe", "bela"]);
    awareness.setLocalState({ cursor: 4 });
    clock.advance(1_000);
    expect(overSocket).toHaveLength(1);
  });

  it("is told to whoever comes, and to a channel that opens", () => {
    cursors.setInRoom(true);
    cursors.setPeople(people);
    clock.advance(1_000);
    expect(overSocket).toHaveLength(1);
    opened.call("zoe");
    expect(direct).toHaveLength(1);
  });
});
