/** For interviewers: what was noted about candidates, as it happens and as a list. */
import type { Call, CallSnapshot } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import { byId } from "../ui/dom";
import { element } from "../ui/elements";
import { localHour, viewersZone } from "../ui/localTimes";
import { createNotedLog } from "./notedLog";
import { activityWords } from "./strings";

export interface NotedActivity {
  readonly update: (snapshot: CallSnapshot) => void;
  /** Whose room is out of sight at the moment. */
  readonly isAway: (userId: string) => boolean;
}

export function createNotedActivity(
  call: Pick<Call, "getSnapshot" | "toolSocket">,
  announce: Announce,
  onChange: () => void,
): NotedActivity {
  const section = byId("noted-section", HTMLElement);
  const list = byId("noted-list", HTMLElement);
  const log = createNotedLog(() => call.toolSocket.request("activity_sync", {}));
  let wasJoined = false;

  const show = (): void => {
    const lines = log.entries().map(({ name, kind, characters, at }) => {
      const hour = element("span", { class: "muted" }, localHour(at, viewersZone()) ?? "");
      return element("li", {}, hour, " ", activityWords(name, kind, characters ?? null));
    });
    section.hidden = lines.length === 0;
    list.replaceChildren(...lines.reverse());
    onChange();
  };

  call.toolSocket.on("activity", ({ userId, ...noted }) => {
    const name = call.getSnapshot().peers.find((other) => other.userId === userId)?.name ?? "The candidate";
    if (!log.add({ ...noted, name }, userId)) return;
    show();
    const words = activityWords(name, noted.kind, noted.characters ?? null);
    announce({ text: words, visible: noted.kind !== "visible" });
  });

  return {
    update: ({ signaling, peers }) => {
      const isJoined = signaling.kind === "joined";
      // Nothing is told twice: whoever comes late, or was cut off, asks.
      if (isJoined && !wasJoined)
        void log.refresh().then((isFresh) => {
          if (isFresh) show();
        });
      wasJoined = isJoined;
      log.keepOnly(new Set(peers.filter(({ connection }) => connection.state !== "away").map(({ userId }) => userId)));
    },
    isAway: log.isAway,
  };
}
