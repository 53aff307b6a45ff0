/**
 * In a mesh every page encodes its picture once for each other person. What one person may cost falls as their number grows, so
 * that a laptop's processor and an ordinary upload (about 2.5 Mbit/s in all) carry five people.
 */
export interface VideoLimits {
  readonly maxBitrate: number;
  readonly maxFramerate: number;
  readonly scaleResolutionDownBy: number;
}

export type VideoSource = "camera" | "screen";

const cameraLimits = [
  { maxBitrate: 2_000_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
  { maxBitrate: 1_200_000, maxFramerate: 30, scaleResolutionDownBy: 1.5 },
  { maxBitrate: 600_000, maxFramerate: 24, scaleResolutionDownBy: 2 },
] as const;

/** Code on a shared screen has to stay readable: it loses frames, never size. */
const screenLimits = [
  { maxBitrate: 2_500_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
  { maxBitrate: 1_500_000, maxFramerate: 15, scaleResolutionDownBy: 1 },
  { maxBitrate: 1_000_000, maxFramerate: 8, scaleResolutionDownBy: 1 },
] as const;

export function videoLimits(source: VideoSource, receiverCount: number): VideoLimits {
  const [one, two, more] = source === "camera" ? cameraLimits : screenLimits;
  if (receiverCount <= 1) return one;
  return receiverCount === 2 ? two : more;
}
