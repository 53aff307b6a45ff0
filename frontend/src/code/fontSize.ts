/** The size of code, chosen by each person and remembered by their browser. */

export const fontSizesPx = [12, 13, 14, 15, 16, 18, 20, 24, 28] as const;
const defaultPx = 14;
const storageKey = "talentsync-code-size";

export interface FontSize {
  readonly sizePx: () => number;
  readonly canChange: (direction: "larger" | "smaller") => boolean;
  readonly change: (direction: "larger" | "smaller") => void;
}

/** Calls `show` with the remembered size at once, and after every change. */
export function createFontSize(storage: Pick<Storage, "getItem" | "setItem">, show: (sizePx: number) => void): FontSize {
  const stored = fontSizesPx.findIndex((sizePx) => String(sizePx) === storage.getItem(storageKey));
  let index = stored === -1 ? fontSizesPx.indexOf(defaultPx) : stored;
  const sizePx = (): number => fontSizesPx[index] ?? defaultPx;
  const canChange: FontSize["canChange"] = (direction) =>
    direction === "larger" ? index < fontSizesPx.length - 1 : index > 0;
  show(sizePx());
  return {
    sizePx,
    canChange,
    change: (direction) => {
      if (!canChange(direction)) return;
      index += direction === "larger" ? 1 : -1;
      storage.setItem(storageKey, String(sizePx()));
      show(sizePx());
    },
  };
}
