import { afterEach, expect, it, vi } from "vitest";

import { createFakeClock, settle } from "../testing/fakeClock";
import { playTestSound } from "./testSound";

afterEach(() => {
  vi.unstubAllGlobals();
});

it("gives up where the browser never begins to play, and lets go of everything", async () => {
  const clock = createFakeClock();
  const close = vi.fn(() => new Promise<void>(() => undefined));
  const made: { srcObject: unknown }[] = [];
  vi.stubGlobal(
    "AudioContext",
    class {
      createMediaStreamDestination = () => ({ stream: "tones" });
      resume = () => new Promise<void>(() => undefined);
      close = close;
    },
  );
  vi.stubGlobal(
    "Audio",
    class {
      srcObject: unknown = null;
      constructor() {
        made.push(this);
      }
    },
  );
  const outcome = vi.fn();
  void playTestSound(null, clock).then(
    () => {
      outcome("played");
    },
    () => {
      outcome("failed");
    },
  );
  await settle();
  expect(made).toMatchObject([{ srcObject: "tones" }]);
  expect(outcome).not.toHaveBeenCalled();
  clock.advance(5_000);
  await settle();
  expect(outcome).toHaveBeenCalledExactlyOnceWith("failed");
  expect(close).toHaveBeenCalledOnce();
  expect(made).toMatchObject([{ srcObject: null }]);
});
