import { describe, expect, it } from "vitest";

import { shortcutFor, type KeyPress } from "./shortcuts";

const plain: Omit<KeyPress, "key"> = {
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  inField: false,
  fieldHasText: false,
  hasOwnKeys: false,
  dialogOpen: false,
};

describe("shortcutFor", () => {
  it("knows the keys that the help dialog lists", () => {
    expect(["m", "v", "s", "q", "n", "c", "f", "?"].map((key) => shortcutFor({ ...plain, key }))).toEqual([
      "microphone",
      "camera",
      "screen",
      "questions",
      "notes",
      "chat",
      "focus",
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

  it("leaves the board its own keys, but for the way in and out of focus mode", () => {
    const onTheBoard = { ...plain, hasOwnKeys: true };
    expect(["v", "s", "q", "f", "Escape"].map((key) => shortcutFor({ ...onTheBoard, key }))).toEqual(Array(5).fill(null));
    expect(shortcutFor({ ...onTheBoard, key: "F9" })).toBe("focus");
    expect(shortcutFor({ ...plain, inField: true, fieldHasText: true, key: "F9" })).toBe("focus");
  });

  it("leaves Esc to an open dialog", () => {
    expect(shortcutFor({ ...plain, key: "Escape", dialogOpen: true })).toBeNull();
  });
});
