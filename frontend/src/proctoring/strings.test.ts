import { expect, it } from "vitest";

import { duration, indicatorText } from "./strings";

const nothing = { count: 0, isOffline: false, refusal: null };

it.each([
  [30, "30 seconds"],
  [119, "119 seconds"],
  [120, "2 minutes"],
  [600, "10 minutes"],
])("spells %i seconds as “%s”", (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

it("says how often, and what waits on this device without a network", () => {
  const capturing = { kind: "capturing", isCovered: false } as const;
  expect(indicatorText(capturing, nothing, 30).detail).toBe("A snapshot about every 30 seconds.");
  expect(indicatorText(capturing, { ...nothing, count: 3, isOffline: true }, 30).detail).toContain(
    "3 snapshots wait on this device",
  );
  expect(indicatorText(capturing, { ...nothing, count: 1 }, 30).detail).toContain("1 snapshot waits to be sent");
});

it("says why the server did not take a snapshot", () => {
  const words = indicatorText({ kind: "capturing", isCovered: false }, { ...nothing, refusal: "The image is broken." }, 30);
  expect(words.detail).toContain("was not taken: The image is broken.");
});

it("says that a link which opens nothing sends nothing, whatever waits", () => {
  const words = indicatorText({ kind: "closed" }, { count: 3, isOffline: true, refusal: "It was withdrawn." }, 30);
  expect(words).toMatchObject({ title: "Camera off", tone: "quiet" });
  expect(words.detail).toContain("nothing more is taken or sent");
  expect(words.detail).not.toContain("wait");
});

it("says that the camera is not capturing, why, and that work goes on", () => {
  const words = indicatorText({ kind: "failed", failure: { code: "unplugged", message: "It was disconnected." } }, nothing, 30);
  expect(words.title).toBe("Camera not capturing");
  expect(words.detail).toContain("It was disconnected. You can go on working");
});
