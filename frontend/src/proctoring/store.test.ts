import "fake-indexeddb/auto";

import { expect, it } from "vitest";

import { openProctoringStore, type NewSnapshot, type ProctoringStore } from "./store";

let people = 0;
const nextPerson = (): string => `invitation:${(people += 1)}`;
const openNew = (): Promise<ProctoringStore> => openProctoringStore(nextPerson());

const snapshot = (clientId: string): NewSnapshot => ({
  clientId,
  capturedAt: "2026-11-22T10:00:00.000Z",
  reason: "interval",
  image: new Blob([clientId], { type: "image/jpeg" }),
});

it("numbers snapshots from 0 and gives the oldest first, with its picture", async () => {
  const store = await openNew();
  await store.addSnapshot(snapshot("first"));
  await store.addSnapshot(snapshot("second"));
  const oldest = await store.oldestSnapshot();
  expect(oldest).toMatchObject({ clientId: "first", sequence: 0, reason: "interval" });
  expect(await oldest?.image.text()).toBe("first");
  expect(await store.countSnapshots()).toBe(2);
});

it("never uses a number again, whatever was sent meanwhile", async () => {
  const store = await openNew();
  await store.addSnapshot(snapshot("first"));
  await store.removeSnapshot(0);
  await store.addSnapshot(snapshot("second"));
  expect(await store.oldestSnapshot()).toMatchObject({ sequence: 1 });
});

it("goes on from where another device got to, and never back", async () => {
  const store = await openNew();
  await store.raiseSequence(7);
  await store.raiseSequence(3);
  await store.addSnapshot(snapshot("eighth"));
  expect(await store.oldestSnapshot()).toMatchObject({ sequence: 7 });
});

it("keeps everything when the page is loaded anew", async () => {
  const person = nextPerson();
  const before = await openProctoringStore(person);
  await before.addSnapshot(snapshot("kept"));
  await before.addIncident({ clientId: "a", kind: "tab_hidden", occurredAt: "2026-11-22T10:00:00Z" });
  const after = await openProctoringStore(person);
  expect(await after.oldestSnapshot()).toMatchObject({ clientId: "kept" });
  expect(await after.oldestIncidents(5)).toHaveLength(1);
});

it("keeps people apart who share a browser", async () => {
  const [ours, theirs] = [await openNew(), await openNew()];
  await ours.addSnapshot(snapshot("ours"));
  await ours.addIncident({ clientId: "a", kind: "window_blur", occurredAt: "2026-11-22T10:00:00Z" });
  expect(await theirs.oldestSnapshot()).toBeNull();
  expect(await theirs.oldestIncidents(5)).toEqual([]);
  expect(await theirs.countSnapshots()).toBe(0);
});

it("gives incidents in their order and removes only the named ones", async () => {
  const store = await openNew();
  for (const clientId of ["a", "b", "c"])
    await store.addIncident({ clientId, kind: "large_paste", occurredAt: "2026-11-22T10:00:00Z", details: { characters: 900 } });
  expect((await store.oldestIncidents(2)).map(({ clientId }) => clientId)).toEqual(["a", "b"]);
  await store.removeIncidents(new Set(["a", "b"]));
  expect(await store.oldestIncidents(2)).toEqual([
    { clientId: "c", kind: "large_paste", occurredAt: "2026-11-22T10:00:00Z", details: { characters: 900 } },
  ]);
});
