/** The endpoints of `proctoring/api` below one candidate's link. */
import { classifyStatus } from "../lib/httpStatus";
import type { Outcome, ProctoringApi, ProctoringStatus } from "./protocol";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Longer than this without an answer counts as none: the next attempt may find a better network. */
const timeoutMs = 30_000;

/** `base` is `/v1/dsa/<token>`. `onServerTime` hears what time it was there, in answer to a request sent at `sentMs`. */
export function createProctoringApi(
  base: string,
  send: Fetch,
  onServerTime: (serverTime: string, sentMs: number) => void,
): ProctoringApi {
  async function ask<Value>(path: string, init: RequestInit, read: (body: unknown) => Value): Promise<Outcome<Value>> {
    let response: Response;
    try {
      response = await send(`${base}/${path}`, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    } catch {
      return { kind: "offline" };
    }
    if (!response.ok && classifyStatus(response.status) === "transient")
      return { kind: "busy", retryAfterMs: retryAfterMs(response) };
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) return { kind: "refused", status: response.status, ...refusal(body) };
    return { kind: "ok", value: read(body) };
  }

  const json = (body: unknown): RequestInit => ({
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

  function askStatus(path: string, init: RequestInit): Promise<Outcome<ProctoringStatus>> {
    const sentMs = Date.now();
    return ask(path, init, (body) => {
      const status = body as ProctoringStatus;
      onServerTime(status.serverTime, sentMs);
      return status;
    });
  }

  return {
    status: () => askStatus("proctoring", { method: "GET" }),
    decide: (decision, textVersion) => askStatus("proctoring/consent", json({ decision, textVersion })),
    checkCamera: () => askStatus("proctoring/camera-check", json({})),
    askForExemption: (note) => askStatus("proctoring/exemption-request", json({ note })),
    sendSnapshot: ({ image, clientId, sequence, capturedAt, reason }) => {
      const form = new FormData();
      form.set("clientId", clientId);
      form.set("sequence", String(sequence));
      form.set("capturedAt", capturedAt);
      form.set("reason", reason);
      form.set("image", image, "snapshot.jpg");
      return ask("snapshots", { method: "POST", body: form }, () => null);
    },
    sendIncidents: (incidents) => ask("incidents", json({ incidents }), () => null),
  };
}

/** The header's seconds; its other form, a date, is never sent by our server. */
function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}

function refusal(body: unknown): { readonly code: string; readonly detail: string } {
  const { code, detail } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  return {
    code: typeof code === "string" ? code : "unknown",
    detail: typeof detail === "string" ? detail : "The server refused this.",
  };
}
