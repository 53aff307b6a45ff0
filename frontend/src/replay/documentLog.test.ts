import { describe, expect, it } from "vitest";
import * as Y from "yjs";

import { difference } from "./codeView";
import type { DocumentPage, TimedUpdate } from "./data";
import { createDocumentLog } from "./documentLog";

const perPage = 7;

/** Two people who write into one document; what it held after each of their changes. */
function record(changes: number): { updates: TimedUpdate[]; texts: string[] } {
  const doc = new Y.Doc();
  const updates: TimedUpdate[] = [];
  const texts = [""];
  doc.on("update", (update: Uint8Array) => {
    updates.push({ atMs: 1000 + updates.length * 10, actor: updates.length % 3 === 0 ? "user:1" : "invitation:2", update });
  });
  for (let number = 0; number < changes; number += 1) {
    const text = doc.getText("code");
    if (number === 5) doc.getMap("settings").set("language", "go");
    else if (number % 4 === 3) text.delete(number % text.length, 1);
    else text.insert((number * 7) % (text.length + 1), number % 2 === 0 ? "é" : `${number}\n`);
    texts.push(text.toJSON());
  }
  return { updates, texts };
}

function serve(updates: readonly TimedUpdate[], asked: number[]) {
  return (after: number): Promise<DocumentPage> => {
    asked.push(after);
    const before = updates.slice(0, after).map(({ update }) => update);
    return Promise.resolve({
      state: after === 0 ? null : Y.mergeUpdates(before),
      updates: updates.slice(after, after + perPage),
    });
  };
}

function startsOf(updates: readonly TimedUpdate[]) {
  return updates.flatMap(({ atMs }, after) => (after % perPage === 0 ? [{ after, atMs }] : []));
}

describe("the document's log", () => {
  it("gives every moment in any order, and fetches each page once", async () => {
    const { updates, texts } = record(40);
    const asked: number[] = [];
    const log = createDocumentLog(startsOf(updates), serve(updates, asked));
    // 17 and 41 have no common divisor: each number comes once, forwards and backwards.
    for (let turn = 0; turn < 41; turn += 1) {
      const count = (turn * 17) % 41;
      const moment = await log.at(1000 + count * 10 - 1);
      expect(moment.text).toBe(texts[count]);
      expect(moment.language).toBe(count > 5 ? "go" : "python");
      expect(moment.edit?.actor).toBe(count === 0 ? undefined : updates[count - 1]?.actor);
    }
    expect(asked.toSorted((a, b) => a - b)).toEqual([0, 7, 14, 21, 28, 35]);
  });

  it("says where the newest change was made", async () => {
    const doc = new Y.Doc();
    const updates: TimedUpdate[] = [];
    doc.on("update", (update: Uint8Array) => updates.push({ atMs: updates.length, actor: "user:1", update }));
    doc.getText("code").insert(0, "hello");
    doc.getText("code").insert(1, "xy");
    doc.getText("code").delete(4, 2);
    doc.getMap("settings").set("language", "rust");
    const log = createDocumentLog(startsOf(updates), serve(updates, []));
    const offsets = [];
    for (let atMs = 0; atMs < 4; atMs += 1) offsets.push((await log.at(atMs)).edit?.offset);
    expect(offsets).toEqual([5, 3, 4, null]);
  });

  it("knows the ids of what a line holds, in the order in which it is read", async () => {
    const doc = new Y.Doc();
    doc.clientID = 7;
    const updates: TimedUpdate[] = [];
    doc.on("update", (update: Uint8Array) => updates.push({ atMs: 1, actor: "user:1", update }));
    doc.getText("code").insert(0, "ac");
    doc.getText("code").insert(1, "b\n");
    const log = createDocumentLog([{ after: 0, atMs: 1 }], serve(updates, []));
    expect((await log.at(1)).text).toBe("ab\nc");
    const idsOf = await log.idsAt(1);
    expect(idsOf(0, 2)).toEqual([
      { client: 7, clock: 0, length: 1 },
      { client: 7, clock: 2, length: 1 },
    ]);
    expect(idsOf(3, 4)).toEqual([{ client: 7, clock: 1, length: 1 }]);
    expect(idsOf(0, 0)).toEqual([]);
  });

  it("asks the server for a moment of a page that is not there, and not of one that is", async () => {
    const { updates, texts } = record(20);
    const asked: number[] = [];
    const moments: number[] = [];
    const log = createDocumentLog(startsOf(updates), serve(updates, asked), (after, atMs) => {
      moments.push(after);
      return Promise.resolve({ atMs, actor: "user:9", text: "from the server", language: "go" });
    });
    expect((await log.at(1000)).text).toBe(texts[1]);
    expect(await log.at(1100)).toEqual({
      text: "from the server",
      language: "go",
      edit: { actor: "user:9", atMs: 1100, offset: null },
    });
    expect((await log.wholeAt(1100)).text).toBe(texts[11]);
    expect((await log.at(1110)).text).toBe(texts[12]);
    expect((await log.idsAt(1110))(0, 1)).toHaveLength(1);
    expect([asked, moments]).toEqual([[0, 7], [7]]);
    expect((await log.wholeAt(0)).text).toBe("");
    expect((await log.idsAt(0))(0, 1)).toEqual([]);
  });

  it("knows the ids at once where the moment is at hand, and those of no other moment", async () => {
    const { updates, texts } = record(20);
    const log = createDocumentLog(startsOf(updates), serve(updates, []), (_, atMs) =>
      Promise.resolve({ atMs, actor: "user:9", text: "from the server", language: "go" }),
    );
    expect(log.knownIdsAt(1100)).toBeNull();
    await log.at(1100);
    expect(log.knownIdsAt(1100)).toBeNull();
    await log.wholeAt(1100);
    const characters = log
      .knownIdsAt(1100)?.(0, Infinity)
      .reduce((sum, { length }) => sum + length, 0);
    expect(characters).toBe(texts[11]?.length);
    expect(log.knownIdsAt(1109)).not.toBeNull();
    expect(log.knownIdsAt(1110)).toBeNull();
    expect(log.knownIdsAt(1000)).toBeNull();
    expect(log.knownIdsAt(0)).toBeNull();
  });

  it("is empty where nothing was written", async () => {
    const log = createDocumentLog([], () => Promise.reject(new Error("nothing to fetch")));
    expect(await log.at(5)).toMatchObject({ text: "", language: "python", edit: null });
  });

  it("asks again for a page that could not be fetched", async () => {
    const { updates, texts } = record(3);
    let isDown = true;
    const log = createDocumentLog(startsOf(updates), (after) =>
      isDown ? Promise.reject(new Error("offline")) : serve(updates, [])(after),
    );
    await expect(log.at(5000)).rejects.toThrow("offline");
    isDown = false;
    expect((await log.at(5000)).text).toBe(texts.at(-1));
  });
});

describe("the difference of two texts", () => {
  it.each([
    ["", "a"],
    ["aaa", "aa"],
    ["abcabc", "abc"],
    ["one\ntwo", "one\n2\ntwo"],
    ["x", ""],
    ["abc", "xbz"],
  ])("from %j to %j", (before, after) => {
    const change = difference(before, after);
    expect(change && before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
  });

  it("is nothing between equal ones", () => {
    expect(difference("same", "same")).toBeNull();
  });
});
