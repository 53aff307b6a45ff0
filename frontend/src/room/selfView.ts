/** Whether people see themselves; remembered. */
import type { BrowserStorage } from "../ui/browserStorage";
import { byId } from "../ui/dom";

export interface SelfView {
  readonly isHidden: () => boolean;
  readonly hide: () => void;
}

const key = "talentsync:self-view";

export function createSelfView(storage: BrowserStorage, onChange: () => void): SelfView {
  const show = byId("show-self", HTMLButtonElement);
  let isHidden = storage.getItem(key) === "hidden";
  const set = (hidden: boolean): void => {
    isHidden = hidden;
    storage.setItem(key, hidden ? "hidden" : "shown");
    show.hidden = !hidden;
    onChange();
  };
  show.hidden = !isHidden;
  show.addEventListener("click", () => {
    set(false);
  });
  return {
    isHidden: () => isHidden,
    hide: () => {
      set(true);
      show.focus();
    },
  };
}
