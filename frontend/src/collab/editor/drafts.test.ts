import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";

import { settle } from "../../testing/fakeClock";
import { createDraftKeeper, openDraftStore, type Draft, type DraftStore } from "./drafts";

describe("drafts in the browser", () => {
  it("are kept by room and person, one for each page, until they are forgotten", async () => {
    const [ada, bob] = [await openDraftStore("room/ada"), await openDraftStore("room/bob")];
    await ada.save({ pageId: "1", update: new Uint8Array([1]), changes: 1 });
    await ada.save({ pageId: "1", update: new Uint8Array([1, 2]), changes: 2 });
    await ada.save({ pageId: "2", update: new Uint8Array([3]), changes: 1 });
    await bob.save({ pageId: "3", update: new Uint8Array([4]), changes: 1 });
    expect(await ada.load()).toMatchObject([
      { pageId: "1", update: new Uint8Array([1, 2]), changes: 2 },
      { pageId: "2", update: new Uint8Array([3]), changes: 1 },
    ]);
    await ada.forget(["1", "2"]);
    expect(await (await openDraftStore("room/ada")).load()).toEqual([]);
    expect(await bob.load()).toHaveLength(1);
  });
});

describe("the keeper", () => {
  it("writes the newest changes after one another, and survives a store that fails", async () => {
    const written: (Draft | readonly string[])[] = [];
    const warnings: unknown[] = [];
    let current: { update: Uint8Array; changes: number } | null = { update: new Uint8Array([1]), changes: 1 };
    let fails = true;
    const store: DraftStore = {
      load: () => Promise.resolve([{ pageId: "earlier", update: new Uint8Array([9]), changes: 1 }]),
      save: (draft) => {
        if (fails) return Promise.reject(new Error("full"));
        written.push(draft);
        return Promise.resolve();
      },
      forget: (pageIds) => {
        written.push(pageIds);
        return Promise.resolve();
      },
    };
    const keeper = createDraftKeeper({
      store,
      pageId: "mine",
      current: () => current,
      warn: (_, detail) => warnings.push(detail),
    });
    await keeper.load();
    keeper.refresh();
    await settle();
    expect(warnings).toHaveLength(1);
    fails = false;
    keeper.refresh();
    current = { update: new Uint8Array([1, 2]), changes: 2 };
    keeper.refresh();
    keeper.refresh();
    await settle();
    expect(written).toMatchObject([{ changes: 1 }, { pageId: "mine", changes: 2 }]);
    current = null;
    keeper.refresh();
    keeper.refresh();
    await settle();
    expect(written.slice(2)).toEqual([["earlier", "mine"]]);
  });

  it("does not wait for a write under way when the page may go away", async () => {
    const written: number[] = [];
    let changes = 1;
    const store: DraftStore = {
      load: () => Promise.resolve([]),
      save: (draft) => {
        written.push(draft.changes);
        return new Promise(() => undefined);
      },
      forget: () => Promise.resolve(),
    };
    const current = () => ({ update: new Uint8Array([changes]), changes });
    const keeper = createDraftKeeper({ store, pageId: "mine", current, warn: () => undefined });
    keeper.refresh();
    changes = 6;
    keeper.refresh();
    await settle();
    expect(written).toEqual([1]);
    keeper.refreshNow();
    expect(written).toEqual([1, 6]);
  });
});
