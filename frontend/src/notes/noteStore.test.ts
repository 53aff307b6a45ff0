import { describe, expect, it } from "vitest";

import type { Notes } from "../generated/openapi";
import type { SendOutcome } from "../lib/retryQueue";
import { createFakeClock } from "../testing/fakeClock";
import type { NotesApi } from "./api";
import { createNoteStore, parseChanges, type NoteStore } from "./noteStore";

const at = "2026-11-28T12:00:00.000Z";

interface Server {
  readonly api: NotesApi;
  readonly has: Map<string, string>;
  answer: SendOutcome;
  isFixed: boolean;
  readonly calls: string[];
}

function fakeServer(): Server {
  const server: Server = { has: new Map(), answer: { kind: "accepted" }, isFixed: false, calls: [], api: null as never };
  const take = (call: string, change: () => void): Promise<SendOutcome> => {
    server.calls.push(call);
    if (server.answer.kind === "accepted") change();
    return Promise.resolve(server.answer);
  };
  const api: NotesApi = {
    list: () => {
      const notes = [...server.has].map(([id, text]) => ({ id, text, at }));
      return Promise.resolve<Notes | null>(server.answer.kind === "transient" ? null : { notes, isFixed: server.isFixed });
    },
    save: (id, { text }) =>
      take(`save ${id} ${text}`, () => {
        server.has.set(id, text);
      }),
    remove: (id) =>
      take(`remove ${id}`, () => {
        server.has.delete(id);
      }),
  };
  return Object.assign(server, { api });
}

function memory(): { readonly getItem: (key: string) => string | null; readonly setItem: (key: string, value: string) => void } {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function setUp(): {
  readonly server: Server;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly open: () => NoteStore;
} {
  const server = fakeServer();
  const clock = createFakeClock();
  const storage = memory();
  return { server, clock, open: () => createNoteStore({ api: server.api, clock, storage, scope: "room/1" }) };
}

function texts(store: NoteStore): string[] {
  return store.notes().map(({ text }) => text);
}

describe("a note store", () => {
  it("keeps, changes and deletes", async () => {
    const { server, open } = setUp();
    const store = open();
    await store.start();
    store.save("a", { text: "one", at });
    expect(store.notes()).toEqual([{ id: "a", text: "one", at, isWaiting: true }]);
    expect(store.state()).toBe("saving");
    await settled();
    expect(store.notes()[0]?.isWaiting).toBe(false);
    expect(store.state()).toBe("saved");
    store.save("a", { text: "two", at });
    await settled();
    expect([...server.has]).toEqual([["a", "two"]]);
    store.remove("a");
    expect(texts(store)).toEqual([]);
    await settled();
    expect(server.has.size).toBe(0);
  });

  it("keeps what is written offline, over the page's end, and sends it once there is a way", async () => {
    const { server, clock, open } = setUp();
    server.answer = { kind: "transient" };
    const first = open();
    await first.start();
    first.save("a", { text: "offline", at });
    first.save("a", { text: "offline, changed", at });
    await settled();
    expect(first.state()).toBe("offline");

    const second = open();
    await second.start();
    expect(texts(second)).toEqual(["offline, changed"]);
    server.answer = { kind: "accepted" };
    second.retryNow();
    await settled();
    clock.advance(20_000);
    await settled();
    expect([...server.has]).toEqual([["a", "offline, changed"]]);
    expect(second.state()).toBe("saved");
    const third = open();
    await third.start();
    expect(third.notes()).toEqual([{ id: "a", text: "offline, changed", at, isWaiting: false }]);
  });

  it("says what was refused, and sends the rest", async () => {
    const { server, open } = setUp();
    const store = open();
    await store.start();
    server.answer = { kind: "rejected" };
    store.save("a", { text: "no", at });
    await settled();
    expect([store.state(), texts(store)]).toEqual(["refused", []]);
    server.answer = { kind: "accepted" };
    store.save("b", { text: "yes", at });
    await settled();
    expect([store.state(), texts(store)]).toEqual(["saved", ["yes"]]);
  });

  it("keeps what a signed-out page cannot send", async () => {
    const { server, open } = setUp();
    const store = open();
    await store.start();
    server.answer = { kind: "ended" };
    store.save("a", { text: "later", at });
    await settled();
    expect(store.state()).toBe("ended");
    server.answer = { kind: "accepted" };
    await open().start();
    await settled();
    expect([...server.has]).toEqual([["a", "later"]]);
  });

  it("tells that the scorecard is handed in", async () => {
    const { server, open } = setUp();
    server.isFixed = true;
    const store = open();
    await store.start();
    expect(store.state()).toBe("fixed");
  });
});

describe("parseChanges", () => {
  it("leaves out what does not fit", () => {
    const good = { id: "a", note: { text: "x", at } };
    const gone = { id: "b", note: null };
    expect(parseChanges(JSON.stringify([good, gone, 7, null, { id: 1, note: null }, { id: "c", note: {} }]))).toEqual([
      good,
      gone,
    ]);
    expect([parseChanges(null), parseChanges("{"), parseChanges("{}")]).toEqual([[], [], []]);
  });
});
