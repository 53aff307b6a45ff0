import { describe, expect, it } from "vitest";

import { arrangeTiles, bestGrid } from "./tileGrid";

describe("arrange", () => {
  it("shows ourselves large while nobody else is there", () => {
    expect(arrangeTiles([])).toEqual({ kind: "alone" });
    expect(arrangeTiles([], true)).toEqual({ kind: "grid" });
  });

  it("gives the only other person the space, but for a strip", () => {
    expect(arrangeTiles(["cara"])).toEqual({ kind: "pair", large: "cara" });
    expect(arrangeTiles(["cara"], true)).toEqual({ kind: "grid" });
  });

  it("treats several others alike", () => {
    expect(arrangeTiles(["cara", "ines"])).toEqual({ kind: "grid" });
  });
});

describe("bestGrid", () => {
  const gapPx = 8;

  it.each([1, 2, 3, 4, 5])("keeps %i tiles inside the space", (count) => {
    for (const [widthPx, heightPx] of [
      [1400, 700],
      [1000, 640],
      [344, 600],
      [344, 200],
    ] as const) {
      const grid = bestGrid(count, { widthPx, heightPx, gapPx });
      const rows = Math.ceil(count / grid.columns);
      expect(grid.tileWidthPx * grid.columns + gapPx * (grid.columns - 1)).toBeLessThanOrEqual(widthPx);
      expect(grid.tileHeightPx * rows + gapPx * (rows - 1)).toBeLessThanOrEqual(heightPx);
      expect(grid.tileWidthPx).toBeGreaterThan(0);
    }
  });

  it("puts three people in a row on a wide screen and below each other on a phone", () => {
    expect(bestGrid(3, { widthPx: 1800, heightPx: 500, gapPx }).columns).toBe(3);
    expect(bestGrid(3, { widthPx: 344, heightPx: 600, gapPx }).columns).toBe(1);
  });

  it("puts five people in two columns on a phone, where one column would leave slivers", () => {
    expect(bestGrid(5, { widthPx: 344, heightPx: 590, gapPx }).columns).toBe(2);
  });

  it("gives no negative lengths where there is no space", () => {
    expect(bestGrid(5, { widthPx: 10, heightPx: 0, gapPx })).toEqual({ columns: 1, tileWidthPx: 0, tileHeightPx: 0 });
  });
});
