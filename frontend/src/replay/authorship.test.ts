import { expect, test } from "vitest";

import { createAuthorship } from "./authorship";
import type { WrittenSpan } from "./data";

function span(client: number, from: number, to: number, changes: Partial<WrittenSpan> = {}): WrittenSpan {
  return { client, from, to, actor: `actor ${client}`, atMs: from, isAtOnce: false, ...changes };
}

test("each author of a line is named once, who came first first", () => {
  const authorship = createAuthorship([
    span(1, 0, 10, { atMs: 500 }),
    span(2, 0, 4, { atMs: 100 }),
    span(1, 10, 12, { atMs: 900 }),
  ]);
  expect(
    authorship.of([
      { client: 1, clock: 8, length: 4 },
      { client: 2, clock: 1, length: 2 },
    ]),
  ).toEqual([
    { actor: "actor 2", atMs: 100, isAtOnce: false, characters: 2 },
    { actor: "actor 1", atMs: 500, isAtOnce: false, characters: 4 },
  ]);
});

test("what came in at once is told apart from what the same person typed", () => {
  const authorship = createAuthorship([span(1, 0, 50, { isAtOnce: true, atMs: 1 }), span(1, 50, 52, { atMs: 2 })]);
  expect(authorship.of([{ client: 1, clock: 40, length: 12 }])).toEqual([
    { actor: "actor 1", atMs: 1, isAtOnce: true, characters: 10 },
    { actor: "actor 1", atMs: 2, isAtOnce: false, characters: 2 },
  ]);
});

test("the first of two spans that hold an id is right", () => {
  const authorship = createAuthorship([span(1, 0, 5, { actor: "first" }), span(1, 0, 8, { actor: "second", atMs: 9 })]);
  expect(authorship.of([{ client: 1, clock: 0, length: 8 }]).map(({ actor, characters }) => [actor, characters])).toEqual([
    ["first", 5],
    ["second", 3],
  ]);
});

test("ids that nobody told of have no author", () => {
  expect(createAuthorship([]).of([{ client: 1, clock: 0, length: 3 }])).toEqual([]);
});
