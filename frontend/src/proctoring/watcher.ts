/** Takes snapshots while a session runs, and notes what happens to the camera. */
import { createTimer, type Clock } from "../lib/clock";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { CaptureDevice } from "../rtc/captureDevice";
import { mediaFailure } from "../rtc/mediaFailures";
import type { DeviceState, MediaFailure } from "../rtc/types";
import type { TakeStill } from "./camera";
import type { Incident, IncidentKind, SnapshotReason } from "./protocol";
import { nextDelayMs } from "./schedule";
import type { NewSnapshot } from "./store";
import type { Watch } from "./strings";

export interface Watcher extends Snapshots<{ readonly watch: Watch }> {
  /** Opens the camera, and takes nothing before `begin`. */
  readonly open: () => Promise<void>;
  /** The session runs: one now, then one each interval. */
  readonly begin: (reason: SnapshotReason) => void;
  /** One more, at once, if the camera is there. */
  readonly takeOne: (reason: SnapshotReason) => Promise<void>;
  /** The camera goes off. `open` and `begin` start anew, where a session is opened again. */
  readonly stop: (why: "stopped" | "withdrawn") => void;
}

interface Parts {
  readonly camera: CaptureDevice;
  readonly takeStill: TakeStill;
  readonly clock: Clock;
  readonly random: () => number;
  readonly intervalMs: number;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly keep: (snapshot: NewSnapshot) => Promise<void>;
  readonly report: (kind: IncidentKind, details?: Incident["details"]) => void;
  readonly isPermissionGone: () => Promise<boolean>;
}

export function createWatcher(parts: Parts): Watcher {
  const { camera, clock } = parts;
  const store = createSnapshotStore<{ readonly watch: Watch }>({ watch: { kind: "off" } });
  const timer = createTimer(clock);
  let isBegun = false;
  let stopped: "stopped" | "withdrawn" | null = null;
  let isCovered = false;
  let previous: DeviceState["kind"] = "off";
  let due: SnapshotReason | null = null;
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
    if (state.kind === "on") permissionLoss = null;
    showCamera(state);
    if (!isBegun || stopped !== null) return;
    if (state.kind === "on") schedule(due ?? "interval", 0);
    else timer.cancel();
    if (wasOn && state.kind !== "on") void reportLoss();
    if (state.kind === "failed" && !wasOn) reportFailure(state.failure);
  });

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

  function schedule(reason: SnapshotReason, delayMs: number): void {
    due = reason;
    timer.start(delayMs, () => {
      void take(reason);
    });
  }

  async function take(reason: SnapshotReason): Promise<void> {
    // First, so that one slow or failed picture does not end the series.
    schedule("interval", nextDelayMs(parts.intervalMs, parts.random()));
    await capture(reason);
  }

  async function capture(reason: SnapshotReason): Promise<void> {
    const capturedAt = parts.now().toISOString();
    try {
      const still = await parts.takeStill();
      noteCovered(still.isCovered);
      await parts.keep({ clientId: parts.newId(), capturedAt, reason, image: still.image });
    } catch {
      // The camera may have gone, or the disk be full, while it was taken.
      if (stopped === null) parts.report("capture_failed");
    }
  }

  function noteCovered(next: boolean): void {
    if (next === isCovered) return;
    isCovered = next;
    if (next) parts.report("camera_covered");
    showCamera(camera.getSnapshot());
  }

  return {
    ...store,
    open: () => {
      stopped = null;
      return camera.start();
    },
    begin: (reason) => {
      if (isBegun || stopped !== null) return;
      isBegun = true;
      showCamera(camera.getSnapshot());
      due = reason;
      if (camera.getSnapshot().kind === "on") schedule(reason, 0);
      else if (camera.getSnapshot().kind === "failed") parts.report("camera_lost");
    },
    takeOne: async (reason) => {
      if (isBegun && stopped === null && camera.getSnapshot().kind === "on") await capture(reason);
    },
    stop: (why) => {
      if (stopped !== null) return;
      stopped = why;
      isBegun = false;
      timer.cancel();
      camera.stop();
      show({ kind: why });
    },
  };
}
