import { describe, expect, it } from "vitest";

import type { DeviceState, MediaFailureCode } from "../rtc/types";
import { mediaProblems } from "./mediaProblems";
import { noMedia } from "./testing";

const failed = (code: MediaFailureCode): DeviceState => ({ kind: "failed", failure: { code, message: "" } });

describe("mediaProblems", () => {
  it("has nothing to say about devices that are merely off", () => {
    expect(mediaProblems(noMedia)).toEqual([]);
  });

  it("says once what holds for camera and microphone alike", () => {
    const [only, ...more] = mediaProblems({ ...noMedia, camera: failed("denied"), microphone: failed("denied") });
    expect(only).toContain("camera or microphone");
    expect(more).toEqual([]);
  });

  it("tells different reasons apart", () => {
    const problems = mediaProblems({ ...noMedia, camera: failed("in-use"), microphone: failed("no-device") });
    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain("No microphone");
    expect(problems[1]).toContain("holds the camera");
  });
});
