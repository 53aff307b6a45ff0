/** Tells somebody in the room that their link was opened once more. It stays until it is dismissed: it may matter. */
import type { Call } from "../rtc/types";
import { byId, setText } from "../ui/dom";

export function createLinkNote(call: Pick<Call, "toolSocket">): void {
  const root = byId("link-note", HTMLElement);
  const words = byId("link-words", HTMLElement);
  call.toolSocket.on("link_opened_again", () => {
    root.hidden = false;
    setText(words, "Your link was opened a second time. If that was not you, tell the interviewer.");
  });
  byId("dismiss-link-note", HTMLButtonElement).addEventListener("click", () => {
    root.hidden = true;
    setText(words, "");
    byId("main", HTMLElement).focus();
  });
}
