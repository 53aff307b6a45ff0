/** How tiles share the space. Pure geometry; lengths in CSS pixels. */

export type TileArrangement =
  /** Only ourselves, large. */
  | { readonly kind: "alone" }
  /** One other person fills the space, we are small in a corner. */
  | { readonly kind: "pair"; readonly large: string }
  /** Everybody else equally large, we are small. */
  | { readonly kind: "grid" };

/**
 * `others` by time of arrival. `isStrip`: the space is a column beside the shared work, in which faces stand below each other, or
 * a row below a shared screen.
 */
export function arrangeTiles(others: readonly string[], isStrip = false): TileArrangement {
  const [first, ...more] = others;
  if (first === undefined) return { kind: isStrip ? "grid" : "alone" };
  return more.length === 0 && !isStrip ? { kind: "pair", large: first } : { kind: "grid" };
}

export interface Space {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly gapPx: number;
}

export interface Grid {
  readonly columns: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
}

/** Widest and narrowest shape of a tile (width over height): faces fit in both. */
const widest = 16 / 9;
const narrowest = 1;

/** The number of columns at which `count` tiles show the most picture. */
export function bestGrid(count: number, space: Space): Grid {
  let best: Grid = { columns: 1, tileWidthPx: 0, tileHeightPx: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const grid = gridOf(columns, Math.ceil(count / columns), space);
    if (grid.tileWidthPx * grid.tileHeightPx > best.tileWidthPx * best.tileHeightPx) best = grid;
  }
  return best;
}

function gridOf(columns: number, rows: number, { widthPx, heightPx, gapPx }: Space): Grid {
  const cellWidthPx = Math.max(0, (widthPx - gapPx * (columns - 1)) / columns);
  const cellHeightPx = Math.max(0, (heightPx - gapPx * (rows - 1)) / rows);
  return {
    columns,
    tileWidthPx: Math.floor(Math.min(cellWidthPx, cellHeightPx * widest)),
    tileHeightPx: Math.floor(Math.min(cellHeightPx, cellWidthPx / narrowest)),
  };
}
