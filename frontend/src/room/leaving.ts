/** The button that leaves. */
import { byId, maybeById, setAttribute, setText, within } from "../ui/dom";

export interface Leaving {
  readonly leave: () => void;
  /** Settles when the server has what this page shows, or has not got it in time. After the end it takes nothing more. */
  readonly recorded: () => Promise<unknown>;
}

/** A candidate leaves at once and may rejoin; an interviewer is asked whether to end it for everyone. */
export function bindLeaving({ leave, recorded }: Leaving): void {
  const dialog = maybeById("leave-dialog", HTMLDialogElement);
  byId("leave", HTMLButtonElement).addEventListener("click", () => {
    if (dialog === null) leave();
    else dialog.showModal();
  });
  maybeById("leave-only", HTMLButtonElement)?.addEventListener("click", () => {
    dialog?.close();
    leave();
  });
  const end = maybeById("end-form", HTMLFormElement);
  let isEnding = false;
  end?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isEnding) return;
    isEnding = true;
    // Only where the connection is bad it takes long enough to be read.
    const button = within(end, "button", HTMLButtonElement);
    setAttribute(button, "aria-disabled", "true");
    setText(button, "Ending…");
    void recorded().finally(() => {
      end.submit();
    });
  });
}
