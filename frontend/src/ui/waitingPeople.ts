/** Who waits before one's rooms, on pages that are in no room: asked for every few seconds while the page is looked at. */
import { createTimer, type Clock } from "../lib/clock";
import { setText } from "./dom";
import { nameOfWaiting, reasonText, waitedText } from "./personNames";

interface WaitingElsewhere {
  readonly interviewId: string;
  readonly requestId: string;
  readonly name: string;
  readonly invitedName: string;
  readonly reason: string;
  readonly since: string;
}

export interface WaitingOptions {
  readonly clock: Clock;
  /** The time of day in milliseconds. */
  readonly now: () => number;
  /** Somebody who was not there before. */
  readonly onNewcomer: () => void;
  /** Whether the page has a use for it at the moment. */
  readonly isWanted: () => boolean;
}

const everyMs = 10_000;

/** Fills the elements with `data-waiting-for`, an interview's id; does nothing on a page without any. */
export function watchWaitingPeople({ clock, now, onNewcomer, isWanted }: WaitingOptions): void {
  const places = [...document.querySelectorAll<HTMLElement>("[data-waiting-for]")];
  const url = places[0]?.dataset["waitingUrl"];
  if (url === undefined) return;
  const timer = createTimer(clock);
  let known: ReadonlySet<string> | null = null;

  const show = (people: readonly WaitingElsewhere[]): void => {
    for (const place of places) {
      const own = people.filter(({ interviewId }) => interviewId === place.dataset["waitingFor"]);
      setText(place, own.map((person) => sentence(person, now())).join(" "));
    }
    const shown = people.filter(({ interviewId }) => places.some((place) => place.dataset["waitingFor"] === interviewId));
    if (shown.some(({ requestId }) => !(known ?? new Set()).has(requestId))) onNewcomer();
    known = new Set(shown.map(({ requestId }) => requestId));
  };
  const ask = async (): Promise<void> => {
    if (isWanted() && !document.hidden) {
      try {
        const response = await fetch(url, { headers: { Accept: "application/json" } });
        if (response.ok) show(((await response.json()) as { readonly waiting: readonly WaitingElsewhere[] }).waiting);
      } catch {
        // Without a connection there is nothing new; the next try may have one.
      }
    }
    timer.start(everyMs, () => void ask());
  };
  void ask();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void ask();
  });
}

function sentence(person: WaitingElsewhere, nowMs: number): string {
  const why = person.reason === "early" || person.reason === "knock" ? "" : ` (${reasonText(person.reason)})`;
  return `${nameOfWaiting(person)} waits ${waitedText(person.since, nowMs)}${why}.`;
}
