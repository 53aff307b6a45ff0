import { describe, expect, it } from "vitest";

import { FakeStream } from "../testing/fakeRtc";
import { chooseSpotlight, sharersInOrder, streamOf } from "./spotlightModel";
import { connectionOf, peerOf } from "./testing";

const shares = { audio: true, video: true, screen: true };
const [cara, ines] = [peerOf("Cara"), peerOf("Ines")];
const [caraShares, inesShares] = [peerOf("Cara", { media: shares }), peerOf("Ines", { media: shares })];

describe("the work area", () => {
  it("goes to the screen that was shared last, and back to the one before", () => {
    const first = sharersInOrder([], [cara, inesShares]);
    const both = sharersInOrder(first, [caraShares, inesShares]);
    expect(both).toEqual(["ines", "cara"]);
    expect(chooseSpotlight(null, both, [caraShares, inesShares])).toEqual({ userId: "cara", source: "screen" });
    const after = sharersInOrder(both, [cara, inesShares]);
    expect(chooseSpotlight(null, after, [cara, inesShares])).toEqual({ userId: "ines", source: "screen" });
    expect(chooseSpotlight(null, sharersInOrder(after, [cara, ines]), [cara, ines])).toBeNull();
  });

  it("goes to whoever is pinned, as long as there is something to see", () => {
    const face = { userId: "cara", source: "camera" } as const;
    expect(chooseSpotlight(face, ["ines"], [cara, inesShares])).toEqual(face);
    expect(chooseSpotlight(face, ["ines"], [inesShares])).toEqual({ userId: "ines", source: "screen" });
    expect(chooseSpotlight({ userId: "cara", source: "screen" }, [], [cara])).toBeNull();
  });

  it("goes to nobody whose picture cannot come", () => {
    for (const state of ["absent", "unavailable"] as const) {
      const peers = [peerOf("Cara", { media: shares, connection: connectionOf({ state }) })];
      expect(sharersInOrder(["cara"], peers)).toEqual([]);
      for (const source of ["screen", "camera"] as const)
        expect(chooseSpotlight({ userId: "cara", source }, [], peers)).toBeNull();
    }
  });

  it("shows a screen of its own section, or of the camera's where a page has no other", () => {
    const [camera, screen] = [new FakeStream().asStream(), new FakeStream().asStream()];
    expect(streamOf(peerOf("Cara", { stream: camera, screenStream: screen }), "screen")).toBe(screen);
    expect(streamOf(peerOf("Cara", { stream: camera }), "screen")).toBe(camera);
    expect(streamOf(peerOf("Cara", { stream: camera, screenStream: screen }), "camera")).toBe(camera);
  });
});
