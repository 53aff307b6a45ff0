/** Where the others point, with their names. */
import type { Collaborator, SocketId } from "@excalidraw/excalidraw/types";

import type { Pointer } from "./incoming";

export interface Person {
  readonly userId: string;
  readonly name: string;
  /** By the server, 0 to 4. */
  readonly colour: number;
}

export interface Pointers {
  readonly move: (userId: string, pointer: Pointer) => void;
  readonly last: (userId: string) => Pointer | undefined;
  /** Names as the server knows them. Whoever is gone takes their pointer along. */
  readonly setPeople: (people: readonly Person[]) => void;
}

export function createPointers(show: (collaborators: Map<SocketId, Collaborator>) => void): Pointers {
  const told = new Map<string, Pointer>();
  let people: readonly Person[] = [];
  const refresh = (): void => {
    const collaborators = new Map<SocketId, Collaborator>();
    for (const { userId, name, colour } of people) {
      const pointer = told.get(userId);
      if (pointer === undefined) continue;
      const { x, y, tool, button, selectedElementIds } = pointer;
      const id = pointerId(userId, colour);
      collaborators.set(userId as SocketId, { id, username: name, pointer: { x, y, tool }, button, selectedElementIds });
    }
    show(collaborators);
  };
  return {
    move: (userId, pointer) => {
      told.set(userId, pointer);
      refresh();
    },
    last: (userId) => told.get(userId),
    setPeople: (next) => {
      people = next;
      for (const userId of told.keys()) if (!next.some((person) => person.userId === userId)) told.delete(userId);
      refresh();
    },
  };
}

/** Of the five colours in tokens.css, as Excalidraw counts hues: in tens of degrees, of 37. */
const hues = [34, 19, 26, 3, 11];

/**
 * Excalidraw takes a pointer's colour from a hash over an id that it uses for nothing else here, and offers no other way to
 * choose it: this is the person's id with the first ending that hashes to their colour.
 */
export function pointerId(userId: string, colour: number): string {
  const hue = hues[colour % hues.length];
  for (let ending = 0; ; ending += 1) {
    const id = `${userId}~${ending}`;
    if (Math.abs(hashOf(id)) % 37 === hue) return id;
  }
}

function hashOf(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (hash << 5) - hash + id.charCodeAt(index);
  return hash;
}
