/** The bar above the room while somebody knocks: about the one who has waited longest. */
import { byId, setText } from "../ui/dom";
import { nameOfWaiting, reasonText } from "../ui/personNames";
import type { Door } from "./door";

export interface KnockNotice {
  readonly update: () => void;
}

export function createKnockNotice(door: Door, showPeople: () => void): KnockNotice {
  const root = byId("knock-notice", HTMLElement);
  const words = byId("knock-words", HTMLElement);
  const admit = byId("knock-admit", HTMLButtonElement);
  const deny = byId("knock-deny", HTMLButtonElement);
  const more = byId("knock-more", HTMLButtonElement);
  const decide = (decision: (requestId: string) => void): void => {
    const [first] = door.getSnapshot().waiting;
    if (first !== undefined) decision(first.requestId);
  };
  admit.addEventListener("click", () => {
    decide(door.admit);
  });
  deny.addEventListener("click", () => {
    decide(door.deny);
  });
  more.addEventListener("click", showPeople);
  return {
    update: () => {
      const [first, ...others] = door.getSnapshot().waiting;
      const hadFocus = root.contains(document.activeElement);
      root.hidden = first === undefined;
      setText(words, first === undefined ? "" : knockSentence(first));
      more.hidden = others.length === 0;
      setText(more, `${others.length} more`);
      if (first !== undefined) {
        const name = nameOfWaiting(first);
        admit.setAttribute("aria-label", `Admit ${name}`);
        deny.setAttribute("aria-label", `Deny ${name}`);
      }
      // Whoever decided goes on where they were at home, and not at the top of the page.
      if (hadFocus && root.hidden) byId("main", HTMLElement).focus();
    },
  };
}

function knockSentence(person: { readonly name: string; readonly invitedName: string; readonly reason: string }): string {
  const name = nameOfWaiting(person);
  return person.reason === "knock" ? `${name} knocks` : `${name} knocks: ${reasonText(person.reason)}`;
}
