/** The tracks under the scrubber, of people or of codes. Decoration: the list of what happened says the same in words. */
import { element } from "../ui/elements";
import { createMark, placeOf, type MarkKind } from "./marks";

/** A part of a track. `presence` lies under the others; a mark stands at one moment. */
export type LaneSpan =
  | { readonly kind: "presence" | "edit"; readonly startMs: number; readonly endMs: number }
  | { readonly kind: "mark"; readonly mark: MarkKind; readonly startMs: number; readonly endMs: number };

export interface Lane {
  readonly name: string;
  /** 0 to 4, of `[data-colour]` in tokens.css. */
  readonly colour: number;
  readonly spans: readonly LaneSpan[];
}

/** How many colours `[data-colour]` in tokens.css has, from 0 on. */
export const colours = 5;

export function showLanes(parent: HTMLElement, lanes: readonly Lane[], startMs: number, endMs: number): void {
  parent.replaceChildren(
    ...lanes.map(({ name, colour, spans }) => {
      const lane = element("span", { class: "replay-lane" });
      for (const span of spans) {
        const part =
          span.kind === "mark" ? createMark(span.mark) : element("span", { class: "replay-span", "data-kind": span.kind });
        part.style.setProperty("inset-inline-start", placeOf(span.startMs, startMs, endMs));
        if (span.kind !== "mark") part.style.setProperty("width", placeOf(startMs + span.endMs - span.startMs, startMs, endMs));
        lane.append(part);
      }
      const title = element("span", { class: "replay-lane-name" }, name);
      return element("div", { class: "replay-track-of", "data-colour": String(colour) }, title, lane);
    }),
  );
}
