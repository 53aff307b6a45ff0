import { describe, expect, it } from "vitest";

import type { WireElement } from "../protocol";
import { createBoardLog } from "./boardLog";
import type { BoardPage } from "./data";

const perPage = 5;

function copy(id: string, version: number, isDeleted = false): WireElement {
  return { id, version, versionNonce: 1, isDeleted };
}

/** 23 changes, 10 ms apart, and the board after each of them. */
function record() {
  const changes = Array.from({ length: 23 }, (_, number) => ({
    atMs: 1000 + number * 10,
    actor: number % 3 === 0 ? "user:1" : "invitation:2",
    elements: [copy(String(number % 4), number + 1, number % 7 === 6), copy("all", number + 1)],
  }));
  const scene = new Map<string, WireElement>();
  const scenes = [[] as WireElement[]];
  for (const { elements } of changes) {
    for (const element of elements) scene.set(element.id, element);
    scenes.push([...scene.values()]);
  }
  return { changes, scenes, visible: scenes.map((elements) => elements.filter(({ isDeleted }) => !isDeleted)) };
}

describe("the board's log", () => {
  it("gives every moment in any order, and fetches each page once", async () => {
    const { changes, scenes, visible } = record();
    const asked: number[] = [];
    const fetchPage = (after: number): Promise<BoardPage> => {
      asked.push(after);
      const next = after + perPage < changes.length ? after + perPage : null;
      return Promise.resolve({ elements: scenes[after] ?? [], changes: changes.slice(after, after + perPage), next });
    };
    const starts = [0, 5, 10, 15, 20].map((after) => ({ after, atMs: changes[after]?.atMs ?? 0 }));
    const log = createBoardLog(starts, fetchPage);
    for (let turn = 0; turn < 24; turn += 1) {
      const count = (turn * 7) % 24;
      const moment = await log.at(1000 + count * 10 - 1);
      expect(new Set(moment.elements)).toEqual(new Set(visible[count]));
      expect(moment.edit?.actor).toBe(changes[count - 1]?.actor);
    }
    expect(asked.toSorted((a, b) => a - b)).toEqual([0, 5, 10, 15, 20]);
  });

  it("takes pages that came into being later for a part of the last one", async () => {
    const { changes, visible } = record();
    const fetchPage = (after: number): Promise<BoardPage> =>
      Promise.resolve({
        elements: [],
        changes: changes.slice(after, after + perPage),
        next: after < 20 ? after + perPage : null,
      });
    const log = createBoardLog([{ after: 0, atMs: 1000 }], fetchPage);
    const moment = await log.at(9_000);
    expect(new Set(moment.elements)).toEqual(new Set(visible[23]));
  });

  it("gives the same moment for as long as nothing changes, and tries a failed page again", async () => {
    const { changes } = record();
    let isBroken = true;
    const log = createBoardLog([{ after: 0, atMs: 1000 }], () =>
      isBroken ? Promise.reject(new Error("offline")) : Promise.resolve({ elements: [], changes, next: null }),
    );
    await expect(log.at(1005)).rejects.toThrow("offline");
    isBroken = false;
    expect(await log.at(1005)).toBe(await log.at(1009));
    expect((await log.at(999)).elements).toEqual([]);
  });
});
