import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";

import { settle } from "../../testing/fakeClock";
import { draftDelayMs, recordIntervalMs } from "./providerMachine";
import { createFakeRoom, seededRandom, type FakeRoom, type Page } from "./testing";

let room: FakeRoom;

beforeEach(() => {
  room = createFakeRoom();
});

const serverText = (): string => room.serverDoc.getText("code").toJSON();

function type(page: Page, text: string, index = page.code.length): void {
  page.code.insert(index, text);
}

async function openTogether(...names: string[]): Promise<Page[]> {
  const pages: Page[] = [];
  for (const name of names) pages.push(await room.open(name));
  for (const a of names) for (const b of names) if (a < b) room.setLink(a, b, true);
  await room.calmDown();
  return pages;
}

function expectAllEqual(pages: readonly Page[]): void {
  for (const page of pages) {
    expect(page.text()).toBe(serverText());
    expect(page.provider.getSnapshot()).toEqual({ kind: "saved" });
    expect(page.warnings).toEqual([]);
  }
}

describe("a change", () => {
  it("goes to the other page directly and to the server, which is told whom it need not tell", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    type(ada, "x");
    expect(ada.provider.getSnapshot()).toEqual({ kind: "saving", waiting: 1 });
    await room.calmDown();
    expect(bob.text()).toBe("x");
    expect(room.arrived).toMatchObject([{ from: "ada", reached: ["bob"] }]);
    expectAllEqual([ada, bob]);
  });

  it("reaches a page without a direct way through the server", async () => {
    const [ada, bob, cleo] = (await openTogether("ada", "bob", "cleo")) as [Page, Page, Page];
    room.setLink("ada", "cleo", false);
    type(ada, "x");
    await room.calmDown();
    expect(room.arrived.at(0)).toMatchObject({ reached: ["bob"] });
    expectAllEqual([ada, bob, cleo]);
  });

  it("that everybody has directly goes to the server with those of the next moment, as one message", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    for (const letter of "abc") type(ada, letter);
    while (room.underWay() > 0) await room.deliver();
    expect([bob.text(), serverText()]).toEqual(["abc", ""]);
    expect(ada.provider.getSnapshot()).toEqual({ kind: "saving", waiting: 3 });
    await room.calmDown();
    expect(room.arrived).toMatchObject([{ from: "ada", reached: ["bob"] }]);
    expectAllEqual([ada, bob]);
  });

  it("goes to the server at once while somebody in the room has no direct way, or when it is asked for", async () => {
    const [ada] = (await openTogether("ada", "bob")) as [Page];
    room.setLink("ada", "bob", false);
    type(ada, "a");
    while (room.underWay() > 0) await room.deliver();
    expect(serverText()).toBe("a");
    room.setLink("ada", "bob", true);
    type(ada, "b");
    ada.provider.release();
    while (room.underWay() > 0) await room.deliver();
    expect(serverText()).toBe("ab");
  });

  it("made while another is on its way waits for it, and goes along with all that gathered meanwhile", async () => {
    const [ada] = (await openTogether("ada")) as [Page];
    type(ada, "h");
    room.clock.advance(recordIntervalMs);
    for (const letter of "ello") type(ada, letter);
    room.clock.advance(recordIntervalMs);
    await settle();
    expect(room.underWay()).toBe(1);
    await room.calmDown();
    expect(room.arrived).toHaveLength(2);
    expect(serverText()).toBe("hello");
  });

  it("counts nobody as reached who missed a part of what goes along, or has gone since", async () => {
    const [ada] = (await openTogether("ada", "bob")) as [Page];
    type(ada, "a");
    room.setLink("ada", "bob", false);
    type(ada, "b");
    room.setLink("ada", "bob", true);
    type(ada, "c");
    await room.calmDown();
    expect(room.arrived.map(({ reached }) => reached)).toEqual([[], ["bob"]]);
    expect(serverText()).toBe("abc");
  });
});

describe("without the socket", () => {
  it("typing goes on, is counted, and arrives in order when the socket is back", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    room.setLink("ada", "bob", false);
    room.setSocket("ada", false);
    for (const letter of "offline") type(ada, letter);
    expect(ada.provider.getSnapshot()).toEqual({ kind: "offline", waiting: 7 });
    type(bob, "> ");
    await room.calmDown();
    expect(bob.text()).toBe("> ");
    room.setSocket("ada", true);
    await room.calmDown();
    expectAllEqual([ada, bob]);
    expect(serverText()).toHaveLength(9);
  });

  it("a change whose acknowledgement was lost is sent again and stands once", async () => {
    const [ada] = (await openTogether("ada")) as [Page];
    type(ada, "once");
    room.clock.advance(recordIntervalMs);
    await settle();
    await room.deliver();
    expect(serverText()).toBe("once");
    room.setSocket("ada", false);
    room.setSocket("ada", true);
    await room.calmDown();
    expect(serverText()).toBe("once");
    expectAllEqual([ada]);
  });

  it("a reload takes up what could not be sent, and forgets it when the server has it", async () => {
    const ada = await room.open("ada", { joins: false });
    type(ada, "kept");
    await settle();
    room.close("ada");
    const again = await room.open("ada", { joins: false });
    expect(again.text()).toBe("kept");
    type(again, "!");
    room.close("ada");
    await settle();
    const third = await room.open("ada");
    await room.calmDown();
    expect(serverText()).toBe("kept!");
    expectAllEqual([third]);
    expect(room.drafts.size).toBe(0);
  });

  it("a page that vanished before it could send is made up for by those who got its work directly", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    type(bob, "abc");
    await room.calmDown();
    room.setSocket("ada", false);
    type(ada, "from ada", 0);
    ada.code.delete(8, 2);
    while (room.underWay() > 0) await room.deliver();
    room.close("ada");
    await room.calmDown();
    expect(serverText()).toBe("from adac");
    expectAllEqual([bob]);
  });

  it("so are its deletions, of which state vectors know nothing", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    type(bob, "abc");
    await room.calmDown();
    room.setSocket("ada", false);
    ada.code.delete(1, 1);
    while (room.underWay() > 0) await room.deliver();
    room.close("ada");
    await room.calmDown();
    expect(serverText()).toBe("ac");
    expectAllEqual([bob]);
  });
});

describe("an update that the server does not take", () => {
  it("because it overtook what it builds on is sent again a moment later", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    type(ada, "ac");
    // Ada's way to the server is slow; bob has it directly and builds on it.
    await room.deliver(1);
    expect(bob.text()).toBe("ac");
    type(bob, "b", 1);
    await settle();
    const before = room.syncs();
    for (const n of [2, 2, 2]) await room.deliver(n);
    await room.calmDown();
    expect(serverText()).toBe("abc");
    expectAllEqual([ada, bob]);
    expect(room.syncs()).toBeGreaterThanOrEqual(before);
  });

  it("is given up only together with what it builds on when that never comes", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    room.setSocket("ada", false);
    type(ada, "ac");
    await settle();
    while (room.underWay() > 0) await room.deliver();
    type(bob, "b", 1);
    await room.calmDown();
    expect(serverText()).toBe("abc");
    expect(bob.provider.getSnapshot()).toEqual({ kind: "saved" });
  });

  it("because it is too large is told to the person, and taking it back settles it", async () => {
    const [ada] = (await openTogether("ada")) as [Page];
    const undo = new Y.UndoManager(ada.code);
    room.refuse((update) => (update.byteLength > 100 ? { code: "too_large", message: "Too large." } : null));
    type(ada, "x".repeat(200));
    await room.calmDown();
    expect(ada.provider.getSnapshot()).toEqual({ kind: "refused", message: "Too large.", waiting: 1 });
    undo.undo();
    undo.clear();
    type(ada, "y");
    await room.calmDown();
    room.refuse(null);
    await room.calmDown();
    expect(serverText()).toBe("y");
    expectAllEqual([ada]);
  });

  it("for a passing reason is sent again", async () => {
    const [ada] = (await openTogether("ada")) as [Page];
    let refusals = 2;
    room.refuse(() => (refusals-- > 0 ? { code: "rate_limited", message: "Slowly." } : null));
    type(ada, "x");
    await room.calmDown();
    expect(refusals).toBeLessThanOrEqual(0);
    expectAllEqual([ada]);
    expect(serverText()).toBe("x");
  });

  it("because the interview is over leaves the page read-only, and says what was not saved", async () => {
    const [ada] = (await openTogether("ada")) as [Page];
    room.setReadOnly();
    type(ada, "late");
    await room.calmDown();
    expect(ada.provider.getSnapshot()).toEqual({ kind: "readOnly", waiting: 1 });
    const late = await room.open("bob");
    await room.calmDown();
    expect(late.provider.getSnapshot()).toEqual({ kind: "readOnly", waiting: 0 });
  });
});

describe("junk", () => {
  it("from a peer is survived and changes nothing", async () => {
    const [ada, bob] = (await openTogether("ada", "bob")) as [Page, Page];
    type(ada, "safe");
    await room.calmDown();
    for (const bytes of [[], [9], [0, 2, 3, 1, 1, 255], [0, 0, 1, 9], [0, 1, 2, 1]]) {
      room.sendDirectly("bob", "ada", Uint8Array.from(bytes));
    }
    await room.calmDown();
    expect(ada.text()).toBe("safe");
    type(ada, "!");
    await room.calmDown();
    expect([bob.text(), serverText()]).toEqual(["safe!", "safe!"]);
  });
});

describe("three pages with bad connections", () => {
  const names = ["ada", "bob", "cleo"] as const;

  /** Edits, undoes, cuts, reloads and deliveries in an order that the seed decides; then everything is restored. */
  async function play(seed: number, deletes: boolean): Promise<{ readonly pages: Page[]; readonly typed: number }> {
    const random = seededRandom(seed);
    const pages = new Map<string, Page>();
    for (const page of await openTogether(...names)) pages.set(page.userId, page);
    let typed = 0;
    for (let turn = 0; turn < 120; turn += 1) {
      const name = names[random(3)] ?? "ada";
      const other = names[random(3)] ?? "bob";
      const page = pages.get(name);
      if (page === undefined) throw new Error(`${name} is not here`);
      const action = random(20);
      if (action < 6) {
        const text = "abcdefgh".slice(0, 1 + random(8));
        typed += text.length;
        type(page, text, random(page.code.length + 1));
      } else if (action < 8) {
        if (deletes && page.code.length > 0) page.code.delete(random(page.code.length), 1);
      } else if (action === 8) room.setSocket(name, false);
      else if (action === 9) room.setSocket(name, true);
      else if (action === 10) room.setLink(name, other, false);
      else if (action === 11) room.setLink(name, other, name !== other);
      else if (action === 12) room.clock.advance(random(2_000));
      else if (action === 13 && random(3) === 0) {
        // A reload. The page has had the moment that writing down takes.
        room.clock.advance(draftDelayMs);
        await settle();
        room.close(name);
        pages.set(name, await room.open(name, { joins: random(2) === 0 }));
      } else await room.deliver(random(9));
    }
    for (const name of names) {
      room.setSocket(name, true);
      for (const other of names) if (name < other) room.setLink(name, other, true);
    }
    await room.calmDown();
    return { pages: [...pages.values()], typed };
  }

  it.each(Array.from({ length: 12 }, (_, seed) => seed))("end equal, nothing typed is lost (schedule %i)", async (seed) => {
    const { pages, typed } = await play(seed, false);
    expectAllEqual(pages);
    expect(serverText()).toHaveLength(typed);
    expect(room.drafts.size).toBe(0);
  });

  it.each(Array.from({ length: 12 }, (_, seed) => 100 + seed))("end equal, deletions too (schedule %i)", async (seed) => {
    const { pages } = await play(seed, true);
    expectAllEqual(pages);
    expect(room.drafts.size).toBe(0);
  });
});
