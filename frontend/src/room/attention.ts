/** Tells the others where we work, shows their faces on the tabs, and follows somebody: to the panel, the line, the drawing. */
import type { Place } from "../protocol";
import type { Call, CallSnapshot, PeerView } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import { maybeById, setAttribute, setText } from "../ui/dom";
import { element } from "../ui/elements";
import type { PanelLayout } from "./panelLayout";
import { initials } from "./strings";
import { followersOf, followersText, isSamePlace, panelToFollow, peopleIn } from "./whereabouts";

export interface Attention {
  readonly update: (snapshot: CallSnapshot) => void;
  /** Follows somebody, or ends it where they are followed. */
  readonly toggle: (userId: string) => void;
  readonly followed: () => string | null;
  /** Calls back when somebody else is followed, or nobody. */
  readonly onChange: (listener: () => void) => void;
}

export interface AttentionDependencies {
  readonly call: Pick<Call, "getSnapshot" | "toolSocket">;
  readonly layout: PanelLayout;
  readonly announce: Announce;
  /** The tools that can keep somebody's place in sight. */
  readonly tools: readonly { readonly follow: (userId: string | null) => void }[];
}

export function createAttention({ call, layout, announce, tools }: AttentionDependencies): Attention {
  const work = maybeById("work", HTMLElement);
  const stop = maybeById("stop-following", HTMLButtonElement);
  const notes = [...document.querySelectorAll<HTMLElement>("[data-followers]")];
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("#parts [role=tab]")];
  const listeners = new Set<() => void>();
  let followed: string | null = null;
  let told: Place | null = null;
  let isJoined = false;
  let followersWere = "";

  function tell(): void {
    const place: Place = { panel: layout.current(), ...(followed === null ? {} : { follows: followed }) };
    if (!isJoined || isSamePlace(place, told)) return;
    told = place;
    call.toolSocket.notify("place", place);
  }

  function follow(userId: string | null): void {
    if (userId === followed) return;
    followed = userId;
    const peer = call.getSnapshot().peers.find((other) => other.userId === userId);
    if (peer !== undefined) {
      announce({ text: `You follow ${peer.name}`, visible: false });
      goTo(peer);
    }
    for (const tool of tools) tool.follow(userId);
    tell();
    for (const listener of [...listeners]) listener();
  }

  function goTo(peer: PeerView): void {
    const panel = panelToFollow(peer.place, layout.available());
    if (panel !== null && panel !== layout.current()) layout.show(panel);
  }

  function showFaces(peers: readonly PeerView[]): void {
    for (const tab of tabs) {
      const panel = tab.dataset["part"] as Place["panel"];
      const there = peopleIn(panel, peers);
      const signature = there.map(({ userId, name, colour }) => `${userId} ${name} ${colour}`).join("\n");
      const faces = tab.querySelector(".tab-faces");
      if (faces === null || faces.getAttribute("data-people") === signature) continue;
      faces.setAttribute("data-people", signature);
      faces.replaceChildren(
        ...there.map(({ userId, name, colour }) =>
          element(
            "span",
            {
              class: "tab-face",
              "data-colour": String(colour),
              "data-face": userId,
              title: `${name} works here. Click to follow`,
            },
            initials(name),
          ),
        ),
      );
    }
  }

  for (const tab of tabs) {
    // Instead of the tab itself, which would be a choice of one's own: the face leads to its person, wherever they go.
    tab.addEventListener(
      "click",
      (event) => {
        const face = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-face]") : null;
        if (face === null) return;
        event.stopPropagation();
        layout.show(tab.dataset["part"] as Place["panel"]);
        follow(face.dataset["face"] ?? null);
      },
      { capture: true },
    );
  }
  stop?.addEventListener("click", () => {
    follow(null);
    work?.querySelector<HTMLElement>(".cm-content")?.focus({ preventScroll: true });
  });
  // Whoever does something of their own in the work does not follow any more.
  const ownDoing = (event: Event): void => {
    if (!(event instanceof KeyboardEvent && isAside(event))) follow(null);
  };
  for (const name of ["wheel", "pointerdown", "keydown"] as const)
    work?.addEventListener(name, ownDoing, { passive: true, capture: true });
  layout.onChoice(() => {
    follow(null);
  });
  layout.onChange(tell);

  return {
    update: (snapshot) => {
      const { peers, signaling } = snapshot;
      const wasJoined = isJoined;
      isJoined = signaling.kind === "joined";
      // The server forgets it with the socket.
      if (isJoined && !wasJoined) told = null;
      const peer = peers.find(({ userId }) => userId === followed);
      if (followed !== null && peer === undefined) follow(null);
      else if (peer !== undefined) goTo(peer);
      tell();
      showFaces(peers);
      if (stop !== null) {
        stop.hidden = peer === undefined;
        setText(stop.querySelector("span") ?? stop, peer === undefined ? "" : `Following ${peer.name}`);
        setAttribute(stop, "data-colour", String(peer?.colour ?? 0));
      }
      const followers = followersText(followersOf(snapshot));
      for (const note of notes) {
        setText(note, followers);
        note.hidden = followers === "";
      }
      if (followers !== followersWere && followers !== "") announce({ text: followers, visible: false });
      followersWere = followers;
    },
    toggle: (userId) => {
      follow(followed === userId ? null : userId);
    },
    followed: () => followed,
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}

/** Keys that do nothing to the work: muting, focus mode, and those that are held for others. */
function isAside({ key, altKey }: KeyboardEvent): boolean {
  return altKey || ["Shift", "Control", "Meta", "F9"].includes(key);
}
