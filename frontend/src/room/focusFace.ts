/** In focus mode one face stays: of whoever spoke last, or of the first who is not just watching. */
import type { CallSnapshot, PeerView } from "../rtc/types";
import { maybeById, setAttribute, setText, within } from "../ui/dom";
import { initials } from "./strings";

export interface FocusFace {
  readonly update: (snapshot: CallSnapshot) => void;
}

export function createFocusFace(): FocusFace {
  const root = maybeById("focus-face", HTMLElement);
  let shownId: string | null = null;
  return {
    update: ({ peers }) => {
      if (root === null) return;
      const peer = faceOf(peers, shownId);
      shownId = peer?.userId ?? null;
      root.hidden = peer === null;
      if (peer === null) return;
      const video = within(root, "video", HTMLVideoElement);
      const stream = peer.media.video ? peer.stream : null;
      if (video.srcObject !== stream) {
        video.srcObject = stream;
        if (stream !== null) void video.play().catch(() => undefined);
      }
      video.hidden = stream === null;
      const letters = within(root, "span", HTMLElement);
      letters.hidden = stream !== null;
      setText(letters, initials(peer.name));
      setAttribute(root, "data-colour", String(peer.colour));
      setAttribute(root, "aria-label", peer.speaks ? `${peer.name}, speaking` : peer.name);
      root.classList.toggle("speaks", peer.speaks && peer.media.audio);
    },
  };
}

export function faceOf(peers: readonly PeerView[], shownId: string | null): PeerView | null {
  const people = peers.filter(({ role }) => role !== "observer");
  const speaking = people.find(({ speaks }) => speaks);
  const shown = people.find(({ userId }) => userId === shownId);
  const seen = people.find(({ media }) => media.video);
  return speaking ?? shown ?? seen ?? people[0] ?? null;
}
