/** A track for each person under the scrubber: when they were there, wrote, drew, ran and asked. */
import { element } from "../ui/elements";
import type { Entry, Timeline } from "./data";

/** A part of a track. `presence` lies under the others. */
export interface TrackSpan {
  readonly kind: "presence" | "edit" | "mark";
  readonly startMs: number;
  readonly endMs: number;
}

/** How many colours `[data-colour]` in tokens.css has, from 0 on. */
export const colours = 5;

const marks: readonly Entry["kind"][] = ["question_pushed", "code_run", "chat_message"];

/** What one person did, by time. Who is still there at the end was there until then. */
export function spansOf(entries: readonly Entry[], actor: string, endMs: number): readonly TrackSpan[] {
  const spans: TrackSpan[] = [];
  let joinedMs: number | null = null;
  for (const entry of entries) {
    if (entry.actor !== actor) continue;
    if (entry.kind === "joined") joinedMs ??= entry.atMs;
    else if (entry.kind === "left" && joinedMs !== null) {
      spans.push({ kind: "presence", startMs: joinedMs, endMs: entry.atMs });
      joinedMs = null;
    } else if (entry.kind === "document_edited" || entry.kind === "board_edited")
      spans.push({ kind: "edit", startMs: entry.atMs, endMs: entry.untilMs });
    else if (marks.includes(entry.kind)) spans.push({ kind: "mark", startMs: entry.atMs, endMs: entry.atMs });
  }
  return joinedMs === null ? spans : [...spans, { kind: "presence", startMs: joinedMs, endMs }];
}

/** Decoration: the list of what happened says the same in words. */
export function showTracks(
  parent: HTMLElement,
  timeline: Timeline,
  startMs: number,
  endMs: number,
  colourOf: (actor: string) => number,
): void {
  const length = Math.max(1, endMs - startMs);
  const percent = (ms: number): string => `${(100 * ms) / length}%`;
  const tracks = [...timeline.people].flatMap(([actor, person]) => {
    const spans = spansOf(timeline.entries, actor, endMs);
    if (spans.length === 0) return [];
    const lane = element("span", { class: "replay-lane" });
    for (const { kind, startMs: from, endMs: to } of spans) {
      const part = element("span", { class: "replay-span", "data-kind": kind });
      part.style.setProperty("inset-inline-start", percent(from - startMs));
      part.style.setProperty("width", percent(to - from));
      lane.append(part);
    }
    const name = element("span", { class: "replay-lane-name" }, person.name);
    return [element("div", { class: "replay-track-of", "data-colour": String(colourOf(actor)) }, name, lane)];
  });
  parent.replaceChildren(...tracks);
}
