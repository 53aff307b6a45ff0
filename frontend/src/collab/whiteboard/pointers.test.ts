import { expect, it } from "vitest";

import { createPointers, pointerId } from "./pointers";

/** Excalidraw's own words, of 0.18: which hue a collaborator's id gets. */
function hueOf(id: string): number {
  let hash = 0;
  for (let index = 0; index < id.length; index += 1) hash = (hash << 5) - hash + id.charCodeAt(index);
  return (Math.abs(hash) % 37) * 10;
}

it("gives everybody who has a colour the same hue on the board", () => {
  for (const userId of ["a", "Zk2-w_9QpLm4xY", "somebody else"])
    expect([0, 1, 2, 3, 4].map((colour) => hueOf(pointerId(userId, colour)))).toEqual([340, 190, 260, 30, 110]);
});

it("shows pointers of those who are there, under their names", () => {
  let shown = new Map<string, { readonly username?: string | null; readonly id?: string }>();
  const pointers = createPointers((collaborators) => {
    shown = collaborators;
  });
  pointers.setPeople([{ userId: "zoe", name: "Zoë", colour: 3 }]);
  pointers.move("zoe", { x: 1, y: 2, tool: "pointer", button: "up", selectedElementIds: {} });
  pointers.move("gone", { x: 1, y: 2, tool: "pointer", button: "up", selectedElementIds: {} });
  expect([...shown.values()].map(({ username, id }) => [username, hueOf(id ?? "")])).toEqual([["Zoë", 30]]);
});
