/** What the browser can do to a picture or to sound on its way, where it offers that: background blur, noise suppression. */

/** `null`: not offered for this track. Otherwise whether it is on. */
export type Effect = boolean | null;

type EffectName = "backgroundBlur" | "noiseSuppression";

/** Newer than the DOM's own types. */
type Extended = Readonly<Partial<Record<EffectName, unknown>>>;

/** Offered means that a person may choose: a system that has it on for all programs leaves no choice. */
export function effectOf(track: MediaStreamTrack | null, name: EffectName): Effect {
  // Firefox has no capabilities of sound, and test doubles have none at all.
  if (track === null || !("getCapabilities" in track)) return null;
  const choices = (track.getCapabilities() as Extended)[name];
  if (!Array.isArray(choices) || !choices.includes(true) || !choices.includes(false)) return null;
  return (track.getSettings() as Extended)[name] === true;
}

/** A browser that cannot after all leaves the track as it was; `effectOf` tells. */
export async function setEffect(track: MediaStreamTrack, name: EffectName, on: boolean): Promise<void> {
  try {
    await track.applyConstraints({ ...track.getConstraints(), [name]: on });
  } catch {
    return;
  }
}
