import { expect, it } from "vitest";

import { faceOf } from "./focusFace";
import { peerOf } from "./testing";

it("is the one who speaks, stays between words, and is never a watcher's", () => {
  const off = { audio: true, video: false, screen: false };
  const [ines, ivan] = [peerOf("Ines", { media: off }), peerOf("Ivan")];
  const otto = peerOf("Otto", { role: "observer" });
  expect(faceOf([otto, ines, ivan], null)?.name).toBe("Ivan");
  expect(faceOf([otto, { ...ines, speaks: true }, ivan], "ivan")?.name).toBe("Ines");
  expect(faceOf([otto, ines, ivan], "ines")?.name).toBe("Ines");
  expect(faceOf([otto, ines], null)?.name).toBe("Ines");
  expect(faceOf([otto], null)).toBeNull();
});
