/** The button that leaves. */
import { byId, maybeById } from "../ui/dom";

/** A candidate leaves at once and may rejoin; an interviewer is asked whether to end it for everyone. */
export function bindLeaving(leave: () => void): void {
  const dialog = maybeById("leave-dialog", HTMLDialogElement);
  byId("leave", HTMLButtonElement).addEventListener("click", () => {
    if (dialog === null) leave();
    else dialog.showModal();
  });
  maybeById("leave-only", HTMLButtonElement)?.addEventListener("click", () => {
    dialog?.close();
    leave();
  });
}
