/**
 * In a mesh every page encodes its picture once for each other person. What one person may cost falls as their number grows, so
 * that a laptop's processor and an ordinary upload (2.4 Mbit/s of cameras in all) carry five people. Whoever shares a screen sends
 * more: at most 6.4 Mbit/s to four others, mostly less, because a screen stands still (docs/adr/0018).
 */
export interface VideoLimits {
  readonly maxBitrate: number;
  readonly maxFramerate: number;
  readonly scaleResolutionDownBy: number;
}

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

/** With a shared screen the faces stand beside it, small: what they need less, the screen has. */
export function videoLimits(
  receiverCount: number,
  sharesScreen: boolean,
): { readonly camera: VideoLimits; readonly screen: VideoLimits } {
  const step = receiverCount <= 1 ? 0 : receiverCount === 2 ? 1 : 2;
  return { camera: cameraLimits[sharesScreen ? 2 : step], screen: screenLimits[step] };
}
