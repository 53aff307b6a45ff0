/** Where the others point, with their names. */
import type { Collaborator, SocketId } from "@excalidraw/excalidraw/types";

import type { Pointer } from "./incoming";

export interface Person {
  readonly userId: string;
  readonly name: string;
}

export interface Pointers {
  readonly move: (userId: string, pointer: Pointer) => void;
  /** Names as the server knows them. Whoever is gone takes their pointer along. */
  readonly setPeople: (people: readonly Person[]) => void;
}

export function createPointers(show: (collaborators: Map<SocketId, Collaborator>) => void): Pointers {
  const told = new Map<string, Pointer>();
  let people: readonly Person[] = [];
  const refresh = (): void => {
    const collaborators = new Map<SocketId, Collaborator>();
    for (const { userId, name } of people) {
      const pointer = told.get(userId);
      if (pointer === undefined) continue;
      const { x, y, tool, button, selectedElementIds } = pointer;
      const id = userId as SocketId;
      collaborators.set(id, { id: userId, username: name, pointer: { x, y, tool }, button, selectedElementIds });
    }
    show(collaborators);
  };
  return {
    move: (userId, pointer) => {
      told.set(userId, pointer);
      refresh();
    },
    setPeople: (next) => {
      people = next;
      for (const userId of told.keys()) if (!next.some((person) => person.userId === userId)) told.delete(userId);
      refresh();
    },
  };
}
