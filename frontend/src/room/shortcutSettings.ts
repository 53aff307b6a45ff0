/** The list of shortcuts, in which each letter can be changed, and all of them switched off. Remembered in this browser. */
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, setText } from "../ui/dom";
import { defaultKeys, letters, parseKeys, withKey, type Letter, type ShortcutKeys } from "./shortcutKeys";

export interface ShortcutSettings {
  readonly keys: () => ShortcutKeys;
  /** As part of a button's title: ` (m)`, or nothing. */
  readonly hint: (letter: Letter) => string;
  readonly onChange: (listener: () => void) => void;
}

const storageKey = "talentsync:shortcuts";

export function createShortcutSettings(storage: BrowserStorage): ShortcutSettings {
  const areOn = byId("shortcuts-on", HTMLInputElement);
  const problem = byId("shortcuts-problem", HTMLElement);
  const fields = [...document.querySelectorAll<HTMLInputElement>("#help-dialog input[data-letter]")];
  const titles = [...document.querySelectorAll<HTMLElement>("[data-shortcut]")].map((element) => ({
    element,
    words: element.title,
    letter: element.dataset["shortcut"] as Letter,
  }));
  const listeners = new Set<() => void>();
  let keys = parseKeys(storage.getItem(storageKey));

  const hint = (letter: Letter): string => (keys.areOn ? ` (${keys.keys[letter]})` : "");
  const show = (): void => {
    areOn.checked = keys.areOn;
    for (const field of fields) {
      field.value = keys.keys[letterOf(field)];
      field.disabled = !keys.areOn;
    }
    for (const { element, words, letter } of titles) element.title = `${words}${hint(letter)}`;
  };
  const set = (next: ShortcutKeys): void => {
    keys = next;
    storage.setItem(storageKey, JSON.stringify(keys));
    show();
    for (const listener of [...listeners]) listener();
  };

  areOn.addEventListener("change", () => {
    set({ ...keys, areOn: areOn.checked });
  });
  for (const field of fields) {
    field.addEventListener("change", () => {
      const next = withKey(keys, letterOf(field), field.value);
      setText(problem, typeof next === "string" ? next : "");
      if (typeof next === "string") show();
      else set(next);
    });
    // One key press is the new key, so nobody has to empty the field first.
    field.addEventListener("focus", () => {
      field.select();
    });
  }
  byId("shortcuts-reset", HTMLButtonElement).addEventListener("click", () => {
    setText(problem, "");
    set(defaultKeys);
  });
  show();
  return {
    keys: () => keys,
    hint,
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}

function letterOf(field: HTMLInputElement): Letter {
  const letter = letters.find((known) => known === field.dataset["letter"]);
  if (letter === undefined) throw new Error("The page has a field for a shortcut that nobody knows");
  return letter;
}
