/** A track for each code under the scrubber: when it was written, what came in at once, when it was run, submitted and judged. */
import type { SessionEntry } from "./codingSessionData";
import { colours, type LaneSpan, showLanes } from "./lanes";

export interface SessionTrack {
  readonly name: string;
  readonly spans: readonly LaneSpan[];
}

export function tracksOf(entries: readonly SessionEntry[]): readonly SessionTrack[] {
  const spans = new Map<string, LaneSpan[]>();
  for (const { kind, mark, atMs, untilMs, reference } of entries) {
    if (reference.problem === undefined) continue;
    const name = `${reference.problem}, ${reference.language ?? ""}`;
    const track = spans.get(name) ?? [];
    spans.set(name, track);
    if (kind === "code_edited") track.push({ kind: "edit", startMs: atMs, endMs: untilMs });
    else if (mark !== null) track.push({ kind: "mark", mark, startMs: atMs, endMs: atMs });
  }
  return [...spans].map(([name, found]) => ({ name, spans: found }));
}

export function showSessionTracks(parent: HTMLElement, entries: readonly SessionEntry[], startMs: number, endMs: number): void {
  const lanes = tracksOf(entries).map((track, index) => ({ ...track, colour: index % colours }));
  showLanes(parent, lanes, startMs, endMs);
}
