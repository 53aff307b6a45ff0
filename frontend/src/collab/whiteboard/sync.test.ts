import { beforeEach, describe, expect, it } from "vitest";

import { createFakeClock, settle, type FakeClock } from "../../testing/fakeClock";
import { digestLines, sceneOf } from "./elements";
import { digestIntervalMs, recordIntervalMs, throttleMs } from "./sync";
import { createFakeRoom, seededRandom, type FakeRoom, type Page } from "./testing";

let clock: FakeClock;
let room: FakeRoom;

beforeEach(() => {
  clock = createFakeClock();
  room = createFakeRoom(clock, seededRandom(7));
});

/** Lets time pass in small steps, with all that promises do between them. */
async function pass(durationMs: number): Promise<void> {
  for (let passed = 0; passed < durationMs; passed += 25) {
    clock.advance(25);
    await settle();
  }
}

function linesOf(page: Page): string {
  return digestLines(sceneOf(page.canvas.elements()));
}

function expectEqual(...pages: Page[]): void {
  for (const page of pages) expect(linesOf(page)).toBe(digestLines(room.server.scene));
}

async function joinAll(...names: string[]): Promise<Page[]> {
  const pages = names.map((name) => room.join(name));
  await settle();
  return pages;
}

describe("one page and the server", () => {
  it("says loading, saving and saved", async () => {
    const ivan = room.join("ivan");
    expect(ivan.sync().getSnapshot().kind).toBe("loading");
    await settle();
    expect(ivan.sync().getSnapshot().kind).toBe("saved");
    ivan.canvas.draw("a");
    clock.advance(throttleMs);
    expect(ivan.sync().getSnapshot().kind).toBe("saving");
    await pass(recordIntervalMs + 50);
    expect(ivan.sync().getSnapshot().kind).toBe("saved");
    expectEqual(ivan);
  });

  it("merges what changes often into few messages, the last one at the end of a stroke", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    room.openLink(ivan, cara);
    ivan.canvas.draw("a");
    for (let step = 0; step < 40; step += 1) {
      ivan.canvas.move("a");
      await pass(25);
    }
    expect(room.server.updates.length).toBeLessThanOrEqual(1 + 1_000 / recordIntervalMs);
    ivan.canvas.move("a");
    ivan.sync().strokeEnded();
    await settle();
    expectEqual(ivan, cara);
  });

  it("keeps order, and one message at a time", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    for (const id of ["c", "a", "b"]) {
      ivan.canvas.draw(id);
      await pass(60);
    }
    await pass(recordIntervalMs);
    expect(room.server.acknowledged).toEqual(["c", "a", "b"]);
  });

  it("keeps messages below what the server takes", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    for (let number = 0; number < 12; number += 1) ivan.canvas.draw(`big${number}`, { text: "x".repeat(100_000) });
    await pass(500);
    const sizes = room.server.updates.map((update) => JSON.stringify(update).length);
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThan(256_000);
    expectEqual(ivan);
  });

  it("finds the element that the server refuses, stores the rest, and says what happened", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    room.server.refuse = ({ elements }) => (elements.some(({ id }) => id === "bad") ? "invalid_payload" : null);
    for (const id of ["a", "bad", "b", "c", "d"]) ivan.canvas.draw(id);
    await pass(500);
    expect([...room.server.scene.keys()].sort()).toEqual(["a", "b", "c", "d"]);
    const requestsBefore = room.server.requests.filter((name) => name === "whiteboard_update").length;
    await pass(3 * digestIntervalMs);
    expect(room.server.requests.filter((name) => name === "whiteboard_update")).toHaveLength(requestsBefore);

    room.server.refuse = () => null;
    ivan.canvas.move("bad");
    await pass(500);
    expectEqual(ivan);
    expect(ivan.sync().getSnapshot().kind).toBe("saved");
  });

  it.each(["rate_limited", "internal_error", "timeout"] as const)("sends again after %s", async (code) => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    room.server.refuse = () => code;
    ivan.canvas.draw("a");
    await pass(200);
    expect(room.server.scene.size).toBe(0);
    room.server.refuse = () => null;
    await pass(3_000);
    expectEqual(ivan);
  });

  it("becomes read-only when the interview ends, and when it had ended before", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    room.server.refuse = () => "interview_over";
    ivan.canvas.draw("a");
    await pass(500);
    expect(ivan.sync().getSnapshot()).toMatchObject({ kind: "read-only", readOnly: true });
    room.server.readOnly = true;
    const [cara] = (await joinAll("cara")) as [Page];
    expect(cara.sync().getSnapshot().readOnly).toBe(true);
    cara.canvas.draw("b");
    await pass(500);
    expect(room.server.scene.size).toBe(0);
  });

  it("never sends what is not carried", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    ivan.canvas.draw("picture", { type: "image" });
    ivan.canvas.draw("page", { type: "embeddable" });
    ivan.canvas.draw("trap", { link: "javascript:alert(1)" });
    ivan.canvas.draw("good", { link: "https://example.com" });
    await pass(500);
    expect([...room.server.scene.keys()]).toEqual(["good"]);
  });
});

describe("coming and going", () => {
  it("gives a late joiner all of a scene that takes several answers, and shows it whole", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    for (let number = 0; number < 10; number += 1) ivan.canvas.draw(`e${number}`);
    ivan.canvas.erase("e3");
    await pass(500);
    const [cara] = (await joinAll("cara")) as [Page];
    expectEqual(ivan, cara);
    expect(cara.canvas.reveals()).toBe(1);
    expect(ivan.canvas.reveals()).toBe(0);
  });

  it("keeps what is drawn while the socket is down, says so, and sends it afterwards", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    ivan.disconnect();
    ivan.canvas.draw("mine");
    ivan.canvas.draw("mine too");
    cara.canvas.draw("hers");
    await pass(500);
    expect(ivan.sync().getSnapshot()).toMatchObject({ kind: "offline", waiting: 2 });
    expect(ivan.canvas.find("hers")).toBeUndefined();
    ivan.connect();
    await pass(500);
    expect(room.server.scene.has("mine")).toBe(true);
    expect(cara.canvas.find("mine")).toBeDefined();
    expect(ivan.canvas.find("hers")).toBeDefined();
  });

  it("sends again what was lost on the way to the server, or whose acknowledgement was", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    ivan.canvas.draw("a");
    ivan.sync().strokeEnded();
    ivan.disconnect();
    await settle();
    expect(room.server.scene.size).toBe(0);
    ivan.connect();
    await pass(200);
    expectEqual(ivan);
  });

  it("draws on over the data channel while the server is away", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    room.openLink(ivan, cara);
    ivan.disconnect();
    cara.disconnect();
    ivan.canvas.draw("a");
    await pass(100);
    expect(cara.canvas.find("a")).toBeDefined();
    cara.canvas.move("a");
    await pass(100);
    expect(linesOf(ivan)).toBe(linesOf(cara));
    ivan.connect();
    cara.connect();
    await pass(500);
    expectEqual(ivan, cara);
  });

  it("tells a page whose channel opens what the server does not know yet", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    ivan.disconnect();
    ivan.canvas.draw("a");
    await pass(100);
    expect(cara.canvas.find("a")).toBeUndefined();
    room.openLink(ivan, cara);
    expect(cara.canvas.find("a")).toBeDefined();
  });

  it("draws again what the canvas lost while it was made, though it is no news", async () => {
    const ivan = room.join("ivan");
    await settle();
    ivan.canvas.draw("a");
    await pass(1_000);
    ivan.disconnect();
    ivan.canvas.clear();
    ivan.connect();
    await settle();
    expect(room.server.scene.size).toBe(1);
    expectEqual(ivan);
  });

  it("keeps over a reload what the server had not acknowledged", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    ivan.disconnect();
    ivan.canvas.draw("a");
    await pass(100);
    ivan.reload();
    await pass(200);
    expect(ivan.canvas.find("a")).toBeDefined();
    expectEqual(ivan);
  });

  it("starts over when the socket is lost in the middle of reading the scene", async () => {
    const [ivan] = (await joinAll("ivan")) as [Page];
    for (let number = 0; number < 9; number += 1) ivan.canvas.draw(`e${number}`);
    await pass(300);
    const cara = room.join("cara");
    await Promise.resolve();
    cara.disconnect();
    cara.connect();
    await settle();
    expectEqual(ivan, cara);
  });
});

describe("together", () => {
  it("sends directly where it can, and through the server to the others only", async () => {
    const [ivan, cara, ines] = (await joinAll("ivan", "cara", "ines")) as [Page, Page, Page];
    room.openLink(ivan, cara);
    ivan.canvas.draw("a");
    await pass(100);
    expect(room.server.updates.map(({ reached }) => reached)).toEqual([["cara"]]);
    expectEqual(ivan, cara, ines);
  });

  it("does not count on a channel that closed before the record was sent", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    room.openLink(ivan, cara);
    room.loss = 1;
    ivan.canvas.draw("a");
    await pass(throttleMs + 25);
    room.closeLink(ivan, cara);
    ivan.canvas.draw("b");
    await pass(500);
    expectEqual(ivan, cara);
  });

  it("shows a change to what somebody is editing once they are done, if theirs did not win", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    ivan.canvas.draw("text");
    await pass(200);
    ivan.canvas.edit("text");
    for (let step = 0; step < 3; step += 1) cara.canvas.move("text");
    await pass(300);
    expect(ivan.canvas.find("text")?.version).toBe(1);
    ivan.canvas.edit(null);
    await pass(2_000);
    expectEqual(ivan, cara);
  });

  it("heals by the digest what nobody noticed missing", async () => {
    const [ivan, cara] = (await joinAll("ivan", "cara")) as [Page, Page];
    room.openLink(ivan, cara);
    await pass(digestIntervalMs);
    room.loss = 1;
    ivan.canvas.draw("a");
    await pass(500);
    expect(cara.canvas.find("a")).toBeUndefined();
    await pass(digestIntervalMs);
    expectEqual(ivan, cara);
  });

  it("asks for nothing but digests while nothing happens", async () => {
    await joinAll("ivan", "cara");
    await pass(1_000);
    room.server.requests.length = 0;
    await pass(3 * digestIntervalMs);
    expect(new Set(room.server.requests)).toEqual(new Set(["whiteboard_digest"]));
    expect(room.server.requests.length).toBeLessThanOrEqual(10);
  });

  it("tells pointers directly, through the server to the others, and throttled", async () => {
    const [ivan, cara, ines] = (await joinAll("ivan", "cara", "ines")) as [Page, Page, Page];
    room.openLink(ivan, cara);
    for (let x = 0; x < 10; x += 1) ivan.sync().pointerMoved({ x, y: 1, tool: "pointer", button: "up", selectedElementIds: {} });
    await pass(100);
    for (const page of [cara, ines]) {
      expect(page.pointers).toEqual([
        { peerId: "ivan", pointer: { x: 9, y: 1, tool: "pointer", button: "up", selectedElementIds: {} } },
      ]);
    }
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed))("converges whatever is lost and cut (%i)", async (seed) => {
    const random = seededRandom(seed + 1);
    room = createFakeRoom(clock, random);
    const pages = await joinAll("ivan", "cara", "ines");
    const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
    room.loss = 0.3;
    for (let step = 0; step < 120; step += 1) {
      const page = pick(pages);
      const other = pick(pages.filter((candidate) => candidate !== page));
      const id = `e${Math.floor(random() * 8)}`;
      pick([
        () => {
          page.canvas.draw(id);
        },
        () => {
          page.canvas.move(id);
        },
        () => {
          page.canvas.erase(id);
        },
        () => {
          page.canvas.edit(pick([id, null]));
        },
        () => {
          room.openLink(page, other);
        },
        () => {
          room.closeLink(page, other);
        },
        () => {
          page.disconnect();
        },
        () => {
          page.connect();
        },
        () => {
          page.reload();
        },
        () => {
          page.sync().strokeEnded();
        },
      ])();
      await pass(pick([0, 25, 100, 400]));
    }
    room.loss = 0;
    for (const page of pages) {
      page.canvas.edit(null);
      page.connect();
    }
    await pass(digestIntervalMs + 5_000);
    expect(room.server.scene.size).toBeGreaterThan(0);
    expectEqual(...pages);
  });
});
