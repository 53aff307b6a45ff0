/** A still picture of what the self-view shows. */
import { looksCovered } from "./coveredCamera";

export interface Still {
  readonly image: Blob;
  readonly isCovered: boolean;
}

/** Wide enough to recognise a room and a person, small enough for a slow network: about 30 KB. */
const widthPx = 640;
const quality = 0.7;
/** Small, so that a sensor's noise averages out and reading the pixels costs next to nothing. */
const sampleWidthPx = 32;
const sampleHeightPx = 24;

/** The name under which browsers' performance tools, and bench/proctoring, find what a capture costs the page. */
export const captureMeasure = "talentsync-capture";

export interface Stills {
  /** Rejects where the video has no picture yet, or the browser cannot encode one. */
  readonly take: () => Promise<Still>;
  /** Whether the video shows nothing at this moment. */
  readonly isDark: () => boolean;
}

/**
 * Settles once the video shows a frame of what it was given last; at once where it does. By events and not by
 * `requestVideoFrameCallback`, which browsers hold back while the page is in the background.
 */
export function untilFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) resolve();
    else
      video.addEventListener(
        "loadeddata",
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

export function createStills(video: HTMLVideoElement): Stills {
  const canvas = document.createElement("canvas");
  const sample = document.createElement("canvas");
  sample.width = sampleWidthPx;
  sample.height = sampleHeightPx;
  const picture = canvas.getContext("2d", { alpha: false });
  const pixels = sample.getContext("2d", { alpha: false, willReadFrequently: true });

  const sampled = (source: HTMLVideoElement | HTMLCanvasElement): boolean => {
    if (pixels === null) throw new Error("The browser gives no canvas.");
    pixels.drawImage(source, 0, 0, sampleWidthPx, sampleHeightPx);
    return looksCovered(pixels.getImageData(0, 0, sampleWidthPx, sampleHeightPx).data);
  };

  return {
    take: async () => {
      if (picture === null) throw new Error("The browser gives no canvas.");
      if (video.videoWidth === 0) throw new Error("The camera has shown nothing yet.");
      const start = performance.now();
      const width = Math.min(widthPx, video.videoWidth);
      const height = Math.round((video.videoHeight * width) / video.videoWidth);
      // Setting a size clears the canvas and allocates it anew.
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      picture.drawImage(video, 0, 0, width, height);
      const isCovered = sampled(canvas);
      const encoded = encode(canvas);
      performance.measure(captureMeasure, { start, end: performance.now() });
      return { image: await encoded, isCovered };
    },
    isDark: () => video.videoWidth > 0 && sampled(video),
  };
}

/** Browsers encode beside the page's own thread. */
function encode(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob === null) reject(new Error("The browser could not encode the picture."));
        else resolve(blob);
      },
      "image/jpeg",
      quality,
    );
  });
}
