/** Check boxes for background blur and noise suppression, wherever they stand; only where the browser offers them. */
import type { LocalMedia, LocalMediaSnapshot } from "../rtc/types";

export interface Effects {
  readonly update: (local: LocalMediaSnapshot) => void;
}

export function createEffects(media: LocalMedia): Effects {
  const boxes = [...document.querySelectorAll<HTMLInputElement>("input[data-effect]")];
  /** How many changes of a box its device has not answered yet: until then the box stays as the person left it. */
  const pending = new Map<HTMLInputElement, number>();
  const count = (box: HTMLInputElement, change: 1 | -1): void => {
    pending.set(box, (pending.get(box) ?? 0) + change);
  };
  let shown: LocalMediaSnapshot | null = null;
  const show = (): void => {
    if (shown === null) return;
    for (const box of boxes) {
      const effect = box.dataset["effect"] === "blur" ? shown.backgroundBlur : shown.noiseSuppression;
      if ((pending.get(box) ?? 0) === 0) box.checked = effect === true;
      const line = box.closest("label");
      if (line !== null) line.hidden = effect === null;
    }
  };
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const set = box.dataset["effect"] === "blur" ? media.setBackgroundBlur : media.setNoiseSuppression;
      count(box, 1);
      void set(box.checked).finally(() => {
        count(box, -1);
        show();
      });
    });
  }
  return {
    update: (local) => {
      shown = local;
      show();
    },
  };
}
