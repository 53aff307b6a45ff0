/** The panel that shows a shared screen or a pinned picture: large, in full screen, or in a small window of its own. */
import type { CallSnapshot } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import { byId, setAttribute, setText, within } from "../ui/dom";
import type { PanelLayout } from "./panelLayout";
import { canUsePictureInPicture, togglePictureInPicture } from "./pictureInPicture";
import { chooseSpotlight, isSame, sharersInOrder, streamOf, titleOf, type Spotlight } from "./spotlightModel";

export interface SpotlightPanel {
  readonly update: (snapshot: CallSnapshot) => void;
  /** Pins somebody's picture, or lets it go where it is pinned. */
  readonly togglePin: (userId: string) => void;
  readonly pinnedCamera: () => string | null;
  /** Calls back when something was pinned or let go. */
  readonly onPin: (listener: () => void) => void;
}

export function createSpotlight(layout: PanelLayout, announce: Announce): SpotlightPanel {
  const panel = byId("screen-panel", HTMLElement);
  const video = within(panel, "video", HTMLVideoElement);
  const title = byId("screen-title", HTMLElement);
  const wait = byId("screen-wait", HTMLElement);
  const choice = byId("screen-choice", HTMLSelectElement);
  const unpin = byId("screen-unpin", HTMLButtonElement);
  const fullScreen = byId("screen-full", HTMLButtonElement);
  const pictureInPicture = byId("screen-pip", HTMLButtonElement);
  const listeners = new Set<() => void>();
  let pinned: Spotlight | null = null;
  let sharers: readonly string[] = [];
  let shown: Spotlight | null = null;
  video.muted = true;

  const pin = (next: Spotlight | null): void => {
    pinned = next;
    if (next !== null) layout.show("screen");
    for (const listener of [...listeners]) listener();
  };
  choice.addEventListener("change", () => {
    pin({ userId: choice.value, source: "screen" });
  });
  unpin.addEventListener("click", () => {
    pin(null);
  });
  fullScreen.hidden = !document.fullscreenEnabled;
  fullScreen.addEventListener("click", () => {
    // A refusal leaves everything as it is, in sight of whoever pressed it.
    const change = document.fullscreenElement === panel ? document.exitFullscreen() : panel.requestFullscreen();
    change.catch(() => undefined);
  });
  document.addEventListener("fullscreenchange", () => {
    const isFull = document.fullscreenElement === panel;
    setAttribute(fullScreen, "aria-pressed", String(isFull));
  });
  pictureInPicture.hidden = !canUsePictureInPicture();
  pictureInPicture.addEventListener("click", () => void togglePictureInPicture(video));

  const showChoice = ({ peers }: CallSnapshot): void => {
    const screens = peers.filter(({ userId }) => sharers.includes(userId));
    choice.hidden = screens.length < 2;
    const signature = screens.map(({ userId, name }) => `${userId} ${name}`).join("\n");
    if (choice.dataset["choices"] !== signature) {
      choice.dataset["choices"] = signature;
      choice.replaceChildren(...screens.map(({ userId, name }) => new Option(titleOf(name, "screen"), userId)));
    }
    if (shown?.source === "screen") choice.value = shown.userId;
  };

  return {
    update: (snapshot) => {
      const { peers } = snapshot;
      sharers = sharersInOrder(sharers, peers);
      const next = chooseSpotlight(pinned, sharers, peers);
      if (pinned !== null && !isSame(next, pinned)) pin(null);
      const isNew = !isSame(next, shown);
      shown = next;
      const peer = peers.find(({ userId }) => userId === next?.userId);
      const stream = peer === undefined || next === null ? null : streamOf(peer, next.source);
      if (video.srcObject !== stream) {
        video.srcObject = stream;
        // Muted, so no browser holds it back; any other end of play() was our own doing.
        if (stream !== null) void video.play().catch(() => undefined);
      }
      const name = peer === undefined || next === null ? "" : titleOf(peer.name, next.source);
      setText(title, name);
      setAttribute(video, "aria-label", name);
      setAttribute(panel, "data-colour", String(peer?.colour ?? 0));
      unpin.hidden = pinned === null;
      wait.hidden = peer === undefined || next?.source !== "camera" || peer.media.video;
      showChoice(snapshot);
      layout.setScreen(next === null ? null : { label: next.source === "screen" ? "Screen" : "Pinned", isNew });
      if (next === null && document.fullscreenElement === panel) void document.exitFullscreen();
      if (isNew && next?.source === "screen" && !layout.isShown("screen"))
        announce({ text: `${name} is under the tab Screen`, visible: true });
    },
    togglePin: (userId) => {
      pin(pinned?.userId === userId && pinned.source === "camera" ? null : { userId, source: "camera" });
    },
    pinnedCamera: () => (pinned?.source === "camera" ? pinned.userId : null),
    onPin: (listener) => {
      listeners.add(listener);
    },
  };
}
