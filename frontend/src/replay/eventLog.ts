/** Everything that happened, as a list of times and words; each leads to its moment. */
import { elapsed } from "../lib/duration";
import { element } from "../ui/elements";
import type { Entry, Timeline } from "./data";
import { entryText, nameOf } from "./strings";

export interface EventLog {
  readonly update: (positionMs: number) => void;
}

export function createEventLog(list: HTMLElement, timeline: Timeline, startMs: number, seek: (entry: Entry) => void): EventLog {
  const rows = timeline.entries.map((entry) => {
    const row = element(
      "button",
      { type: "button", class: "replay-entry", "data-kind": entry.kind },
      element("span", { class: "replay-entry-time" }, elapsed(entry.atMs - startMs)),
      element("span", { class: "replay-entry-text" }, entryText(entry, nameOf(timeline.people, entry.actor))),
    );
    row.addEventListener("click", () => {
      seek(entry);
    });
    return row;
  });
  list.replaceChildren(...rows.map((row) => element("li", {}, row)));
  let current: HTMLElement | undefined;
  return {
    update: (positionMs) => {
      const next = rows[timeline.entries.findLastIndex(({ atMs }) => atMs <= positionMs)];
      if (next === current) return;
      current?.removeAttribute("aria-current");
      next?.setAttribute("aria-current", "true");
      // Only the list scrolls, never the page under somebody's hands.
      if (next !== undefined) list.scrollTop = next.offsetTop - list.offsetTop - list.clientHeight / 2;
      current = next;
    },
  };
}
