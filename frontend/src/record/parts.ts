/** The data of a record: what the server would answer, under the same paths, as gzip in base64 within the page. */

/** Rejects for a path that the record does not have. */
export async function readPart(root: ParentNode, path: string): Promise<unknown> {
  const part = [...root.querySelectorAll<HTMLScriptElement>("script[data-part]")].find((each) => each.dataset["part"] === path);
  if (part === undefined) throw new Error(`the record has no ${path}`);
  return JSON.parse(await unpacked(part.textContent)) as unknown;
}

export async function unpacked(base64: string): Promise<string> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
