/** Where candidates and observers see who is there: a panel over the room. */
import { byId, setAttribute } from "../ui/dom";

export interface PeoplePanel {
  /** False where it was not open. */
  readonly close: () => boolean;
}

export function createPeoplePanel(): PeoplePanel {
  const panel = byId("people-panel", HTMLElement);
  const toggle = byId("toggle-people", HTMLButtonElement);
  const closeButton = byId("close-people", HTMLButtonElement);
  const setShown = (shown: boolean): void => {
    panel.hidden = !shown;
    setAttribute(toggle, "aria-expanded", String(shown));
    if (shown) closeButton.focus();
    else toggle.focus();
  };
  toggle.addEventListener("click", () => {
    setShown(panel.hidden !== false);
  });
  closeButton.addEventListener("click", () => {
    setShown(false);
  });
  return {
    close: () => {
      if (panel.hidden) return false;
      setShown(false);
      return true;
    },
  };
}
