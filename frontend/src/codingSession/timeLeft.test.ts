import { describe, expect, test } from "vitest";

import { createFakeClock } from "../testing/fakeClock";
import { createServerClock } from "../lib/serverClock";
import { deadlineChange, minutesInWords, timeAnnouncement, timeFigures, urgency } from "./timeLeft";

const minute = 60_000;

describe("time left", () => {
  test("counts a second that has begun", () => {
    expect([0, 1, 59_999, minute, 90 * minute + 5000, -5000].map(timeFigures)).toEqual([
      "0:00",
      "0:01",
      "1:00",
      "1:00",
      "1:30:05",
      "0:00",
    ]);
  });

  test("has words for whole minutes", () => {
    expect([0, 1, 60, 61, 150].map(minutesInWords)).toEqual([
      "0 minutes",
      "1 minute",
      "1 hour",
      "1 hour 1 minute",
      "2 hours 30 minutes",
    ]);
  });

  test("is announced at 15, 5 and 1 minutes, once each", () => {
    expect(timeAnnouncement(15 * minute + 100, 15 * minute - 100)).toBe("15 minutes left");
    expect(timeAnnouncement(15 * minute - 100, 15 * minute - 300)).toBeNull();
    expect(timeAnnouncement(5 * minute + 1, 5 * minute)).toBe("5 minutes left");
    expect(timeAnnouncement(minute + 1, minute - 1)).toBe("1 minute left");
    expect(timeAnnouncement(100, -100)).toBeNull();
  });

  test("after a sleep only the latest is told", () => {
    expect(timeAnnouncement(20 * minute, 40_000)).toBe("1 minute left");
  });

  test("presses more towards the end", () => {
    expect([20 * minute, 5 * minute, minute].map(urgency)).toEqual(["plenty", "soon", "last"]);
  });

  test("a new deadline is told, and an old one is not", () => {
    const hour = (iso: string): string => iso.slice(11, 16);
    expect(deadlineChange("2026-11-22T11:30:00Z", "2026-11-22T11:45:00Z", hour)).toBe(
      "You were given 15 minutes more. You have until 11:45.",
    );
    expect(deadlineChange("2026-11-22T11:30:00Z", "2026-11-22T11:20:00Z", hour)).toBe(
      "Your time was changed. You have until 11:20.",
    );
    expect(deadlineChange("2026-11-22T11:30:00Z", "2026-11-22T11:30:00.000Z", hour)).toBeNull();
    expect(deadlineChange(null, "2026-11-22T11:30:00Z", hour)).toBeNull();
  });
});

describe("the server's clock", () => {
  test("runs on from what the server said, half a round trip ago", () => {
    const clock = createFakeClock();
    const server = createServerClock(clock);
    expect(() => server.nowMs()).toThrow("not known");
    clock.advance(200);
    server.observe("2026-11-22T10:00:00.000Z", 0);
    expect(server.nowMs()).toBe(Date.parse("2026-11-22T10:00:00.100Z"));
    clock.advance(1000);
    expect(server.nowMs()).toBe(Date.parse("2026-11-22T10:00:01.100Z"));
  });

  test("refuses a time that is none", () => {
    expect(() => {
      createServerClock(createFakeClock()).observe("soon", 0);
    }).toThrow("no time");
  });
});
