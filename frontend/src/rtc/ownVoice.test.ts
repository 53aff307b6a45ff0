import { expect, it } from "vitest";

import { createFakeClock } from "../testing/fakeClock";
import { levelOf } from "./audioLevel";
import { createOwnVoice } from "./ownVoice";

const track = (): MediaStreamTrack => ({}) as MediaStreamTrack;

it("hears a voice in the track that the others get, and nothing once there is none", () => {
  const clock = createFakeClock();
  const told: boolean[] = [];
  let samples = new Float32Array([0.001, -0.001]);
  let open = 0;
  const voice = createOwnVoice({
    clock,
    measure: () => {
      open += 1;
      return { read: () => levelOf(samples), close: () => (open -= 1) };
    },
    onChange: () => told.push(voice.isSpeaking()),
  });
  const microphone = track();
  voice.setTrack(microphone);
  clock.advance(1_000);
  expect(told).toEqual([]);
  samples = new Float32Array([0.05, -0.05]);
  clock.advance(250);
  expect(told).toEqual([true]);
  voice.setTrack(microphone);
  expect(open).toBe(1);
  voice.setTrack(null);
  expect([voice.isSpeaking(), open]).toEqual([false, 0]);
  clock.advance(5_000);
  expect(told).toEqual([true, false]);
});

it("shows no mark where a browser cannot measure", () => {
  const clock = createFakeClock();
  const voice = createOwnVoice({
    clock,
    measure: () => {
      throw new Error("no AudioContext");
    },
    onChange: () => undefined,
  });
  voice.setTrack(track());
  clock.advance(1_000);
  expect(voice.isSpeaking()).toBe(false);
});
