import { beforeEach, describe, expect, it } from "vitest";
import type { BrowserStorage } from "../ui/browserStorage";
import { createReload, type Reload } from "./reload";

const attendance = { name: "Cara", microphone: true, camera: false };
let values: Map<string, string>;
let nowMs: number;

function page(roomId = "room"): Reload {
  const storage: BrowserStorage = {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
  return createReload(roomId, storage, () => nowMs);
}

beforeEach(() => {
  values = new Map();
  nowMs = 1_000_000;
});

describe("a reload", () => {
  it("brings back how somebody was in the call, once", () => {
    page().keep(attendance);
    nowMs += 3_000;
    const next = page();
    expect(next.take()).toEqual(attendance);
    expect(next.take()).toBeNull();
  });

  it("is of one room", () => {
    page().keep(attendance);
    expect(page("another").take()).toBeNull();
  });

  it.each([60_001, -1])("means nothing after %i ms", (ageMs) => {
    page().keep(attendance);
    nowMs += ageMs;
    expect(page().take()).toBeNull();
  });

  it("ignores what it did not write", () => {
    values.set("talentsync:reload:room", "{");
    expect(page().take()).toBeNull();
  });
});
