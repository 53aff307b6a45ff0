/** When the next snapshot is taken. */

/** A moment that can be foreseen to the second invites hiding from it. */
const shift = 0.2;

/** The stage's interval, moved by up to a fifth either way; `random` is from 0 up to 1. */
export function nextDelayMs(intervalMs: number, random: number): number {
  return Math.round(intervalMs * (1 + shift * (2 * random - 1)));
}
