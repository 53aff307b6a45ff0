/** When a video element shows a picture. */
import type { Cancel } from "../lib/clock";

/** Calls back at the next frame; where the browser does not tell of frames (Firefox before 132), when it plays. */
export function onNextFrame(video: HTMLVideoElement, callback: () => void): Cancel {
  if ("requestVideoFrameCallback" in video) {
    const request = video.requestVideoFrameCallback(callback);
    return () => {
      video.cancelVideoFrameCallback(request);
    };
  }
  const element: HTMLMediaElement = video;
  // One that plays already tells of it with its clock.
  const events = ["playing", "timeupdate"] as const;
  const cancel = (): void => {
    for (const name of events) element.removeEventListener(name, called);
  };
  const called = (): void => {
    cancel();
    callback();
  };
  for (const name of events) element.addEventListener(name, called);
  return cancel;
}
