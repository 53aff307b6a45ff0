import { describe, expect, it } from "vitest";

import type { Panel } from "./layoutModel";
import { peerOf, snapshotOf } from "./testing";
import { followersOf, followersText, panelToFollow, peopleIn, placeText } from "./whereabouts";

const tools = new Set<Panel>(["call", "code", "board"]);

describe("following", () => {
  it("leads to the tool that the other works in, and nowhere else", () => {
    expect(panelToFollow({ panel: "board" }, tools)).toBe("board");
    expect(panelToFollow({ panel: "screen" }, tools)).toBeNull();
    expect(panelToFollow({ panel: "questions" }, tools)).toBeNull();
    expect(panelToFollow({ panel: "call" }, tools)).toBeNull();
    expect(panelToFollow(null, tools)).toBeNull();
  });

  it("is told to the one who is followed", () => {
    const self = { userId: "u0", userInfo: { name: "Me", role: "candidate", colour: 1, media: snapshotOf({}).media } } as const;
    const peers = [
      peerOf("Ivan", { place: { panel: "code", follows: "u0" } }),
      peerOf("Ines", { place: { panel: "board", follows: "ivan" } }),
    ];
    expect(followersOf({ self, peers }).map(({ name }) => name)).toEqual(["Ivan"]);
    expect(followersOf({ self: null, peers })).toEqual([]);
    expect(followersText([])).toBe("");
    expect(followersText(peers.slice(0, 1))).toBe("Ivan follows you");
    expect(followersText([...peers, peerOf("Igor")])).toBe("Ivan, Ines and Igor follow you");
  });
});

it("says who works where", () => {
  const peers = [peerOf("Ivan", { place: { panel: "board" } }), peerOf("Ines")];
  expect(peopleIn("board", peers).map(({ name }) => name)).toEqual(["Ivan"]);
  expect(peopleIn("code", peers)).toEqual([]);
  expect(placeText({ panel: "board" })).toBe("on the board");
  expect(placeText(null)).toBe("");
});
