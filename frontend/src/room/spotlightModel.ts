/** What takes the work area: a shared screen, or the picture of somebody who was pinned. Pure. */
import type { ConnectionView, PeerView } from "../rtc/types";

export interface Spotlight {
  readonly userId: string;
  readonly source: "screen" | "camera";
}

/** Whether anything of a person can be seen: not where their browser or ours has no WebRTC. */
export function canBeSeen({ state }: ConnectionView): boolean {
  return state !== "absent" && state !== "unavailable";
}

/** Who shares a screen that can be seen here, in the order in which they began. */
export function sharersInOrder(before: readonly string[], peers: readonly PeerView[]): readonly string[] {
  const sharing = peers.filter(({ media, connection }) => media.screen && canBeSeen(connection)).map(({ userId }) => userId);
  return [...before.filter((userId) => sharing.includes(userId)), ...sharing.filter((userId) => !before.includes(userId))];
}

/** A pin counts while there is something to see of it; otherwise the screen that was shared last. */
export function chooseSpotlight(
  pinned: Spotlight | null,
  sharers: readonly string[],
  peers: readonly PeerView[],
): Spotlight | null {
  if (pinned !== null && isThere(pinned, peers)) return pinned;
  const userId = sharers.at(-1);
  return userId === undefined ? null : { userId, source: "screen" };
}

function isThere({ userId, source }: Spotlight, peers: readonly PeerView[]): boolean {
  const peer = peers.find((other) => other.userId === userId);
  return peer !== undefined && canBeSeen(peer.connection) && (source === "camera" || peer.media.screen);
}

export function isSame(one: Spotlight | null, other: Spotlight | null): boolean {
  return one?.userId === other?.userId && one?.source === other?.source;
}

/** Where a page sends its screen in the camera's place, that is what there is. */
export function streamOf(peer: PeerView, source: Spotlight["source"]): MediaStream | null {
  return source === "screen" ? (peer.screenStream ?? peer.stream) : peer.stream;
}

export function titleOf(name: string, source: Spotlight["source"]): string {
  return source === "screen" ? `${name}'s screen` : `${name}, pinned`;
}
