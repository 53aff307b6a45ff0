import { describe, expect, it } from "vitest";

import type { Result } from "../lib/result";
import { createSnapshotStore } from "../lib/snapshots";
import type { CallErrorCode } from "../protocol";
import { disconnected } from "../rtc/requests";
import type { CallSnapshot, SignalingState } from "../rtc/types";
import { createFakeClock, settle } from "../testing/fakeClock";
import { createOutOfSight } from "./outOfSight";
import { snapshotOf } from "./testing";

type Answer = Result<{ readonly at: string }, CallErrorCode>;

const noon = "2026-11-28T12:00:00+00:00";
const soonAfter = "2026-11-28T12:01:05+00:00";
const inRoom: SignalingState = { kind: "joined", userId: "u0" };
const interrupted: SignalingState = { kind: "reconnecting", attempt: 1 };

/** A page in the room, and the server's end of it. */
function open({ signaling = inRoom, storage = new Map<string, string>(), isHidden = false } = {}) {
  const clock = createFakeClock();
  const store = createSnapshotStore<CallSnapshot>(snapshotOf({ signaling }));
  const told: string[] = [];
  const asked: string[] = [];
  const waiting: ((answer: Answer) => void)[] = [];
  const request = (_name: string, { kind }: { readonly kind: string }): Promise<Answer> =>
    new Promise((resolve) => {
      asked.push(kind);
      waiting.push(resolve);
    });
  const outOfSight = createOutOfSight(
    {
      call: { ...store, toolSocket: { request, notify: () => undefined, on: () => () => undefined } as never },
      clock,
      announce: ({ text }) => void told.push(text),
      storage: {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
      },
      roomId: "room",
    },
    isHidden,
  );
  return {
    asked,
    told,
    clock,
    storage,
    hide: () => {
      outOfSight.setHidden(true);
      clock.advance(1_500);
    },
    show: () => {
      outOfSight.setHidden(false);
    },
    become: (state: SignalingState) => {
      store.replace(snapshotOf({ signaling: state }));
    },
    answer: async (answer: Answer) => {
      waiting.shift()?.(answer);
      await settle();
    },
  };
}

const noted = (at: string): Answer => ({ ok: true, value: { at } });
const lost: Answer = { ok: false, error: disconnected };
const tooOften: Answer = { ok: false, error: { code: "rate_limited", message: "" } };

describe("a room out of sight", () => {
  it("is noted after a moment, and the return is told with the time on record", async () => {
    const page = open();
    page.hide();
    await page.answer(noted(noon));
    page.show();
    expect(page.told).toEqual([]);
    await page.answer(noted(soonAfter));
    expect(page.asked).toEqual(["hidden", "visible"]);
    expect(page.told).toEqual(["Noted for the interviewers: the room was out of sight for 1:05"]);
  });

  it("is nothing for a glance aside, nor before one is in the room", () => {
    const page = open({ signaling: { kind: "connecting" } });
    page.hide();
    page.become(inRoom);
    page.show();
    page.hide();
    page.show();
    expect(page.asked).toEqual(["hidden"]);
  });

  it("ends on record after an interruption, however long it took", async () => {
    const page = open();
    page.hide();
    await page.answer(noted(noon));
    page.become(interrupted);
    page.show();
    expect(page.asked).toEqual(["hidden"]);
    page.become(inRoom);
    await page.answer(lost);
    page.clock.advance(2_000);
    await page.answer(tooOften);
    page.clock.advance(4_000);
    expect(page.told).toEqual([]);
    await page.answer(noted(soonAfter));
    expect(page.asked).toEqual(["hidden", "visible", "visible", "visible"]);
    expect(page.told).toHaveLength(1);
    expect(page.clock.pendingCount()).toBe(0);
  });

  it("is told as a return where the answer to going away was lost", async () => {
    const page = open();
    page.hide();
    page.become(interrupted);
    await page.answer(lost);
    page.show();
    page.become(inRoom);
    await page.answer(noted(soonAfter));
    expect(page.asked).toEqual(["hidden", "visible"]);
    expect(page.told).toEqual(["Noted for the interviewers: you came back to the room"]);
  });

  it("needs no return where it was refused", async () => {
    const page = open();
    page.hide();
    await page.answer(tooOften);
    page.show();
    page.clock.advance(60_000);
    expect(page.asked).toEqual(["hidden"]);
    expect(page.told).toEqual([]);
  });

  it("is asked again on coming back to the room while it stays hidden", async () => {
    const page = open();
    page.become(interrupted);
    page.hide();
    expect(page.asked).toEqual([]);
    page.become(inRoom);
    await page.answer(noted(noon));
    page.become(interrupted);
    page.become(inRoom);
    expect(page.asked).toEqual(["hidden"]);
  });

  it("is told anew where the room had given one up meanwhile, and lasts as long as it did", async () => {
    const page = open({ signaling: { kind: "connecting" } });
    page.become(inRoom);
    page.hide();
    await page.answer(noted(noon));
    page.become(interrupted);
    page.become({ kind: "joined", userId: "u1" });
    await page.answer(lost);
    page.clock.advance(2_000);
    await page.answer(noted("2026-11-28T12:01:00+00:00"));
    expect(page.asked).toEqual(["hidden", "hidden", "hidden"]);
    page.show();
    await page.answer(noted(soonAfter));
    expect(page.asked).toHaveLength(4);
    expect(page.told).toEqual(["Noted for the interviewers: the room was out of sight for 1:05"]);
  });

  it("is not asked for ever what is refused for good", async () => {
    const page = open();
    page.hide();
    for (let refusals = 0; refusals < 8; refusals += 1) {
      await page.answer(tooOften);
      page.clock.advance(60_000);
    }
    expect(page.asked).toEqual(Array.from({ length: 5 }, () => "hidden"));
    expect(page.clock.pendingCount()).toBe(0);
    page.show();
    page.hide();
    expect(page.asked).toHaveLength(6);
  });

  it("ends on record after a reload", async () => {
    const before = open();
    before.hide();
    await before.answer(noted(noon));
    const after = open({ signaling: { kind: "connecting" }, storage: before.storage });
    after.become(inRoom);
    await after.answer(noted(soonAfter));
    expect(after.asked).toEqual(["visible"]);
    expect(after.told).toEqual(["Noted for the interviewers: the room was out of sight for 1:05"]);
    expect(after.storage.size).toBe(0);
  });

  it("goes on after a reload in the background", async () => {
    const before = open();
    before.hide();
    await before.answer(noted(noon));
    const after = open({ signaling: { kind: "connecting" }, storage: before.storage, isHidden: true });
    after.become(inRoom);
    await after.answer(noted("2026-11-28T12:00:30+00:00"));
    after.show();
    await after.answer(noted(soonAfter));
    expect(after.asked).toEqual(["hidden", "visible"]);
    expect(after.told).toEqual(["Noted for the interviewers: the room was out of sight for 1:05"]);
  });
});
