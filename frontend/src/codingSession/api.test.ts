import { describe, expect, test } from "vitest";

import { createApi, decodeProgress } from "./api";
import { ShapeError } from "./decode";
import { draftOf, sessionOf, submissionOf } from "./testing";

interface Sent {
  readonly url: string;
  readonly options: RequestInit;
}

function apiThat(answer: () => Promise<Response>): { readonly api: ReturnType<typeof createApi>; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const api = createApi("/v1/dsa/token", (url, options) => {
    sent.push({ url, options });
    return answer();
  });
  return { api, sent };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): () => Promise<Response> {
  return () =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } }));
}

describe("requests", () => {
  test("a run says its own tests only where it has some, and carries the press's key", async () => {
    const { api, sent } = apiThat(json(202, submissionOf()));
    const work = { kind: "run", problemId: "warehouse", language: "python", sourceCode: "x" } as const;
    const ownTest = { name: "", input: "", expectedOutput: null };
    await api.work({ ...work, ownTests: null }, "key 1");
    await api.work({ ...work, ownTests: [ownTest] }, "key 2");
    expect(sent.map(({ url }) => url)).toEqual(["/v1/dsa/token/run", "/v1/dsa/token/run"]);
    const body = { problemId: "warehouse", language: "python", sourceCode: "x" };
    expect(sent.map(({ options }) => JSON.parse(options.body as string) as unknown)).toEqual([
      body,
      { ...body, ownTests: [ownTest] },
    ]);
    expect(sent.map(({ options }) => new Headers(options.headers).get("Idempotency-Key"))).toEqual(["key 1", "key 2"]);
  });

  test("a last save outlives its page", async () => {
    const { api, sent } = apiThat(json(200, draftOf("a", 1)));
    await api.saveDraft({ problemId: "a b", language: "python", sourceCode: "a", baseVersion: 0 }, { outlive: true });
    expect(sent[0]).toMatchObject({ url: "/v1/dsa/token/drafts/a%20b", options: { method: "PUT", keepalive: true } });
  });
});

describe("answers", () => {
  test("a session is read, and what a newer server adds is left out", async () => {
    const { api } = apiThat(json(200, { ...sessionOf(), addedLater: 1 }));
    const answer = await api.session();
    expect(answer).toEqual({ kind: "ok", value: sessionOf() });
  });

  test.each([{ state: "paused" }, { problems: null }, { deadline: 5 }])("an unknown shape fails loudly: %o", async (change) => {
    const { api } = apiThat(json(200, { ...sessionOf(), ...change }));
    await expect(api.session()).rejects.toThrow(ShapeError);
  });

  test("a refusal carries its code, its patience and the draft that is in the way", async () => {
    const throttled = apiThat(json(429, { code: "rate_limited", detail: "Wait." }, { "Retry-After": "3" }));
    expect(await throttled.api.start()).toEqual({
      kind: "refused",
      status: 429,
      code: "rate_limited",
      detail: "Wait.",
      retryAfterMs: 3000,
      current: null,
    });
    const conflict = apiThat(json(409, { code: "draft_conflict", detail: "Changed.", current: draftOf("theirs", 4) }));
    const answer = await conflict.api.saveDraft({ problemId: "warehouse", language: "python", sourceCode: "a", baseVersion: 1 });
    expect(answer).toMatchObject({ kind: "refused", current: { version: 4 } });
  });

  test.each([
    ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["a proxy's own page", () => Promise.resolve(new Response("<h1>Bad gateway</h1>", { status: 502 }))],
    ["a fault of the server", json(500, { code: "fault", detail: "" })],
  ])("%s is a reason to try again", async (_, answer) => {
    expect(await apiThat(answer).api.session()).toEqual({ kind: "unreachable" });
  });

  test("progress events are checked as well", () => {
    const result = { position: 0, testCaseId: "1", passed: false, verdict: "WA", executionTimeMs: 3, memoryUsedKB: 9000 };
    expect(decodeProgress("result", JSON.stringify(result))).toMatchObject({ kind: "result", result });
    expect(() => decodeProgress("result", JSON.stringify({ ...result, verdict: "OK" }))).toThrow(ShapeError);
  });
});
