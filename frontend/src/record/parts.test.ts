import { describe, expect, it } from "vitest";

import { readPart, unpacked } from "./parts";

async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

describe("the parts of a record", () => {
  it("are unpacked", async () => {
    const text = JSON.stringify({ text: "é".repeat(10_000) });
    expect(await unpacked(await packed(text))).toBe(text);
  });

  it("are found by their paths, and a path that is not there is told", async () => {
    const part = { dataset: { part: "a.json?after=0" }, textContent: await packed("[1]") };
    const root = { querySelectorAll: () => [part] } as unknown as ParentNode;
    expect(await readPart(root, "a.json?after=0")).toEqual([1]);
    await expect(readPart(root, "a.json?after=1")).rejects.toThrow("a.json?after=1");
  });
});
