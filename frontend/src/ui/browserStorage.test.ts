import { expect, it } from "vitest";

import { orMemory, type BrowserStorage } from "./browserStorage";

function refuse(): never {
  throw new DOMException("refused", "SecurityError");
}

function fakeStorage(): BrowserStorage & { isFull: boolean } {
  const values = new Map<string, string>();
  const storage = {
    isFull: false,
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (storage.isFull) throw new DOMException("full", "QuotaExceededError");
      values.set(key, value);
    },
    removeItem: (key: string) => void values.delete(key),
  };
  return storage;
}

it("keeps values in the browser's storage", () => {
  const kept = fakeStorage();
  const storage = orMemory(() => kept);
  storage.setItem("a", "1");
  expect([storage.getItem("a"), kept.getItem("a")]).toEqual(["1", "1"]);
  storage.removeItem("a");
  expect([storage.getItem("a"), kept.getItem("a")]).toEqual([null, null]);
});

it("does with memory where a browser has none for us", () => {
  const storage = orMemory(refuse);
  storage.setItem("a", "1");
  expect(storage.getItem("a")).toBe("1");
  storage.removeItem("a");
  expect(storage.getItem("a")).toBeNull();
});

it("does with memory where only writing is refused, and the newest value counts", () => {
  const kept = fakeStorage();
  const storage = orMemory(() => kept);
  storage.setItem("a", "old");
  kept.isFull = true;
  storage.setItem("a", "new");
  expect([storage.getItem("a"), kept.getItem("a")]).toEqual(["new", null]);
  kept.isFull = false;
  storage.setItem("a", "newest");
  expect([storage.getItem("a"), kept.getItem("a")]).toEqual(["newest", "newest"]);
});
