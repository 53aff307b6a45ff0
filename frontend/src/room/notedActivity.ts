/** For interviewers: what was noted about candidates, as it happens and as a list. */
import type { Call, CallSnapshot } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import { byId } from "../ui/dom";
import { element } from "../ui/elements";
import { localHour, viewersZone } from "../ui/localTimes";
import { activityWords } from "./strings";

export interface NotedActivity {
  readonly update: (snapshot: CallSnapshot) => void;
  /** Whose room is out of sight at the moment. */
  readonly isAway: (userId: string) => boolean;
}

const mostShown = 50;

export function createNotedActivity(
  call: Pick<Call, "getSnapshot" | "toolSocket">,
  announce: Announce,
  onChange: () => void,
): NotedActivity {
  const section = byId("noted-section", HTMLElement);
  const list = byId("noted-list", HTMLElement);
  const away = new Set<string>();
  call.toolSocket.on("activity", ({ kind, characters, userId, at }) => {
    const peer = call.getSnapshot().peers.find((other) => other.userId === userId);
    const words = activityWords(peer?.name ?? "The candidate", kind, characters ?? null);
    if (kind === "hidden") away.add(userId);
    else if (kind === "visible") away.delete(userId);
    section.hidden = false;
    list.prepend(element("li", {}, element("span", { class: "muted" }, localHour(at, viewersZone()) ?? ""), " ", words));
    while (list.childElementCount > mostShown) list.lastElementChild?.remove();
    announce({ text: words, visible: kind !== "visible" });
    onChange();
  });
  return {
    update: ({ peers }) => {
      // Whoever left the page is elsewhere altogether; what they come back with is told anew.
      const present = new Set(peers.filter(({ connection }) => connection.state !== "away").map(({ userId }) => userId));
      for (const userId of away) if (!present.has(userId)) away.delete(userId);
    },
    isAway: (userId) => away.has(userId),
  };
}
