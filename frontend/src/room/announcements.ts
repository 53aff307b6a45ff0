/** What changed between two snapshots, in words. Pure: the page decides how it tells. */
import type { CallSnapshot, DeviceChoice, LocalMediaSnapshot, PeerView } from "../rtc/types";
import type { Announcement } from "../ui/announcer";
import { fullName } from "../ui/personNames";
import { connectionSentence } from "./connectionStrings";
import { mediaChangeSentences, mediaProblemText, roleNames } from "./strings";

export function callChanges(before: CallSnapshot, after: CallSnapshot): Announcement[] {
  if (before.signaling.kind !== "joined" || after.signaling.kind !== "joined") return ownConnection(before, after);
  return [
    ...arrivals(before.peers, after.peers),
    ...after.peers.flatMap((peer) => {
      const earlier = before.peers.find(({ userId }) => userId === peer.userId);
      return earlier === undefined ? [] : peerChanges(earlier, peer);
    }),
  ];
}

function ownConnection(before: CallSnapshot, after: CallSnapshot): Announcement[] {
  if (before.signaling.kind === after.signaling.kind || after.signaling.kind !== "joined") return [];
  if (before.signaling.kind === "reconnecting" && before.self !== null) return [seen("You are connected again")];
  const others = after.peers.map(({ name }) => name).join(", ");
  return [heard(others === "" ? "You are in the room. Nobody else is here yet" : `You are in the room with ${others}`)];
}

function arrivals(before: readonly PeerView[], after: readonly PeerView[]): Announcement[] {
  const missingIn = (peers: readonly PeerView[]) => (peer: PeerView) => !peers.some(({ userId }) => userId === peer.userId);
  return [
    ...after
      .filter(missingIn(before))
      .map((peer) => seen(`${fullName(peer)} (${roleNames[peer.role].toLowerCase()}) ${arrival(peer)}`)),
    ...before.filter(missingIn(after)).map(({ name }) => seen(`${name} left`)),
  ];
}

function arrival({ connection }: PeerView): string {
  return connection.state === "absent" ? "joined without picture and sound, because their browser has no WebRTC" : "joined";
}

function peerChanges(before: PeerView, after: PeerView): Announcement[] {
  const told = mediaChangeSentences(after.name, before.media, after.media).map(heard);
  // The route is measured a moment after the connection: only a relay is news then.
  const isRelayed = (peer: PeerView): boolean => peer.connection.route === "relayed";
  const changed = after.connection.state !== before.connection.state || isRelayed(after) !== isRelayed(before);
  return changed ? [...told, heard(connectionSentence(after.name, after.connection))] : told;
}

/**
 * Plugged in and unplugged. Before the permission browsers list no devices of that kind, and learning of the first ones is
 * no change.
 */
export function deviceChanges(before: LocalMediaSnapshot, after: LocalMediaSnapshot): Announcement[] {
  const kinds = [
    ["Camera", before.cameras, after.cameras],
    ["Microphone", before.microphones, after.microphones],
    ["Speaker", before.speakers, after.speakers],
  ] as const;
  return kinds.flatMap(([kind, old, current]) => {
    const plugged = old.length === 0 ? [] : current.filter(notIn(old));
    return [
      ...plugged.map(({ label }) => seen(`${kind} plugged in: ${label}`)),
      ...old.filter(notIn(current)).map(({ label }) => seen(`${kind} unplugged: ${label}`)),
    ];
  });
}

/** What has just failed during the call. */
export function mediaFailures(before: LocalMediaSnapshot, after: LocalMediaSnapshot): Announcement[] {
  return (["microphone", "camera", "screen"] as const).flatMap((thing) => {
    const state = after[thing];
    return state.kind === "failed" && state !== before[thing] ? [seen(mediaProblemText(thing, state.failure))] : [];
  });
}

function notIn(devices: readonly DeviceChoice[]): (device: DeviceChoice) => boolean {
  // "default" and "communications" follow the system's choice: their names change with it.
  return ({ deviceId }) =>
    !["default", "communications"].includes(deviceId) && !devices.some((other) => other.deviceId === deviceId);
}

function seen(text: string): Announcement {
  return { text, visible: true };
}

function heard(text: string): Announcement {
  return { text, visible: false };
}
