/** The size of code, which each person sets for themselves and finds again. */

/** In CSS pixels at the browser's own default; a larger default makes all of them larger. */
export const fontSizesPx = [11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32] as const;
const defaultPx = 15;
const storageKey = "talentsync:code-font-size";

export interface FontSize {
  readonly sizePx: () => number;
  readonly canChange: (steps: 1 | -1) => boolean;
  readonly change: (steps: 1 | -1) => void;
}

/** `apply` gets the size at once and after each change, as a CSS length. */
export function createFontSize(storage: Pick<Storage, "getItem" | "setItem">, apply: (size: string) => void): FontSize {
  let index = indexOf(Number(storage.getItem(storageKey))) ?? indexOf(defaultPx) ?? 0;
  const sizePx = (): number => fontSizesPx[index] ?? defaultPx;
  const show = (): void => {
    // Root ems follow the size that a person chose in the browser.
    apply(`${sizePx() / 16}rem`);
  };
  const canChange = (steps: 1 | -1): boolean => fontSizesPx[index + steps] !== undefined;
  show();
  return {
    sizePx,
    canChange,
    change: (steps) => {
      if (!canChange(steps)) return;
      index += steps;
      storage.setItem(storageKey, String(sizePx()));
      show();
    },
  };
}

function indexOf(sizePx: number): number | null {
  const index = fontSizesPx.findIndex((size) => size === sizePx);
  return index < 0 ? null : index;
}
