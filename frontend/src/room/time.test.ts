import { describe, expect, it } from "vitest";

import { elapsed } from "../lib/duration";
import { clockText } from "./time";

const minute = 60_000;

describe("clockText", () => {
  const times = { startedAtMs: 0, scheduledEndMs: 60 * minute };

  it("tells how long it has been and how long is left", () => {
    expect(clockText({ ...times, nowMs: 12 * minute + 5_000 })).toEqual({ text: "12:05, 48 min left", isOver: false });
    expect(clockText({ ...times, nowMs: 60 * minute })).toEqual({ text: "1:00:00, 0 min left", isOver: false });
  });

  it("says so when it takes longer than planned", () => {
    expect(clockText({ ...times, nowMs: 63 * minute + 1 })).toEqual({ text: "1:03:00, 3 min over", isOver: true });
  });
});

describe("elapsed", () => {
  it("has hours only where there are some, and never counts below zero", () => {
    expect([-1, 0, 65_000, 3_725_000].map(elapsed)).toEqual(["0:00", "0:00", "1:05", "1:02:05"]);
  });
});
