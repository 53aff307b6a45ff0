import { beforeEach, expect, test } from "vitest";

import { createFakeClock, settle, type FakeClock } from "../testing/fakeClock";
import type { Answer, OwnTest, OwnTestList } from "./api";
import { createOwnTests, type OwnTests, ownTestName, ownTestOf, saveOwnTestsAfterMs } from "./ownTests";
import { held, ok, refusalOf, unreachable } from "./testing";

let clock: FakeClock;
let stored: Map<string, string>;
let saves: ReturnType<typeof held<[string, readonly OwnTest[]], Answer<OwnTestList>>>;

const one: OwnTest = { name: "one", input: "1\n", expectedOutput: "2\n" };
const two: OwnTest = { name: "two", input: "2\n", expectedOutput: null };
const accepted = ok<OwnTestList>({ problemId: "warehouse", tests: [] });

beforeEach(() => {
  clock = createFakeClock();
  stored = new Map();
  saves = held();
});

function open(): OwnTests {
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  };
  return createOwnTests({ api: { saveOwnTests: saves.call }, storage, storageKey: "session", clock }, ["warehouse"]);
}

async function advance(durationMs: number): Promise<void> {
  clock.advance(durationMs);
  await settle();
}

const shown = ({ getSnapshot }: OwnTests): unknown => [
  getSnapshot().byProblem["warehouse"]?.map(({ name }) => name),
  getSnapshot().states["warehouse"],
];

test("changes are saved together, a moment later", async () => {
  const own = open();
  own.set("warehouse", [one]);
  own.set("warehouse", [one, two]);
  expect(shown(own)).toEqual([["one", "two"], "waiting"]);
  await advance(saveOwnTestsAfterMs);
  expect(saves.calls.map(({ given }) => given)).toEqual([["warehouse", [one, two]]]);
  saves.calls[0]?.answer(accepted);
  await settle();
  expect(shown(own)).toEqual([["one", "two"], "saved"]);
});

test("what was not saved before a reload is there again, and is saved", async () => {
  open().set("warehouse", [one]);
  const again = open();
  again.receive([{ problemId: "warehouse", tests: [two] }]);
  expect(shown(again)).toEqual([["one"], "waiting"]);
  await advance(saveOwnTestsAfterMs);
  expect(saves.calls.at(-1)?.given).toEqual(["warehouse", [one]]);
});

test("what another device saved is taken over", () => {
  const own = open();
  own.receive([{ problemId: "warehouse", tests: [two] }]);
  expect(shown(own)).toEqual([["two"], "saved"]);
});

test("without network they are sent again; what the server will not take is said", async () => {
  const own = open();
  own.set("warehouse", [one]);
  await advance(saveOwnTestsAfterMs);
  saves.calls[0]?.answer(unreachable);
  await settle();
  await advance(60_000);
  expect(saves.calls).toHaveLength(2);
  saves.calls[1]?.answer(refusalOf(413, "own_tests_too_large"));
  await settle();
  expect(shown(own)).toEqual([["one"], "refused"]);
});

test("an example's line ends are those of a text field", () => {
  expect(ownTestOf({ input: "1 2\r\n3\r", expectedOutput: "6\r\n" }, "Example 1")).toEqual({
    name: "Like Example 1",
    input: "1 2\n3\n",
    expectedOutput: "6\n",
  });
  expect(ownTestName(two, 1)).toBe("two");
  expect(ownTestName({ ...two, name: " " }, 1)).toBe("Own test 2");
});
