/** What stays on top: the state in a word, in the tab's title as well, and the banner over a lost connection. */
import type { CallSnapshot } from "../rtc/types";
import { byId, setText, within } from "../ui/dom";
import { bannerText, pageTitle, statusText } from "./strings";
import type { View } from "./view";

export interface Header {
  readonly update: (snapshot: CallSnapshot, view: View) => void;
}

export function createHeader(): Header {
  const interviewTitle = within(document, "h1", HTMLElement).textContent;
  const status = byId("room-status", HTMLElement);
  const banner = byId("banner", HTMLElement);
  return {
    update: ({ signaling, peers }, view) => {
      setText(status, statusText(signaling, peers.length));
      // Green only where somebody is there.
      status.classList.toggle("live", signaling.kind === "joined" && peers.length > 0);
      document.title = pageTitle(interviewTitle, signaling, peers.length);
      const words = view === "call" ? bannerText(signaling) : null;
      banner.hidden = words === null;
      setText(banner, words ?? "");
    },
  };
}
