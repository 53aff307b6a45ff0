/** Check boxes for background blur and noise suppression, wherever they stand; only where the browser offers them. */
import type { LocalMedia, LocalMediaSnapshot } from "../rtc/types";

export interface Effects {
  readonly update: (local: LocalMediaSnapshot) => void;
}

export function createEffects(media: LocalMedia): Effects {
  const boxes = [...document.querySelectorAll<HTMLInputElement>("input[data-effect]")];
  for (const box of boxes) {
    box.addEventListener("change", () => {
      void (box.dataset["effect"] === "blur" ? media.setBackgroundBlur(box.checked) : media.setNoiseSuppression(box.checked));
    });
  }
  return {
    update: ({ backgroundBlur, noiseSuppression }) => {
      for (const box of boxes) {
        const effect = box.dataset["effect"] === "blur" ? backgroundBlur : noiseSuppression;
        box.checked = effect === true;
        const line = box.closest("label");
        if (line !== null) line.hidden = effect === null;
      }
    },
  };
}
