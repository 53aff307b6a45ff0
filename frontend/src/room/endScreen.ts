/** After the room: what happened, and the way back where there is one. */
import type { Role } from "../protocol";
import type { CallSnapshot } from "../rtc/types";
import { byId, setText } from "../ui/dom";
import { endScreenText } from "./strings";

export interface EndScreen {
  readonly update: (snapshot: CallSnapshot, shown: boolean) => void;
}

export function createEndScreen(role: Role, rejoin: () => void): EndScreen {
  const root = byId("over", HTMLElement);
  const heading = byId("over-heading", HTMLElement);
  const text = byId("over-text", HTMLElement);
  const button = byId("rejoin", HTMLButtonElement);
  const links = root.querySelectorAll<HTMLAnchorElement>("[data-after-the-end]");
  button.addEventListener("click", rejoin);
  return {
    update: ({ signaling }, shown) => {
      const appears = shown && root.hidden;
      root.hidden = !shown;
      if (!shown) return;
      button.disabled = signaling.kind === "connecting" || signaling.kind === "reconnecting";
      const words = endScreenText(signaling, role);
      for (const link of links) link.hidden = signaling.kind !== "closed" || signaling.code !== "interview_over";
      if (words !== null) {
        setText(heading, words.heading);
        setText(text, words.text);
        button.hidden = words.rejoin === null;
        setText(button, words.rejoin ?? "");
      } else {
        setText(button, "Joining…");
      }
      // The page changed under the person's hands: say so from the top.
      if (appears) heading.focus();
    },
  };
}
