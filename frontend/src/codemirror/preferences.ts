/** What a person chose for their editors. Kept in their browser, for coding sessions and live rooms alike. */
import { createListeners } from "../lib/listeners";

export const choices = {
  keys: ["standard", "vim", "emacs"],
  /** `language`: as the language's own formatters have it. */
  indent: ["language", "2", "4", "8", "tab"],
  tabWidth: ["2", "4", "8"],
  colours: ["system", "light", "dark", "contrast"],
  /** Suggestions come while typing, or only when they are asked for. */
  suggest: ["typing", "asked"],
  /** The keys that take a suggestion before one was chosen with the arrows: Enter begins a new line otherwise. */
  accept: ["tab", "tabAndEnter"],
  /** Errors, types and signatures, where the stage allows them. */
  checks: ["on", "off"],
} as const;

export type Preferences = { readonly [Name in keyof typeof choices]: (typeof choices)[Name][number] };

export const defaultPreferences: Preferences = {
  keys: "standard",
  indent: "language",
  tabWidth: "4",
  colours: "system",
  suggest: "typing",
  accept: "tab",
  checks: "on",
};

const storageKey = "talentsync:editor";

export interface PreferenceStore {
  readonly get: () => Preferences;
  /** Values that are no choice are left out. */
  readonly set: (changed: Readonly<Record<string, string>>) => void;
  /** Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createPreferences(storage: Pick<Storage, "getItem" | "setItem">): PreferenceStore {
  const listeners = createListeners();
  let preferences = withChoices(defaultPreferences, parse(storage.getItem(storageKey)));
  return {
    get: () => preferences,
    set: (changed) => {
      preferences = withChoices(preferences, changed);
      storage.setItem(storageKey, JSON.stringify(preferences));
      listeners.call();
    },
    subscribe: listeners.add,
  };
}

function parse(stored: string | null): Readonly<Record<string, unknown>> {
  if (stored === null) return {};
  try {
    const value: unknown = JSON.parse(stored);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // Somebody else's, or cut short: as if nothing had been chosen.
    return {};
  }
}

function withChoices(before: Preferences, wanted: Readonly<Record<string, unknown>>): Preferences {
  const known = Object.entries(choices).flatMap(([name, values]) => {
    const value = wanted[name];
    return (values as readonly unknown[]).includes(value) ? [[name, value] as const] : [];
  });
  return { ...before, ...Object.fromEntries(known) };
}
