/** Whether a picture shows nothing, as when something covers the lens. */

/** Of 255. A covered lens gives noise around 5 to 15; a face by the light of a screen alone is well above. */
const maxBrightnessOfCovered = 20;
/** Of 255. Even a dim room has edges; a covered lens has none. */
const maxContrastOfCovered = 12;

/** `pixels` are RGBA bytes of a picture that was made small, in which noise has averaged out. */
export function looksCovered(pixels: ArrayLike<number>): boolean {
  const luminances: number[] = [];
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    luminances.push(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  }
  if (luminances.length === 0) return false;
  const mean = luminances.reduce((sum, value) => sum + value, 0) / luminances.length;
  const variance = luminances.reduce((sum, value) => sum + (value - mean) ** 2, 0) / luminances.length;
  return mean <= maxBrightnessOfCovered && Math.sqrt(variance) <= maxContrastOfCovered;
}
