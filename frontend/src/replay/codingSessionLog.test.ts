import { describe, expect, test, vi } from "vitest";

import type { SessionEntry, StreamInfo, StreamPage } from "./codingSessionData";
import { codeName, createSessionLog, streamInUse } from "./codingSessionLog";

function streamOf(id: number, problem: string, language = "python"): StreamInfo {
  return {
    id,
    problem,
    language,
    languageLabel: language,
    device: 1,
    pages: [
      { after: 0, atMs: 1000 },
      { after: 2, atMs: 3000 },
    ],
  };
}

function edited(stream: number, atMs: number, untilMs: number): SessionEntry {
  return { kind: "code_edited", group: "code", mark: null, atMs, untilMs, reference: { stream } };
}

const pages: Record<number, StreamPage> = {
  0: {
    before: null,
    changes: [
      { at: 1000, origin: "starter", text: "a", runs: [["starter", 1]] },
      { at: 2000, origin: "typed", changes: [1, [0, "b"]] },
    ],
  },
  2: {
    before: {
      text: "ab",
      runs: [
        ["starter", 1],
        ["typed", 1],
      ],
    },
    changes: [
      { at: 3000, origin: "pasted", changes: [2, [0, "c"]] },
      { at: 3000, origin: "typed", changes: [3, [0, "d"]] },
    ],
  },
};

describe("the code at a moment", () => {
  test("forwards, backwards and over pages, each of which is fetched once", async () => {
    const fetchPage = vi.fn((_: number, after: number) => Promise.resolve(pages[after] ?? { before: null, changes: [] }));
    const log = createSessionLog(fetchPage);
    const stream = streamOf(7, "mirror");
    const texts: (string | null)[] = [];
    for (const positionMs of [999, 1000, 2500, 3000, 1500, 2000, 9000])
      texts.push((await log.at(stream, positionMs))?.written.text ?? null);
    expect(texts).toEqual([null, "a", "ab", "abcd", "a", "ab", "abcd"]);
    expect(fetchPage).toHaveBeenCalledTimes(2);
  });

  test("a page that could not be fetched is asked for again", async () => {
    const fetchPage = vi.fn<() => Promise<StreamPage>>().mockRejectedValueOnce(new Error("offline"));
    fetchPage.mockResolvedValue({ before: null, changes: pages[0]?.changes ?? [] });
    const log = createSessionLog(fetchPage);
    await expect(log.at(streamOf(7, "mirror"), 1500)).rejects.toThrow("offline");
    expect((await log.at(streamOf(7, "mirror"), 1500))?.written.text).toBe("a");
  });
});

describe("the editor in use", () => {
  const [mirror, other, shout] = [streamOf(1, "mirror"), streamOf(2, "mirror"), streamOf(3, "shout")];
  const streams = [mirror, other, shout];
  const entries = [edited(1, 1000, 5000), edited(2, 2000, 3000), edited(3, 6000, 7000)];

  test("is where the last change was made", () => {
    const at = (positionMs: number, code: string | null = null): number | undefined =>
      streamInUse(streams, entries, code, positionMs)?.id;
    expect([500, 1500, 2500, 4000, 5500, 6500].map((ms) => at(ms))).toEqual([undefined, 1, 2, 1, 1, 3]);
    expect(at(9000, codeName(mirror))).toBe(1);
    expect(at(1500, codeName(shout))).toBeUndefined();
  });
});
