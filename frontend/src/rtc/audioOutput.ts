/** Plays an element through a chosen speaker, where the browser lets us choose. null: the system's default. */
export async function applyAudioOutput(element: HTMLMediaElement, speakerId: string | null): Promise<void> {
  if (!("setSinkId" in element)) return;
  const wanted = speakerId ?? "";
  if (element.sinkId === wanted) return;
  try {
    await element.setSinkId(wanted);
  } catch {
    // The speaker was unplugged meanwhile: better heard through the default than not at all.
    await element.setSinkId("").catch(() => undefined);
  }
}
