import { describe, expect, it } from "vitest";

import { shortcutFor, type KeyPress } from "./shortcuts";

const plain: Omit<KeyPress, "key"> = {
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  inField: false,
  fieldHasText: false,
  dialogOpen: false,
};

describe("shortcutFor", () => {
  it("knows the keys that the help dialog lists", () => {
    expect(["m", "v", "s", "q", "?"].map((key) => shortcutFor({ ...plain, key }))).toEqual([
      "microphone",
      "camera",
      "screen",
      "questions",
      "help",
    ]);
    expect(shortcutFor({ ...plain, key: "M" })).toBe("microphone");
    expect(shortcutFor({ ...plain, key: "x" })).toBeNull();
  });

  it.each(["ctrlKey", "metaKey", "altKey", "repeat", "inField", "dialogOpen"] as const)("rests with %s", (reason) => {
    expect(shortcutFor({ ...plain, key: "m", [reason]: true })).toBeNull();
  });

  it("closes with Esc, also from an empty field, but never takes away what somebody types", () => {
    expect(shortcutFor({ ...plain, key: "Escape" })).toBe("close");
    expect(shortcutFor({ ...plain, key: "Escape", inField: true })).toBe("close");
    expect(shortcutFor({ ...plain, key: "Escape", inField: true, fieldHasText: true })).toBeNull();
  });

  it("leaves Esc to an open dialog", () => {
    expect(shortcutFor({ ...plain, key: "Escape", dialogOpen: true })).toBeNull();
  });
});
