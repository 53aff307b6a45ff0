import fc from "fast-check";
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

test("parts of a text are told in its order, with what nobody wrote left out", () => {
  const authorship = createAuthorship([
    span(1, 0, 10),
    span(1, 10, 60, { isAtOnce: true }),
    span(2, 5, 9),
    span(1, 60, 70, { atMs: 900 }),
    span(1, 70, 80, { atMs: 1000 }),
  ]);
  expect(
    authorship.partsOf([
      { client: 1, clock: 8, length: 4 },
      { client: 2, clock: 3, length: 4 },
      { client: 3, clock: 0, length: 2 },
      { client: 1, clock: 65, length: 10 },
    ]),
  ).toEqual([
    { actor: "actor 1", isAtOnce: false, from: 0, to: 2 },
    { actor: "actor 1", isAtOnce: true, from: 2, to: 4 },
    { actor: "actor 2", isAtOnce: false, from: 6, to: 8 },
    { actor: "actor 1", isAtOnce: false, from: 10, to: 20 },
  ]);
  expect([authorship.authors, authorship.hasAtOnce]).toEqual([["actor 1", "actor 2"], true]);
});

test("whatever spans overlap, each id is whose span told of it first", () => {
  const overlapping = fc.array(fc.tuple(fc.nat(2), fc.nat(40), fc.integer({ min: 1, max: 15 })), { maxLength: 12 });
  fc.assert(
    fc.property(overlapping, fc.nat(2), (told, client) => {
      const spans = told.map(([of, from, length], index) => span(of, from, from + length, { actor: String(index) }));
      const expected = Array.from({ length: 60 }, (_, id) =>
        spans.find(({ client: of, from, to }) => of === client && from <= id && id < to),
      ).map((found) => found?.actor);
      const actors = Array.from<string | undefined>({ length: 60 });
      for (const { actor, from, to } of createAuthorship(spans).partsOf([{ client, clock: 0, length: 60 }]))
        actors.fill(actor, from, to);
      expect(actors).toEqual(expected);
    }),
  );
});
