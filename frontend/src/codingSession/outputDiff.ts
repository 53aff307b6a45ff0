/** Expected and actual output side by side, line by line. Pure. */

export type DiffRow =
  | { readonly kind: "same"; readonly expectedLine: number; readonly actualLine: number; readonly text: string }
  | {
      readonly kind: "changed";
      readonly expectedLine: number;
      readonly actualLine: number;
      readonly expected: string;
      readonly actual: string;
    }
  | { readonly kind: "missing"; readonly expectedLine: number; readonly expected: string }
  | { readonly kind: "extra"; readonly actualLine: number; readonly actual: string }
  /** Lines that are the same and that nobody wants to read. */
  | { readonly kind: "skipped"; readonly count: number };

export interface OutputDiff {
  readonly rows: readonly DiffRow[];
  /** Nothing differs but white space or capitals, which this problem seems to mind. */
  readonly onlySpacing: boolean;
  /** There is more than is shown. */
  readonly isCut: boolean;
}

/** Beyond this, lines are compared by their places: a table of all pairs would take too long. */
const maxAligned = 600;
const maxRows = 200;
const context = 2;

export function outputDiff(expected: string, actual: string): OutputDiff {
  const left = lines(expected);
  const right = lines(actual);
  // Most problems ignore spacing and capitals, so those come second.
  const loose = align(left, right, (a, b) => loosened(a) === loosened(b));
  const onlySpacing = loose.every(({ kind }) => kind === "same");
  const rows = fold(onlySpacing ? align(left, right, (a, b) => a === b) : loose);
  return { rows: rows.slice(0, maxRows), onlySpacing, isCut: rows.length > maxRows };
}

function lines(text: string): readonly string[] {
  const all = text.replaceAll("\r\n", "\n").split("\n");
  if (all.at(-1) === "") all.pop();
  return all;
}

function loosened(line: string): string {
  return line.trim().replace(/\s+/g, " ").toLowerCase();
}

type Same = (expected: string, actual: string) => boolean;

function align(left: readonly string[], right: readonly string[], same: Same): readonly DiffRow[] {
  const pairs =
    left.length > maxAligned || right.length > maxAligned ? byPlace(left, right, same) : longestCommon(left, right, same);
  const rows: DiffRow[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of [...pairs, [left.length, right.length] as const]) {
    // What lies between two common lines differs: pair it off, the rest is missing or extra.
    for (; i < nextI && j < nextJ; i += 1, j += 1) {
      rows.push({ kind: "changed", expectedLine: i + 1, actualLine: j + 1, expected: left[i] ?? "", actual: right[j] ?? "" });
    }
    for (; i < nextI; i += 1) rows.push({ kind: "missing", expectedLine: i + 1, expected: left[i] ?? "" });
    for (; j < nextJ; j += 1) rows.push({ kind: "extra", actualLine: j + 1, actual: right[j] ?? "" });
    if (i < left.length && j < right.length) {
      rows.push({ kind: "same", expectedLine: i + 1, actualLine: j + 1, text: left[i] ?? "" });
      i += 1;
      j += 1;
    }
  }
  return rows;
}

type Pair = readonly [left: number, right: number];

function byPlace(left: readonly string[], right: readonly string[], same: Same): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    if (same(left[i] ?? "", right[i] ?? "")) pairs.push([i, i]);
  }
  return pairs;
}

function longestCommon(left: readonly string[], right: readonly string[], same: Same): readonly Pair[] {
  const width = right.length + 1;
  // lengths[i * width + j]: how many lines the rests from i and from j have in common.
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = same(left[i] ?? "", right[j] ?? "") ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (same(left[i] ?? "", right[j] ?? "")) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Leaves out long stretches of equal lines, but for those next to a difference. */
function fold(rows: readonly DiffRow[]): readonly DiffRow[] {
  const isNear = rows.map((_, index) =>
    rows.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== "same"),
  );
  const folded: DiffRow[] = [];
  let count = 0;
  const skip = (): void => {
    if (count > 0) folded.push({ kind: "skipped", count });
    count = 0;
  };
  rows.forEach((row, index) => {
    if (isNear[index] === true) {
      skip();
      folded.push(row);
    } else count += 1;
  });
  skip();
  return folded;
}

/** Where two lines part: the length of what they have in common at their beginning. */
export function commonStart(expected: string, actual: string): number {
  let length = 0;
  while (length < Math.min(expected.length, actual.length) && expected[length] === actual[length]) length += 1;
  return length;
}
