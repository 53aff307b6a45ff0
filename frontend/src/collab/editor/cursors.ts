/**
 * Where the others are in the document. A page tells of its own cursor only; who that is, the receiving page takes from the
 * server's record of the sender, so that nobody can write under another name, and a cursor goes when its owner goes.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates, type Awareness } from "y-protocols/awareness";

import { createTimer, type Clock } from "../../lib/clock";
import type { PeerBroadcast } from "../../rtc/peerBroadcast";
import type { ToolSocket } from "../../rtc/toolSocket";
import { encodePeerMessage } from "./peerMessages";

export interface Person {
  readonly userId: string;
  readonly name: string;
  /** By the server, 0 to 4. */
  readonly colour: number;
}

export interface CursorsOptions {
  readonly awareness: Awareness;
  readonly wire: Pick<ToolSocket, "notify" | "on">;
  readonly link: PeerBroadcast;
  readonly clock: Clock;
  /** Somebody's cursor was told anew. */
  readonly onMoved: (person: Person) => void;
}

export interface Cursors {
  readonly receive: (peerId: string, update: Uint8Array) => void;
  /** Where somebody's cursor is, as a relative position in JSON; null while it is nowhere. */
  readonly headOf: (userId: string) => object | null;
  /** Everybody else in the room. */
  readonly setPeople: (people: readonly Person[]) => void;
  readonly setInRoom: (isInRoom: boolean) => void;
  /** The page goes away: the others need not wait to be told by the server. */
  readonly leave: () => void;
}

/** Cursors that go over the server; the newest one counts. */
const socketIntervalMs = 60;

export function createCursors({ awareness, wire, link, clock, onMoved }: CursorsOptions): Cursors {
  /** Whose page a Yjs client is. */
  const owners = new Map<number, string>();
  const socketTimer = createTimer(clock);
  let people = new Map<string, Person>();
  let isInRoom = false;

  function ownUpdate(): Uint8Array {
    return encodeAwarenessUpdate(awareness, [awareness.clientID]);
  }

  function send(): void {
    const reached = new Set(link.broadcast(encodePeerMessage({ kind: "awareness", awareness: ownUpdate() })));
    if (isInRoom && [...people.keys()].some((userId) => !reached.has(userId))) sendOverSocket();
  }

  function sendOverSocket(): void {
    if (socketTimer.isRunning()) return;
    socketTimer.start(socketIntervalMs, () => {
      wire.notify("doc_awareness", { awareness: ownUpdate(), reached: [...link.openPeers()] });
    });
  }

  function remove(isGone: (owner: string, clientId: number) => boolean): void {
    const gone = [...owners].filter(([clientId, owner]) => isGone(owner, clientId)).map(([clientId]) => clientId);
    for (const clientId of gone) owners.delete(clientId);
    if (gone.length > 0) removeAwarenessStates(awareness, gone, "gone");
  }

  function receive(peerId: string, update: Uint8Array): void {
    const person = people.get(peerId);
    const told = decodeCursor(update);
    if (person === undefined || told === null || told.clientId === awareness.clientID) return;
    if ((owners.get(told.clientId) ?? peerId) !== peerId) return;
    // A reloaded page is a new client; its predecessor's cursor would stay for half a minute.
    remove((owner, clientId) => owner === peerId && clientId !== told.clientId);
    owners.set(told.clientId, peerId);
    const state = told.isHere ? { cursor: told.cursor, user: looksOf(person) } : null;
    applyAwarenessUpdate(awareness, encodeState(told.clientId, told.clock, state), peerId);
    onMoved(person);
  }

  awareness.on("update", (_: unknown, origin: unknown) => {
    if (origin === "local") send();
  });
  wire.on("doc_awareness", ({ awareness: update, senderId }) => {
    receive(senderId, new Uint8Array(update));
  });
  link.onOpen((peerId) => {
    link.send(peerId, encodePeerMessage({ kind: "awareness", awareness: ownUpdate() }));
  });
  return {
    receive,
    headOf: (userId) => {
      for (const [clientId, owner] of owners) {
        const cursor: unknown = owner === userId ? awareness.getStates().get(clientId)?.["cursor"] : null;
        if (isRecord(cursor) && isRecord(cursor["head"])) return cursor["head"];
      }
      return null;
    },
    setPeople: (next) => {
      const hasNewcomer = next.some(({ userId }) => !people.has(userId));
      people = new Map(next.map((person) => [person.userId, person]));
      remove((owner) => !people.has(owner));
      if (hasNewcomer) send();
    },
    setInRoom: (next) => {
      const isBack = next && !isInRoom;
      isInRoom = next;
      if (isBack) send();
    },
    leave: () => {
      awareness.setLocalState(null);
    },
  };
}

function looksOf({ name, colour }: Person): { name: string; color: string; colorLight: string } {
  return { name, color: `var(--person-${colour})`, colorLight: `var(--person-${colour}-soft)` };
}

interface ToldCursor {
  readonly clientId: number;
  readonly clock: number;
  /** False: the page says goodbye. */
  readonly isHere: boolean;
  readonly cursor: { readonly anchor: object; readonly head: object } | null;
}

/** null: not the state of exactly one client. */
function decodeCursor(update: Uint8Array): ToldCursor | null {
  try {
    const decoder = decoding.createDecoder(update);
    if (decoding.readVarUint(decoder) !== 1) return null;
    const clientId = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state: unknown = JSON.parse(decoding.readVarString(decoder));
    const { cursor } = isRecord(state) ? state : {};
    const isCursor = isRecord(cursor) && isPosition(cursor["anchor"]) && isPosition(cursor["head"]);
    const { anchor, head } = (isCursor ? cursor : {}) as { anchor: object; head: object };
    return { clientId, clock, isHere: state !== null, cursor: isCursor ? { anchor, head } : null };
  } catch {
    return null;
  }
}

/** A relative position in `code`, in Yjs' JSON form. Another shape would throw in the middle of drawing. */
function isPosition(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const { type, tname, item, assoc } = value;
  const isOfCode = tname === undefined || tname === null || tname === "code";
  return isOfCode && isId(type) && isId(item) && (assoc === undefined || Number.isInteger(assoc));
}

function isId(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return isRecord(value) && isCount(value["client"]) && isCount(value["clock"]);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function encodeState(clientId: number, clock: number, state: object | null): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, JSON.stringify(state));
  });
}
