import { expect, it } from "vitest";

import { createProctoringApi, type Fetch } from "./api";

const snapshot = {
  clientId: "8f14e45f-ceea-467f-a8d5-7d1b3c9f1e11",
  sequence: 4,
  capturedAt: "2026-11-22T10:00:00.000Z",
  reason: "submit" as const,
  image: new Blob(["picture"], { type: "image/jpeg" }),
};

const ignore = (): void => undefined;

const answering =
  (response: Response): Fetch =>
  () =>
    Promise.resolve(response);

it("sends a snapshot as a form, with its own time and number", async () => {
  const calls: [string, FormData][] = [];
  const api = createProctoringApi(
    "/v1/dsa/token",
    (url, init) => {
      calls.push([url, init.body as FormData]);
      return Promise.resolve(Response.json({ status: "received" }, { status: 202 }));
    },
    ignore,
  );
  expect(await api.sendSnapshot(snapshot)).toEqual({ kind: "ok", value: null });
  const [[url, form] = ["", new FormData()]] = calls;
  expect(url).toBe("/v1/dsa/token/snapshots");
  expect([...form.keys()].sort()).toEqual(["capturedAt", "clientId", "image", "reason", "sequence"]);
  expect(form.get("sequence")).toBe("4");
});

it.each([
  ["nobody answers", (): Promise<Response> => Promise.reject(new TypeError("failed")), { kind: "offline" }],
  ["the server is overloaded", answering(new Response("", { status: 503 })), { kind: "busy", retryAfterMs: null }],
  [
    "too many came",
    answering(new Response("", { status: 429, headers: { "Retry-After": "7" } })),
    { kind: "busy", retryAfterMs: 7000 },
  ],
  [
    "it is refused",
    answering(Response.json({ code: "not_active", detail: "The session is over." }, { status: 410 })),
    { kind: "refused", status: 410, code: "not_active", detail: "The session is over." },
  ],
  [
    "the refusal cannot be read",
    answering(new Response("<html>", { status: 404 })),
    { kind: "refused", status: 404, code: "unknown", detail: "The server refused this." },
  ],
] as const)("tells what became of it when %s", async (_name, send, outcome) => {
  expect(await createProctoringApi("/v1/dsa/token", send, ignore).sendSnapshot(snapshot)).toEqual(outcome);
});

it("tells what the time is at the server", async () => {
  const times: string[] = [];
  const status = { serverTime: "2026-11-22T10:00:00.000Z" };
  const api = createProctoringApi("/v1/dsa/token", answering(Response.json(status)), (time) => times.push(time));
  await api.status();
  expect(times).toEqual([status.serverTime]);
});
