import { expect, it, vi } from "vitest";

import { onNextFrame } from "./firstFrame";

it("asks for the frame itself where the browser tells of frames", () => {
  const requestVideoFrameCallback = vi.fn(() => 7);
  const cancelVideoFrameCallback = vi.fn();
  const video = { requestVideoFrameCallback, cancelVideoFrameCallback } as unknown as HTMLVideoElement;
  const shown = vi.fn();
  onNextFrame(video, shown)();
  expect(requestVideoFrameCallback).toHaveBeenCalledExactlyOnceWith(shown);
  expect(cancelVideoFrameCallback).toHaveBeenCalledExactlyOnceWith(7);
});

it("takes playing for it elsewhere, once", () => {
  const video = new EventTarget() as HTMLVideoElement;
  const [shown, notWanted] = [vi.fn(), vi.fn()];
  onNextFrame(video, shown);
  onNextFrame(video, notWanted)();
  for (const name of ["loadedmetadata", "playing", "timeupdate", "playing"]) video.dispatchEvent(new Event(name));
  expect(shown).toHaveBeenCalledOnce();
  expect(notWanted).not.toHaveBeenCalled();
});
