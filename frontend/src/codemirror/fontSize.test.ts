import { describe, expect, it } from "vitest";

import { createFontSize, fontSizesPx } from "./fontSize";

function storageOf(value: string | null): {
  stored: string | null;
  getItem: () => string | null;
  setItem: (key: string, next: string) => void;
} {
  const storage = {
    stored: value,
    getItem: () => storage.stored,
    setItem: (_: string, next: string) => {
      storage.stored = next;
    },
  };
  return storage;
}

describe("the size of code", () => {
  it("starts as it was left, and is remembered", () => {
    const applied: string[] = [];
    const storage = storageOf("16");
    const size = createFontSize(storage, (css) => applied.push(css));
    size.change(1);
    expect(applied).toEqual(["1rem", "1.125rem"]);
    expect(storage.stored).toBe("18");
    expect(createFontSize(storage, () => undefined).sizePx()).toBe(18);
  });

  it.each([null, "", "huge", "17.5", "-1"])("starts at the default where %j was stored", (value) => {
    expect(createFontSize(storageOf(value), () => undefined).sizePx()).toBe(15);
  });

  it("ends at the smallest and at the largest", () => {
    const size = createFontSize(storageOf(null), () => undefined);
    while (size.canChange(-1)) size.change(-1);
    size.change(-1);
    expect(size.sizePx()).toBe(fontSizesPx[0]);
    while (size.canChange(1)) size.change(1);
    size.change(1);
    expect(size.sizePx()).toBe(fontSizesPx.at(-1));
  });
});
