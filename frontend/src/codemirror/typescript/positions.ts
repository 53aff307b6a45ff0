/** Between offsets and the lines and columns of the Language Server Protocol, both in UTF-16 units. Pure. */
import type { Position } from "vscode-languageserver-protocol";

export function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

export function positionAt(starts: readonly number[], offset: number): Position {
  let line = starts.findIndex((start) => start > offset);
  line = (line < 0 ? starts.length : line) - 1;
  return { line, character: offset - (starts[line] ?? 0) };
}

export function offsetAt(text: string, { line, character }: Position): number {
  return Math.min(text.length, (lineStarts(text)[line] ?? text.length) + character);
}
