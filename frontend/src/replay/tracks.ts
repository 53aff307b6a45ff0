/** A track for each person under the scrubber: when they were there, wrote, drew, ran, asked, pasted and spoke in the chat. */
import type { Entry, Timeline } from "./data";
import { type LaneSpan, showLanes } from "./lanes";

/** What one person did, by time. Who is still there at the end was there until then. */
export function spansOf(entries: readonly Entry[], actor: string, endMs: number): readonly LaneSpan[] {
  const spans: LaneSpan[] = [];
  let joinedMs: number | null = null;
  for (const { actor: whose, kind, mark, atMs, untilMs } of entries) {
    if (whose !== actor) continue;
    if (kind === "joined") joinedMs ??= atMs;
    else if (kind === "left" && joinedMs !== null) {
      spans.push({ kind: "presence", startMs: joinedMs, endMs: atMs });
      joinedMs = null;
    } else if (kind === "document_edited" || kind === "board_edited") spans.push({ kind: "edit", startMs: atMs, endMs: untilMs });
    // Where somebody was there, the track says it by its own colour.
    else if (mark !== null && mark !== "presence") spans.push({ kind: "mark", mark, startMs: atMs, endMs: atMs });
  }
  return joinedMs === null ? spans : [...spans, { kind: "presence", startMs: joinedMs, endMs }];
}

export function showTracks(
  parent: HTMLElement,
  timeline: Timeline,
  startMs: number,
  endMs: number,
  colourOf: (actor: string) => number,
): void {
  const lanes = [...timeline.people].flatMap(([actor, { name }]) => {
    const spans = spansOf(timeline.entries, actor, endMs);
    return spans.length === 0 ? [] : [{ name, colour: colourOf(actor), spans }];
  });
  showLanes(parent, lanes, startMs, endMs);
}
