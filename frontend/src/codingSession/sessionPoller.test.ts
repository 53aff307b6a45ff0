import { describe, expect, test } from "vitest";

import { createFakeClock, settle } from "../testing/fakeClock";
import type { Answer, Session } from "./api";
import { watchOtherTabs, type TabChannel, type TabMessage } from "./otherTabs";
import { createServerClock } from "../lib/serverClock";
import { createSessionPoller, sessionPhaseOf, type SessionPoller } from "./sessionPoller";
import { held, ok, refusalOf, sessionOf, unreachable } from "./testing";

function bench(): {
  readonly poller: SessionPoller;
  readonly clock: ReturnType<typeof createFakeClock>;
  readonly asked: ReturnType<typeof held<[], Answer<Session>>>["calls"];
} {
  const clock = createFakeClock();
  const session = held<[], Answer<Session>>();
  const poller = createSessionPoller({
    api: { session: session.call, start: session.call, finish: session.call },
    clock,
    serverClock: createServerClock(clock),
  });
  return { poller, clock, asked: session.calls };
}

describe("which view is up", () => {
  const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

  test.each([
    [{ state: "waiting", isOpen: false }, "09:00:00", "early"],
    [{ state: "waiting" }, "10:00:00", "welcome"],
    [{ state: "active" }, "11:29:59", "work"],
    [{ state: "active" }, "11:30:00", "timeUp"],
    [{ state: "finished" }, "10:30:00", "finished"],
  ] as const)("%o at %s: %s", (change, time, phase) => {
    expect(sessionPhaseOf(sessionOf(change), at(time))).toBe(phase);
  });
});

describe("the session", () => {
  test("is looked at every ten seconds, and sooner while the server is away", async () => {
    const { poller, clock, asked } = bench();
    void poller.refresh();
    asked[0]?.answer(ok(sessionOf()));
    await settle();
    clock.advance(9_999);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    asked[1]?.answer(unreachable);
    await settle();
    expect(poller.getSnapshot()).toMatchObject({ isReachable: false, session: { state: "active" } });
    clock.advance(4000);
    expect(asked).toHaveLength(3);
  });

  test("is looked at when it opens, and after its end until it is finished", async () => {
    const { poller, clock, asked } = bench();
    const waiting = sessionOf({
      state: "waiting",
      isOpen: false,
      opensAt: "2026-11-22T10:00:05.000Z",
      startedAt: null,
      deadline: null,
    });
    void poller.refresh();
    asked[0]?.answer(ok(waiting));
    await settle();
    clock.advance(5050);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(ok(sessionOf({ deadline: "2026-11-22T09:59:00.000Z" })));
    await settle();
    clock.advance(1500);
    expect(asked).toHaveLength(3);
    asked[2]?.answer(ok(sessionOf({ state: "finished", finishReason: "deadline" })));
    await settle();
    clock.advance(9_000);
    expect(asked).toHaveLength(3);
  });

  test("an answer that was overtaken changes nothing", async () => {
    const { poller, asked } = bench();
    void poller.refresh();
    void poller.start();
    asked[1]?.answer(ok(sessionOf()));
    await settle();
    asked[0]?.answer(ok(sessionOf({ state: "waiting", startedAt: null, deadline: null })));
    await settle();
    expect(poller.getSnapshot().session?.state).toBe("active");
  });

  test("a refused act is not a refused link", async () => {
    const { poller, asked } = bench();
    const starting = poller.start();
    asked[0]?.answer(refusalOf(403, "consent_required"));
    expect(await starting).toMatchObject({ code: "consent_required" });
    expect(poller.getSnapshot().refusal).toBeNull();
    void poller.refresh();
    asked[1]?.answer(refusalOf(410, "invitation_revoked"));
    await settle();
    expect(poller.getSnapshot().refusal?.code).toBe("invitation_revoked");
  });
});

test("tabs of one browser hear of each other, and of each other's leaving", () => {
  const handlers: ((message: TabMessage) => void)[] = [];
  const channel = (): TabChannel => ({
    post: (message) => {
      handlers.forEach((handle) => {
        handle(message);
      });
    },
    listen: (handle) => {
      handlers.push(handle);
    },
  });
  const counts: Record<string, number> = {};
  watchOtherTabs(channel(), "a", (count) => {
    counts["a"] = count;
  });
  expect(counts).toEqual({});
  const second = watchOtherTabs(channel(), "b", (count) => {
    counts["b"] = count;
  });
  expect(counts).toEqual({ a: 1, b: 1 });
  second.leave();
  expect(counts).toEqual({ a: 0, b: 1 });
});
