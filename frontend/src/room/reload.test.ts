import { beforeEach, describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../testing/fakeClock";
import type { DeviceState } from "../rtc/types";
import type { BrowserStorage } from "../ui/browserStorage";
import { createReload, wantedDevices, type Reload } from "./reload";

const attendance = { name: "Cara", microphone: true, camera: false };
let values: Map<string, string>;
let startMs: number;

interface Page extends Reload {
  readonly clock: FakeClock;
}

/** A page with the tab's storage, or with a copy of it. */
function page(roomId = "room", tab = values): Page {
  const clock = createFakeClock();
  const storage: BrowserStorage = {
    getItem: (key) => tab.get(key) ?? null,
    setItem: (key, value) => void tab.set(key, value),
    removeItem: (key) => void tab.delete(key),
  };
  const fromMs = startMs;
  return { ...createReload({ roomId, storage, clock, now: () => fromMs + clock.nowMs() }), clock };
}

/** The next page, so many milliseconds after the last sign of the one before. */
function nextPage(afterMs = 3_000): Page {
  startMs += afterMs;
  return page();
}

beforeEach(() => {
  values = new Map();
  startMs = 1_000_000;
});

describe("a page that goes", () => {
  it.each(["reload", "another way"])("brings back how somebody was in the call, once, by %s", (way) => {
    const first = page();
    first.update(attendance);
    first.hide();
    const next = nextPage();
    expect(next.take(way === "reload")).toEqual(attendance);
    expect(next.take(true)).toBeNull();
  });

  it("keeps nothing where nobody is in the call", () => {
    page().hide();
    expect(nextPage().take(true)).toBeNull();
  });

  it("is of one room", () => {
    const first = page();
    first.update(attendance);
    first.hide();
    expect(page("another").take(true)).toBeNull();
  });

  it.each([60_001, -1])("means nothing after %i ms", (ageMs) => {
    const first = page();
    first.update(attendance);
    first.hide();
    expect(nextPage(ageMs).take(true)).toBeNull();
  });
});

describe("a page that crashes", () => {
  it("brings back how somebody was in the call when it is reloaded, however long it was there", () => {
    const first = page();
    first.update(attendance);
    first.update({ ...attendance, camera: true });
    first.clock.advance(3_600_000);
    startMs += 3_600_000;
    expect(nextPage(50_000).take(true)).toEqual({ ...attendance, camera: true });
  });

  it("means nothing to a page that is no reload, as a copy of the tab is, nor to that page's reload", () => {
    const first = page();
    first.update(attendance);
    const copied = new Map(values);
    expect(page("room", copied).take(false)).toBeNull();
    expect(page("room", copied).take(true)).toBeNull();
    expect(nextPage().take(true)).toEqual(attendance);
  });

  it("keeps nothing once somebody has left", () => {
    const first = page();
    first.update(attendance);
    first.update(null);
    expect(first.clock.pendingCount()).toBe(0);
    first.hide();
    expect(nextPage().take(true)).toBeNull();
  });

  it("means nothing when it is long ago", () => {
    page().update(attendance);
    expect(nextPage(60_001).take(true)).toBeNull();
  });
});

it("writes only what has changed, and then now and again", () => {
  const first = page();
  first.update(attendance);
  const written = values.get("talentsync:reload:room");
  first.clock.advance(5_000);
  first.update({ ...attendance });
  expect(values.get("talentsync:reload:room")).toBe(written);
  first.clock.advance(5_000);
  expect(values.get("talentsync:reload:room")).not.toBe(written);
  expect(first.clock.pendingCount()).toBe(1);
});

it("ignores what it did not write", () => {
  values.set("talentsync:reload:room", "{");
  expect(page().take(true)).toBeNull();
});

const track = {} as MediaStreamTrack;
const failure = { code: "in-use", message: "" } as const;

it.each<[string, DeviceState, boolean]>([
  ["on", { kind: "on", track, deviceId: null, muted: false }, true],
  ["muted", { kind: "on", track, deviceId: null, muted: true }, false],
  ["off", { kind: "off" }, false],
  ["being asked for", { kind: "starting" }, true],
  ["taken by another program", { kind: "failed", failure }, true],
])("knows whether a device that is %s is wanted", (_, device, isWanted) => {
  expect(wantedDevices({ microphone: device, camera: { kind: "off" } })).toEqual({ microphone: isWanted, camera: false });
  expect(wantedDevices({ microphone: { kind: "off" }, camera: device })).toEqual({ microphone: false, camera: isWanted });
});
