/** Where people work and who follows whom, in words and decisions. Pure. */
import type { Place } from "../protocol";
import type { CallSnapshot, PeerView } from "../rtc/types";
import type { Panel } from "./layoutModel";

const panelWords: Readonly<Record<Panel, string>> = {
  call: "in the call",
  screen: "at the shared screen",
  code: "in the code",
  board: "on the board",
  questions: "at the question",
};

/** Empty until their page has told. */
export function placeText(place: Place | null): string {
  return place === null ? "" : panelWords[place.panel];
}

/** Which of our panels shows what the other sees; null where we have no such panel, and stay. */
export function panelToFollow(place: Place | null, available: ReadonlySet<Panel>): Panel | null {
  if (place === null || (place.panel !== "code" && place.panel !== "board" && place.panel !== "screen")) return null;
  return available.has(place.panel) ? place.panel : null;
}

export function followersOf({ self, peers }: Pick<CallSnapshot, "self" | "peers">): readonly PeerView[] {
  return self === null ? [] : peers.filter(({ place }) => place?.follows === self.userId);
}

/** Told to the one who is followed; empty where nobody does. */
export function followersText(followers: readonly PeerView[]): string {
  const names = followers.map(({ name }) => name);
  const last = names.at(-1);
  if (last === undefined) return "";
  return names.length === 1 ? `${last} follows you` : `${names.slice(0, -1).join(", ")} and ${last} follow you`;
}

/** Faces on the tabs: who works in which panel. */
export function peopleIn(panel: Panel, peers: readonly PeerView[]): readonly PeerView[] {
  return peers.filter(({ place }) => place?.panel === panel);
}

export function isSamePlace(one: Place | null, other: Place | null): boolean {
  return one?.panel === other?.panel && one?.follows === other?.follows;
}
