/** Takes snapshots while a session runs, and notes what happens to the camera. */
import { createTimer, type Clock } from "../lib/clock";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { CaptureDevice } from "../rtc/captureDevice";
import { mediaFailure } from "../rtc/mediaFailures";
import type { DeviceState, MediaFailure } from "../rtc/types";
import type { Stills } from "./camera";
import type { Incident, IncidentKind, SnapshotReason } from "./protocol";
import { nextDelayMs } from "./schedule";
import type { NewSnapshot } from "./store";
import type { Watch } from "./strings";

export type StopReason = "stopped" | "withdrawn" | "closed";

export interface Watcher extends Snapshots<{ readonly watch: Watch }> {
  /** Opens the camera, and takes nothing before `begin`. */
  readonly open: () => Promise<void>;
  /** Goes on with another camera, which is no loss of the one before. */
  readonly choose: (deviceId: string) => Promise<void>;
  /** The session runs: one as soon as the camera shows something, then one each interval. */
  readonly begin: () => void;
  /** One more, at once, if the camera shows something. */
  readonly takeOne: (reason: SnapshotReason) => Promise<void>;
  /** The camera goes off. `open` and `begin` start anew, where a session is opened again. */
  readonly stop: (why: StopReason) => void;
}

interface Parts {
  readonly camera: CaptureDevice;
  readonly stills: Stills;
  /** Settles once the camera that is on now has shown a frame. */
  readonly untilFrame: () => Promise<void>;
  /** Pictures of this session were taken before, by an earlier page or another device. */
  readonly hasEarlier: boolean;
  readonly clock: Clock;
  readonly random: () => number;
  readonly intervalMs: number;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly keep: (snapshot: NewSnapshot) => Promise<void>;
  readonly report: (kind: IncidentKind, details?: Incident["details"]) => void;
  readonly isPermissionGone: () => Promise<boolean>;
}

/** How soon a picture that was dark is looked at again, so that the words follow what the person sees. */
const darkRecheckMs = 2000;

export function createWatcher(parts: Parts): Watcher {
  const { camera, clock } = parts;
  const store = createSnapshotStore<{ readonly watch: Watch }>({ watch: { kind: "off" } });
  const timer = createTimer(clock);
  const darkTimer = createTimer(clock);
  let isBegun = false;
  let stopped: StopReason | null = null;
  let isCovered = false;
  let isChoosing = false;
  let previous: DeviceState["kind"] = "off";
  /** Counts the times that the camera went on or off: a frame of an earlier camera says nothing of this one. */
  let cameraChanges = 0;
  let hasFrame = false;
  let isFirst = !parts.hasEarlier;
  let permissionLoss: MediaFailure | null = null;

  function show(watch: Watch): void {
    store.replace({ watch });
  }

  function showCamera(state: DeviceState): void {
    if (stopped !== null) show({ kind: stopped });
    else if (state.kind === "on") show(isBegun ? { kind: "capturing", isCovered } : { kind: "ready" });
    else if (state.kind === "failed") show({ kind: "failed", failure: permissionLoss ?? state.failure });
    else show({ kind: state.kind });
  }

  camera.subscribe(() => {
    const state = camera.getSnapshot();
    const wasOn = previous === "on";
    previous = state.kind;
    cameraChanges += 1;
    hasFrame = false;
    if (state.kind === "on") {
      permissionLoss = null;
      void awaitFrame(cameraChanges);
    }
    showCamera(state);
    if (!isBegun || stopped !== null) return;
    timer.cancel();
    if (wasOn && state.kind !== "on" && !isChoosing) void reportLoss();
    if (state.kind === "failed" && !wasOn) reportFailure(state.failure);
  });

  /** A picture that is taken before would fail, and be noted as if something were wrong with the camera. */
  async function awaitFrame(change: number): Promise<void> {
    await parts.untilFrame();
    if (change !== cameraChanges) return;
    hasFrame = true;
    if (isBegun && stopped === null) schedule(0);
  }

  /** Only the permission tells an unplugged camera from one that the person took back. */
  async function reportLoss(): Promise<void> {
    const isGone = await parts.isPermissionGone();
    parts.report(isGone ? "permission_revoked" : "camera_lost");
    if (!isGone) return;
    permissionLoss = mediaFailure("camera", "denied");
    showCamera(camera.getSnapshot());
  }

  function reportFailure({ code }: MediaFailure): void {
    // Follows a loss that was noted already.
    if (code !== "unplugged") parts.report("camera_lost", { reason: code });
  }

  function schedule(delayMs: number): void {
    timer.start(delayMs, () => {
      void take();
    });
  }

  async function take(): Promise<void> {
    // First, so that one slow or failed picture does not end the series.
    schedule(nextDelayMs(parts.intervalMs, parts.random()));
    await capture("interval");
  }

  async function capture(otherReason: SnapshotReason): Promise<void> {
    // The first that succeeds is the one of the start, whenever the camera was ready.
    const reason = isFirst ? "start" : otherReason;
    const capturedAt = parts.now().toISOString();
    try {
      const still = await parts.stills.take();
      noteCovered(still.isCovered);
      await parts.keep({ clientId: parts.newId(), capturedAt, reason, image: still.image });
      isFirst = false;
    } catch {
      // The camera may have gone, or the disk be full, while it was taken.
      if (stopped === null) parts.report("capture_failed");
    }
  }

  function noteCovered(next: boolean): void {
    if (next === isCovered) return;
    isCovered = next;
    if (next) {
      parts.report("camera_covered");
      recheckDark();
    }
    showCamera(camera.getSnapshot());
  }

  function recheckDark(): void {
    darkTimer.start(darkRecheckMs, () => {
      if (!isCovered || stopped !== null) return;
      if (hasFrame && !parts.stills.isDark()) noteCovered(false);
      else recheckDark();
    });
  }

  return {
    ...store,
    open: () => {
      stopped = null;
      return camera.start();
    },
    choose: async (deviceId) => {
      if (stopped !== null) return;
      isChoosing = true;
      await camera.start(deviceId);
      isChoosing = false;
    },
    begin: () => {
      if (isBegun || stopped !== null) return;
      isBegun = true;
      showCamera(camera.getSnapshot());
      if (hasFrame) schedule(0);
      else if (camera.getSnapshot().kind === "failed") parts.report("camera_lost");
    },
    takeOne: async (reason) => {
      if (isBegun && stopped === null && hasFrame) await capture(reason);
    },
    stop: (why) => {
      if (stopped !== null) return;
      stopped = why;
      isBegun = false;
      timer.cancel();
      darkTimer.cancel();
      camera.stop();
      show({ kind: why });
    },
  };
}
