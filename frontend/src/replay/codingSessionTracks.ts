/** A track for each code under the scrubber: when it was written, what came in at once, and when it was run and submitted. */
import { element } from "../ui/elements";
import type { SessionEntry } from "./codingSessionData";
import { colours } from "./tracks";

export interface SessionTrack {
  readonly name: string;
  readonly spans: readonly { readonly kind: "edit" | "inserted" | "mark"; readonly startMs: number; readonly endMs: number }[];
}

export function tracksOf(entries: readonly SessionEntry[]): readonly SessionTrack[] {
  const spans = new Map<string, SessionTrack["spans"][number][]>();
  for (const { kind, atMs, untilMs, reference } of entries) {
    if (reference.problem === undefined) continue;
    const name = `${reference.problem}, ${reference.language ?? ""}`;
    const track = spans.get(name) ?? [];
    spans.set(name, track);
    if (kind === "code_edited") track.push({ kind: "edit", startMs: atMs, endMs: untilMs });
    else if (
      kind === "code_inserted" &&
      (reference.origin === "pasted" || reference.origin === "dropped" || reference.origin === "loaded")
    )
      track.push({ kind: "inserted", startMs: atMs, endMs: atMs });
    else if (kind === "run" || kind === "submitted") track.push({ kind: "mark", startMs: atMs, endMs: atMs });
  }
  return [...spans].map(([name, found]) => ({ name, spans: found }));
}

/** Decoration: the list of what happened says the same in words. */
export function showSessionTracks(parent: HTMLElement, entries: readonly SessionEntry[], startMs: number, endMs: number): void {
  const percent = (ms: number): string => `${(100 * ms) / Math.max(1, endMs - startMs)}%`;
  parent.replaceChildren(
    ...tracksOf(entries).map(({ name, spans }, index) => {
      const lane = element("span", { class: "replay-lane" });
      for (const { kind, startMs: from, endMs: to } of spans) {
        const part = element("span", { class: "replay-span", "data-kind": kind });
        part.style.setProperty("inset-inline-start", percent(from - startMs));
        part.style.setProperty("width", percent(to - from));
        lane.append(part);
      }
      return element(
        "div",
        { class: "replay-track-of", "data-colour": String(index % colours) },
        element("span", { class: "replay-lane-name" }, name),
        lane,
      );
    }),
  );
}
