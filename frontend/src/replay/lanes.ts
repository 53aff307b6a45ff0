/** The tracks under the scrubber, of people or of codes. Decoration: the list of what happened says the same in words. */
import { element } from "../ui/elements";
import { createMark, type MarkKind } from "./marks";

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
  const percent = (ms: number): string => `${(100 * ms) / Math.max(1, endMs - startMs)}%`;
  parent.replaceChildren(
    ...lanes.map(({ name, colour, spans }) => {
      const lane = element("span", { class: "replay-lane" });
      for (const span of spans) {
        const part =
          span.kind === "mark" ? createMark(span.mark) : element("span", { class: "replay-span", "data-kind": span.kind });
        part.style.setProperty("inset-inline-start", percent(span.startMs - startMs));
        if (span.kind !== "mark") part.style.setProperty("width", percent(span.endMs - span.startMs));
        lane.append(part);
      }
      const title = element("span", { class: "replay-lane-name" }, name);
      return element("div", { class: "replay-track-of", "data-colour": String(colour) }, title, lane);
    }),
  );
}
