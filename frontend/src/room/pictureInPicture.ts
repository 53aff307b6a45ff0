/** A video in a small window that stays above others, where the browser lets pages do that. */

export function canUsePictureInPicture(): boolean {
  return "pictureInPictureEnabled" in document && document.pictureInPictureEnabled;
}

export async function togglePictureInPicture(video: HTMLVideoElement): Promise<void> {
  try {
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
    else await video.requestPictureInPicture();
  } catch {
    // No frame has come yet, or the browser asks for a press that was another one: pressing again tries again.
  }
}
