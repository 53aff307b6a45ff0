import { describe, expect, it } from "vitest";

import type { WaitingPerson } from "../protocol";
import { newcomers, withoutRequest, withRequest } from "./doorModel";

function waiting(requestId: string, minute: number, change: Partial<WaitingPerson> = {}): WaitingPerson {
  return {
    requestId,
    name: requestId,
    invitedName: requestId,
    role: "candidate",
    reason: "knock",
    since: `2026-11-28T12:${String(minute).padStart(2, "0")}:00+00:00`,
    ...change,
  };
}

describe("who waits", () => {
  it("stands in the order of arrival, whatever the order of the messages", () => {
    const people = withRequest(withRequest([], waiting("late", 5)), waiting("early", 1));
    expect(people.map(({ requestId }) => requestId)).toEqual(["early", "late"]);
  });

  it("changes nothing when it is told once more", () => {
    const people = withRequest([], waiting("cara", 1));
    expect(withRequest(people, waiting("cara", 1))).toBe(people);
  });

  it("takes another reason", () => {
    const people = withRequest(withRequest([], waiting("cara", 1)), waiting("cara", 1, { reason: "locked" }));
    expect(people.map(({ reason }) => reason)).toEqual(["locked"]);
  });

  it("loses who was decided about, and nobody else", () => {
    const people = withRequest(withRequest([], waiting("cara", 1)), waiting("tom", 2));
    expect(withoutRequest(people, "cara").map(({ requestId }) => requestId)).toEqual(["tom"]);
    expect(withoutRequest(people, "nobody")).toBe(people);
  });

  it("tells newcomers from those who were there", () => {
    const before = [waiting("cara", 1)];
    expect(newcomers(before, withRequest(before, waiting("tom", 2))).map(({ requestId }) => requestId)).toEqual(["tom"]);
    expect(newcomers(before, before)).toEqual([]);
  });
});
