import { describe, expect, it } from "vitest";

import { defaultKeys, letterFor, parseKeys, withKey, type ShortcutKeys } from "./shortcutKeys";

function changed(letter: Parameters<typeof withKey>[1], key: string, before = defaultKeys): ShortcutKeys {
  const keys = withKey(before, letter, key);
  if (typeof keys === "string") throw new Error(keys);
  return keys;
}

describe("single letters", () => {
  it("do what a person has them do, or nothing where they are off", () => {
    const keys = changed("microphone", "K");
    expect([letterFor("k", keys), letterFor("K", keys), letterFor("m", keys)]).toEqual(["microphone", "microphone", null]);
    expect(letterFor("k", { ...keys, areOn: false })).toBeNull();
  });

  it("mean one thing each", () => {
    expect(withKey(defaultKeys, "microphone", "v")).toBe("“v” does something else already.");
    for (const key of ["", " ", "mm"]) expect(withKey(defaultKeys, "microphone", key)).toBe("Type one letter, digit or sign.");
    expect(changed("microphone", "m")).toEqual(defaultKeys);
  });

  it("come back from storage, whatever it holds", () => {
    const keys = { ...changed("chat", "x"), areOn: false };
    expect(parseKeys(JSON.stringify(keys))).toEqual(keys);
    for (const text of [null, "", "{", "7", "null", '{"keys":7}', '{"keys":{"chat":7,"microphone":"too long"}}'])
      expect(parseKeys(text)).toEqual(defaultKeys);
    expect(parseKeys('{"keys":{"chat":"m"}}')).toEqual(defaultKeys);
  });
});
