import { describe, expect, it } from "vitest";

import { isAllowedLink, readElements, readPointer, repairedLink } from "./incoming";
import { decodeMessage, encodeMessage } from "./messages";

const good = {
  id: "Zx_9-a",
  type: "rectangle",
  version: 3,
  versionNonce: 0,
  isDeleted: false,
  x: 1,
  y: -2.5,
  width: 10,
  height: 0,
  angle: 0,
  link: null,
  strokeColor: "#1e1e1e",
};

describe("readElements", () => {
  it("takes elements as they come, with properties that only Excalidraw knows", () => {
    expect(readElements([good])).toEqual([good]);
  });

  it.each([
    ["no list", "elements"],
    ["no object", [7]],
    ["an id with a quote", [{ ...good, id: 'a"b' }]],
    ["a picture", [{ ...good, type: "image" }]],
    ["an embedded page", [{ ...good, type: "iframe" }]],
    ["a version that is no whole number", [{ ...good, version: 1.5 }]],
    ["a version of nothing", [{ ...good, version: 0 }]],
    ["a nonce out of range", [{ ...good, versionNonce: 2 ** 31 }]],
    ["a place off every board", [{ ...good, x: 1e9 }]],
    ["no place", [{ ...good, y: undefined }]],
    ["a link that runs code", [{ ...good, link: "javascript:alert(1)" }]],
    ["a deletion in words", [{ ...good, isDeleted: "yes" }]],
  ])("drops %s", (_, values) => {
    expect(readElements(values)).toEqual([]);
  });
});

describe("links", () => {
  it.each(["https://example.com", "http://example.com", "mailto:cara@mail.example", "HTTPS://EXAMPLE.COM", "", null])(
    "allows %s",
    (link) => {
      expect(isAllowedLink(link)).toBe(true);
    },
  );

  it("repairs an address without its scheme, and gives up on the rest", () => {
    expect(repairedLink("example.com/a?b#c")).toBe("https://example.com/a?b#c");
    expect(repairedLink("https://example.com")).toBe("https://example.com");
    expect(repairedLink("javascript:alert(1)")).toBeNull();
    expect(repairedLink("data:text/html,hello")).toBeNull();
    expect(repairedLink("notes")).toBeNull();
  });
});

describe("messages between boards", () => {
  it("come back as they were sent", () => {
    const pointer = { x: 1, y: 2, tool: "laser", button: "down", selectedElementIds: { a: true } } as const;
    expect(decodeMessage(encodeMessage({ kind: "elements", elements: [good] }))).toEqual({ kind: "elements", elements: [good] });
    expect(decodeMessage(encodeMessage({ kind: "pointer", pointer }))).toEqual({ kind: "pointer", pointer });
  });

  it.each(["", "{", "7", "null", '{"kind":"dance"}', '{"kind":"pointer","pointer":{"x":"left"}}'])("ignores %s", (text) => {
    expect(decodeMessage(new TextEncoder().encode(text))).toBeNull();
  });

  it("ignores what is no text", () => {
    expect(decodeMessage(Uint8Array.of(0xff, 0xfe))).toBeNull();
  });

  it("tells a large selection in part", () => {
    const selectedElementIds = Object.fromEntries(Array.from({ length: 500 }, (_, number) => [`e${number}`, true]));
    expect(Object.keys(readPointer({ x: 0, y: 0, selectedElementIds })?.selectedElementIds ?? {})).toHaveLength(200);
  });
});
