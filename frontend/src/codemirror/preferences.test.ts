import { describe, expect, it } from "vitest";

import { createPreferences, defaultPreferences } from "./preferences";

function storageOf(stored: string | null): { value: string | null } & Pick<Storage, "getItem" | "setItem"> {
  const storage = {
    value: stored,
    getItem: () => storage.value,
    setItem: (_: string, next: string) => {
      storage.value = next;
    },
  };
  return storage;
}

describe("what a person chose for the editor", () => {
  it("is found again, and told to who listens", () => {
    const storage = storageOf(null);
    const preferences = createPreferences(storage);
    const told: string[] = [];
    const end = preferences.subscribe(() => told.push(preferences.get().keys));
    preferences.set({ keys: "vim", indent: "2" });
    end();
    preferences.set({ keys: "emacs" });
    expect(told).toEqual(["vim"]);
    expect(createPreferences(storage).get()).toEqual({ ...defaultPreferences, keys: "emacs", indent: "2" });
  });

  it.each([null, "", "{", "7", "null", '{"keys":"nano","tabWidth":4}', "[]"])("is the usual where %j was stored", (stored) => {
    expect(createPreferences(storageOf(stored)).get()).toEqual(defaultPreferences);
  });

  it("keeps out what is no choice", () => {
    const storage = storageOf(null);
    const preferences = createPreferences(storage);
    preferences.set({ keys: "nano", more: "x", checks: "off" });
    expect(preferences.get()).toEqual({ ...defaultPreferences, checks: "off" });
    expect(storage.value).not.toContain("nano");
  });
});
