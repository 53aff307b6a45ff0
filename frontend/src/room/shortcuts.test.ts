import { describe, expect, it } from "vitest";

import { defaultKeys } from "./shortcutKeys";
import { shortcutFor as decide, type KeyPress, type Shortcut } from "./shortcuts";

const plain: Omit<KeyPress, "key"> = {
  code: "",
  shiftKey: false,
  onControl: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  inField: false,
  fieldHasText: false,
  hasOwnKeys: false,
  dialogOpen: false,
};

function shortcutFor(press: KeyPress): Shortcut | null {
  return decide(press, defaultKeys);
}

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

  it.each(["ctrlKey", "metaKey", "repeat", "inField", "dialogOpen"] as const)("rests with %s", (reason) => {
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

  it("mutes while somebody types, draws or reads a dialog, whatever the key types there", () => {
    for (const place of ["inField", "hasOwnKeys", "dialogOpen"] as const) {
      const press = { ...plain, altKey: true, fieldHasText: true, [place]: true };
      expect(shortcutFor({ ...press, key: "m" })).toBe("talk");
      expect(shortcutFor({ ...press, key: "µ", code: "KeyM" })).toBe("talk");
      expect(shortcutFor({ ...press, key: "m", repeat: true })).toBeNull();
      expect(shortcutFor({ ...press, key: "m", ctrlKey: true })).toBeNull();
      expect(shortcutFor({ ...press, key: "n", code: "KeyN" })).toBeNull();
    }
    expect(decide({ ...plain, altKey: true, key: "m" }, { ...defaultKeys, areOn: false })).toBe("talk");
  });

  it("talks with the space bar where it presses and types nothing", () => {
    expect(shortcutFor({ ...plain, key: " " })).toBe("hold");
    for (const place of ["inField", "hasOwnKeys", "dialogOpen", "onControl"] as const)
      expect(shortcutFor({ ...plain, key: " ", [place]: true })).toBeNull();
  });

  it("has no single letters where they are switched off", () => {
    expect(decide({ ...plain, key: "m" }, { ...defaultKeys, areOn: false })).toBeNull();
    expect(decide({ ...plain, key: "Escape" }, { ...defaultKeys, areOn: false })).toBe("close");
  });

  it("leaves Esc to an open dialog", () => {
    expect(shortcutFor({ ...plain, key: "Escape", dialogOpen: true })).toBeNull();
  });
});
