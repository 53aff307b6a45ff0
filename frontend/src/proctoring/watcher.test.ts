import { beforeEach, expect, it } from "vitest";

import { createSnapshotStore, type SnapshotStore } from "../lib/snapshots";
import type { CaptureDevice } from "../rtc/captureDevice";
import type { DeviceState } from "../rtc/types";
import { createFakeClock, settle, type FakeClock } from "../testing/fakeClock";
import { FakeTrack } from "../testing/fakeRtc";
import { createWatcher, type Watcher } from "./watcher";

let clock: FakeClock;
let camera: SnapshotStore<DeviceState>;
let kept: string[];
let reports: string[];
let isCovered: boolean;
let canTake: boolean;
let isPermissionGone: boolean;
let frame: Promise<void>;
let showFrame: () => void;
let watcher: Watcher;

const on = (): DeviceState => ({ kind: "on", track: new FakeTrack("video").asTrack(), deviceId: null, muted: false });
const failed = (code: "unplugged" | "denied"): DeviceState => ({
  kind: "failed",
  failure: { code, message: "The camera is away." },
});

beforeEach(() => {
  clock = createFakeClock();
  camera = createSnapshotStore<DeviceState>({ kind: "off" });
  [kept, reports] = [[], []];
  [isCovered, canTake, isPermissionGone] = [false, true, false];
  [frame, showFrame] = [Promise.resolve(), () => undefined];
  watcher = createWatcherWith(false);
});

/** A camera that is on and shows nothing until `showFrame`. */
function holdFrames(): void {
  frame = new Promise((resolve) => {
    showFrame = resolve;
  });
}

function createWatcherWith(hasEarlier: boolean): Watcher {
  const device: CaptureDevice = {
    ...camera,
    start: () => {
      camera.replace({ kind: "starting" });
      camera.replace(on());
      return Promise.resolve();
    },
    begin: () => {
      throw new Error("Nobody else asks for the camera.");
    },
    setMuted: () => undefined,
    stop: () => {
      camera.replace({ kind: "off" });
    },
  };
  return createWatcher({
    camera: device,
    untilFrame: () => frame,
    hasEarlier,
    stills: {
      take: () =>
        canTake ? Promise.resolve({ image: new Blob(["still"]), isCovered }) : Promise.reject(new Error("no picture")),
      isDark: () => isCovered,
    },
    clock,
    random: () => 0.5,
    intervalMs: 30_000,
    now: () => new Date(clock.nowMs()),
    newId: () => "an id",
    keep: ({ reason, capturedAt }) => {
      kept.push(`${reason} ${capturedAt.slice(11, 19)}`);
      return Promise.resolve();
    },
    report: (kind) => reports.push(kind),
    isPermissionGone: () => Promise.resolve(isPermissionGone),
  });
}

async function advance(durationMs: number): Promise<void> {
  clock.advance(durationMs);
  await settle();
}

it("shows the camera before the session begins, and takes nothing", async () => {
  await watcher.open();
  await advance(120_000);
  expect(watcher.getSnapshot().watch).toEqual({ kind: "ready" });
  expect(kept).toEqual([]);
});

it("takes one at the start and one each interval, with the time of each", async () => {
  await watcher.open();
  watcher.begin();
  await advance(0);
  await advance(30_000);
  await advance(30_000);
  expect(kept).toEqual(["start 00:00:00", "interval 00:00:30", "interval 00:01:00"]);
});

it("takes the first one late where the camera comes late", async () => {
  watcher.begin();
  await advance(5000);
  expect(kept).toEqual([]);
  await watcher.open();
  await advance(0);
  expect(kept).toEqual(["start 00:00:05"]);
});

it("takes one more when code is submitted, and keeps to its rhythm", async () => {
  await watcher.open();
  watcher.begin();
  await advance(10_000);
  await watcher.takeOne("submit");
  await advance(20_000);
  expect(kept).toEqual(["start 00:00:00", "submit 00:00:10", "interval 00:00:30"]);
});

it("notes a camera that is unplugged, pauses, and goes on when it is back", async () => {
  await watcher.open();
  watcher.begin();
  await advance(1000);
  camera.replace(failed("unplugged"));
  await advance(60_000);
  expect(watcher.getSnapshot().watch).toMatchObject({ kind: "failed" });
  expect(reports).toEqual(["camera_lost"]);
  await watcher.open();
  await advance(0);
  expect(kept).toEqual(["start 00:00:00", "interval 00:01:01"]);
});

it("tells a permission that was taken back from a camera that was unplugged", async () => {
  await watcher.open();
  watcher.begin();
  isPermissionGone = true;
  camera.replace(failed("unplugged"));
  await settle();
  expect(reports).toEqual(["permission_revoked"]);
  expect(watcher.getSnapshot().watch).toMatchObject({ kind: "failed", failure: { code: "denied" } });
});

it("notes a session that begins without a camera, and one that is refused later", () => {
  camera.replace(failed("denied"));
  watcher.begin();
  expect(reports).toEqual(["camera_lost"]);
  camera.replace({ kind: "starting" });
  camera.replace(failed("denied"));
  expect(reports).toEqual(["camera_lost", "camera_lost"]);
});

it("notes each spell of darkness once, and shows it", async () => {
  await watcher.open();
  watcher.begin();
  isCovered = true;
  await advance(0);
  await advance(30_000);
  expect(reports).toEqual(["camera_covered"]);
  expect(watcher.getSnapshot().watch).toEqual({ kind: "capturing", isCovered: true });
  isCovered = false;
  await advance(30_000);
  expect(watcher.getSnapshot().watch).toEqual({ kind: "capturing", isCovered: false });
});

it("notes a picture that could not be taken, and tries again at the next turn", async () => {
  await watcher.open();
  watcher.begin();
  canTake = false;
  await advance(0);
  canTake = true;
  await advance(30_000);
  expect(reports).toEqual(["capture_failed"]);
  expect(kept).toEqual(["start 00:00:30"]);
});

it("waits for a frame after a reload, and notes nothing meanwhile", async () => {
  watcher = createWatcherWith(true);
  holdFrames();
  canTake = false;
  watcher.begin();
  await watcher.open();
  await advance(2000);
  await watcher.takeOne("submit");
  canTake = true;
  showFrame();
  await settle();
  await advance(0);
  expect([kept, reports]).toEqual([["interval 00:00:02"], []]);
});

it("waits for a frame of the camera that is on now, not of the one before", async () => {
  holdFrames();
  const showOld = showFrame;
  watcher.begin();
  await watcher.open();
  camera.replace(failed("unplugged"));
  holdFrames();
  await watcher.open();
  showOld();
  await advance(1000);
  expect(kept).toEqual([]);
  showFrame();
  await settle();
  await advance(0);
  expect([kept, reports]).toEqual([["start 00:00:01"], ["camera_lost"]]);
});

it("is over when the session is, and starts anew when that is opened again", async () => {
  await watcher.open();
  watcher.begin();
  await advance(0);
  watcher.stop("stopped");
  await advance(120_000);
  await watcher.takeOne("submit");
  expect(watcher.getSnapshot().watch).toEqual({ kind: "stopped" });
  expect(camera.getSnapshot()).toEqual({ kind: "off" });
  expect(kept).toEqual(["start 00:00:00"]);
  await watcher.open();
  watcher.begin();
  await advance(0);
  expect(kept).toEqual(["start 00:00:00", "interval 00:02:00"]);
  expect(reports).toEqual([]);
});

it("says within seconds that the picture is bright again", async () => {
  isCovered = true;
  await watcher.open();
  watcher.begin();
  await advance(0);
  expect(watcher.getSnapshot().watch).toEqual({ kind: "capturing", isCovered: true });
  await advance(2000);
  expect(watcher.getSnapshot().watch).toEqual({ kind: "capturing", isCovered: true });
  isCovered = false;
  await advance(2000);
  expect(watcher.getSnapshot().watch).toEqual({ kind: "capturing", isCovered: false });
  expect(reports).toEqual(["camera_covered"]);
});

it("notes nothing where another camera is chosen, and takes a picture of it", async () => {
  await watcher.open();
  watcher.begin();
  await advance(0);
  await watcher.choose("another");
  await advance(0);
  expect(reports).toEqual([]);
  expect(kept).toEqual(["start 00:00:00", "interval 00:00:00"]);
});
