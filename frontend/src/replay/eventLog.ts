/** Everything that happened, as a list of times and words; each leads to its moment. */
import { elapsed } from "../lib/duration";
import { element } from "../ui/elements";
import type { Entry, Timeline } from "./data";
import { entryText, nameOf } from "./strings";

export interface EventLog<Listed> {
  readonly update: (positionMs: number) => void;
  /** Only entries in whose words all of these are, and of which this is true; gives how many stay. */
  readonly filter: (words: string, isWanted: (entry: Listed) => boolean) => number;
}

export function createEventLog(
  list: HTMLElement,
  timeline: Timeline,
  startMs: number,
  seek: (entry: Entry) => void,
): EventLog<Entry> {
  const texts = timeline.entries.map((entry) =>
    entryText(entry, nameOf(timeline.people, entry.actor), nameOf(timeline.people, entry.person ?? "")),
  );
  return createEntryList(list, timeline.entries, texts, startMs, seek);
}

/** The list of any entries with their words. */
export function createEntryList<Listed extends { readonly kind: string; readonly atMs: number }>(
  list: HTMLElement,
  entries: readonly Listed[],
  texts: readonly string[],
  startMs: number,
  seek: (entry: Listed) => void,
): EventLog<Listed> {
  const rows = entries.map((entry, index) => {
    const row = element(
      "button",
      { type: "button", class: "replay-entry", "data-kind": entry.kind },
      element("span", { class: "replay-entry-time" }, elapsed(entry.atMs - startMs)),
      element("span", { class: "replay-entry-text" }, texts[index] ?? ""),
    );
    row.addEventListener("click", () => {
      seek(entry);
    });
    return row;
  });
  const items = rows.map((row) => element("li", {}, row));
  list.replaceChildren(...items);
  let current: HTMLElement | undefined;
  // Only the list scrolls, never the page under somebody's hands.
  const scrollToCurrent = (): void => {
    if (current !== undefined) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 2;
  };
  // What stands above it grows and shrinks with what it shows.
  new ResizeObserver(scrollToCurrent).observe(list);
  return {
    update: (positionMs) => {
      const next = rows[entries.findLastIndex(({ atMs }) => atMs <= positionMs)];
      if (next === current) return;
      current?.removeAttribute("aria-current");
      next?.setAttribute("aria-current", "true");
      current = next;
      scrollToCurrent();
    },
    filter: (words, isWanted) => {
      const wanted = words.toLowerCase().split(/\s+/);
      let count = 0;
      entries.forEach((entry, index) => {
        const text = texts[index]?.toLowerCase() ?? "";
        const stays = isWanted(entry) && wanted.every((word) => text.includes(word));
        const item = items[index];
        if (item !== undefined) item.hidden = !stays;
        if (stays) count += 1;
      });
      return count;
    },
  };
}
