import { expect, it } from "vitest";

import { createFakeClock } from "../testing/fakeClock";
import { createSpeakingMeter } from "./speaking";

it("tells of a voice at once, bridges the pauses between words, and forgets on stopping", () => {
  const clock = createFakeClock();
  const told: boolean[] = [];
  let level: number | null = null;
  const meter = createSpeakingMeter({
    clock,
    readLevel: () => level,
    onChange: () => told.push(meter.isSpeaking()),
  });
  meter.start();
  clock.advance(1_000);
  expect(told).toEqual([]);
  level = 0.2;
  clock.advance(250);
  level = 0.001;
  clock.advance(500);
  expect(told).toEqual([true]);
  clock.advance(1_000);
  expect(told).toEqual([true, false]);
  level = 0.2;
  clock.advance(250);
  meter.stop();
  clock.advance(5_000);
  expect(told).toEqual([true, false, true, false]);
});
