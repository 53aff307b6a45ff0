/** Writing to the clipboard. Browsers have one only on pages over https, and on the computer's own; it may be refused as well. */
export async function copyText(text: string): Promise<void> {
  await ((navigator.clipboard as Clipboard | undefined) ?? unavailable).writeText(text);
}

const unavailable: Pick<Clipboard, "writeText"> = { writeText: () => Promise.reject(new Error("no clipboard")) };
