import { describe, expect, it } from "vitest";

import { createFakeClock, type FakeClock } from "../testing/fakeClock";
import { afterPause, createPlayback, neighbour, type Playback } from "./playback";
import { elapsed } from "../lib/duration";

function playbackOf(startMs: number, endMs: number): { clock: FakeClock; playback: Playback } {
  const clock = createFakeClock();
  return { clock, playback: createPlayback({ clock, startMs, endMs, onChange: () => undefined }) };
}

describe("playback", () => {
  it("begins at the end, plays from the start, and stops at the end", () => {
    const { clock, playback } = playbackOf(1000, 3000);
    expect(playback.positionMs()).toBe(3000);
    playback.play();
    expect(playback.positionMs()).toBe(1000);
    clock.advance(500);
    expect(playback.positionMs()).toBe(1500);
    expect(playback.isPlaying()).toBe(true);
    clock.advance(5000);
    expect(playback.positionMs()).toBe(3000);
    expect(playback.isPlaying()).toBe(false);
    expect(clock.pendingCount()).toBe(0);
  });

  it("plays on at another speed, and rests where it was paused", () => {
    const { clock, playback } = playbackOf(0, 100_000);
    playback.seek(0);
    playback.play();
    playback.setSpeed(16);
    clock.advance(1000);
    playback.pause();
    clock.advance(1000);
    expect(playback.positionMs()).toBe(16_000);
  });

  it("keeps a seek within the interview", () => {
    const { playback } = playbackOf(10, 20);
    playback.seek(5);
    expect(playback.positionMs()).toBe(10);
    playback.seek(50);
    expect(playback.positionMs()).toBe(20);
  });

  it("leaves out a long pause, all but its ends", () => {
    const { clock, playback } = playbackOf(0, 200_000);
    playback.skipPauses([
      { atMs: 0, untilMs: 3_000 },
      { atMs: 100_000, untilMs: 100_000 },
    ]);
    playback.play();
    clock.advance(4_900);
    expect(playback.positionMs()).toBe(4_900);
    clock.advance(100);
    expect(playback.positionMs()).toBe(98_500);
  });
});

describe("a pause", () => {
  const activity = [
    { atMs: 0, untilMs: 10_000 },
    { atMs: 2_000, untilMs: 2_000 },
    { atMs: 30_000, untilMs: 30_000 },
  ];

  it.each([
    [5_000, 5_000],
    [11_000, 11_000],
    [12_000, 28_500],
    [29_000, 29_000],
    [31_000, 31_000],
  ])("from %d goes on at %d", (positionMs, expected) => {
    expect(afterPause(positionMs, activity)).toBe(expected);
  });

  it("has an event on either side", () => {
    expect(neighbour(2_000, activity, -1)).toBe(0);
    expect(neighbour(2_000, activity, 1)).toBe(30_000);
    expect(neighbour(0, activity, -1)).toBeNull();
    expect(neighbour(30_000, activity, 1)).toBeNull();
  });
});

describe("a length of time", () => {
  it.each([
    [0, "0:00"],
    [65_999, "1:05"],
    [3_600_000, "1:00:00"],
  ])("%d ms is %s", (durationMs, words) => {
    expect(elapsed(durationMs)).toBe(words);
  });
});
