import { beforeEach, expect, it } from "vitest";

import { createTalkKey, type TalkKey } from "./pushToTalk";

let muted: boolean;
let nowMs: number;
let key: TalkKey;

beforeEach(() => {
  muted = false;
  nowMs = 0;
  key = createTalkKey({
    isMuted: () => muted,
    setMuted: (next) => {
      muted = next;
    },
    nowMs: () => nowMs,
  });
});

it("mutes at once, and unmutes with a tap", () => {
  key.press();
  expect(muted).toBe(true);
  key.release();
  expect(muted).toBe(true);
  key.press();
  nowMs += 100;
  key.release();
  expect(muted).toBe(false);
});

it("talks while it is held, repeated key presses included, and mutes again when it is let go", () => {
  muted = true;
  key.press();
  nowMs += 300;
  key.press();
  expect(muted).toBe(false);
  nowMs += 300;
  key.release();
  expect(muted).toBe(true);
});

it("has a key that talks however shortly it is held, and does nothing to who speaks anyway", () => {
  expect(key.hold()).toBe(false);
  key.release();
  expect(muted).toBe(false);
  muted = true;
  expect(key.hold()).toBe(true);
  expect(muted).toBe(false);
  nowMs += 10;
  key.release();
  expect(muted).toBe(true);
});
