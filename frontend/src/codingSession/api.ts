/** The HTTP interface below /v1/dsa/<token>, typed: the only file that knows its paths. Its shapes are generated. */
import type {
  components,
  Draft,
  DraftLogChangeRequest as DraftLogChange,
  DraftLogRequest,
  DraftLogState,
  DraftRequest,
  OwnTest,
  OwnTestList,
  RunRequest,
  Session,
  Submission,
  SubmissionKind,
  SubmissionSummary,
  TestResult,
} from "../generated/openapi";
import { decode, type ResponseName } from "./decode";

export type {
  Draft,
  OwnTest,
  OwnTestList,
  Problem,
  Session,
  Submission,
  SubmissionKind,
  SubmissionSummary,
  TestResult,
  Verdict,
  VisibleTest,
} from "../generated/openapi";

/** What became of a request. Everything that is no answer of the application's is `unreachable`: it may go better later. */
export type Answer<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | {
      readonly kind: "refused";
      readonly status: number;
      readonly code: string;
      readonly detail: string;
      readonly retryAfterMs: number | null;
      /** The draft that is on the server, where ours was refused for it. */
      readonly current: Draft | null;
    }
  | { readonly kind: "unreachable" };

export type Refusal = Extract<Answer<never>, { kind: "refused" }>;

/** What a press of Run or Submit sends. */
export interface Work extends Omit<RunRequest, "stdin" | "ownTests" | "language"> {
  readonly kind: SubmissionKind;
  readonly language: string;
  /** What a run is tried on; null runs the visible tests. */
  readonly ownTests: readonly OwnTest[] | null;
}

/** `baseVersion`: the version that it was made from; 0 where there was none. */
export interface DraftChange extends Omit<DraftRequest, "language"> {
  readonly problemId: string;
  readonly language: string;
}

/** Changes of one editor's code, in their order. */
export interface DraftLogBatch extends Omit<DraftLogRequest, "language" | "changes"> {
  readonly language: string;
  readonly changes: readonly (Pick<DraftLogChange, "at" | "origin"> & {
    readonly changes?: readonly unknown[];
    readonly text?: string;
  })[];
}

export interface DsaApi {
  readonly session: () => Promise<Answer<Session>>;
  readonly start: () => Promise<Answer<Session>>;
  /** With `submitsDrafts` the last code of each problem is submitted with it. */
  readonly finish: (submitsDrafts: boolean) => Promise<Answer<Session>>;
  readonly work: (work: Work, idempotencyKey: string) => Promise<Answer<Submission>>;
  readonly submission: (id: string) => Promise<Answer<Submission>>;
  readonly submissions: (problemId: string | null) => Promise<Answer<readonly SubmissionSummary[]>>;
  readonly drafts: () => Promise<Answer<readonly Draft[]>>;
  /** With `outlive` the request survives the page that sent it. */
  readonly saveDraft: (change: DraftChange, options?: { readonly outlive: boolean }) => Promise<Answer<Draft>>;
  /** Stored when it is answered. With `outlive` the request survives the page that sent it. */
  readonly appendDraftLog: (batch: DraftLogBatch, options?: { readonly outlive: boolean }) => Promise<Answer<DraftLogState>>;
  readonly ownTests: () => Promise<Answer<readonly OwnTestList[]>>;
  /** In place of all that were kept for the problem. */
  readonly saveOwnTests: (problemId: string, tests: readonly OwnTest[]) => Promise<Answer<OwnTestList>>;
  readonly eventsUrl: (submissionId: string) => string;
}

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

/** Longer than any answer takes, shorter than what people wait for in silence. */
const patienceMs = 20_000;

type Request = <Name extends ResponseName>(
  path: string,
  name: Name,
  options?: RequestInit,
) => Promise<Answer<components["schemas"][Name]>>;
type Send = <Name extends ResponseName>(
  method: "POST" | "PUT",
  path: string,
  body: object,
  name: Name,
  options?: { readonly headers?: Readonly<Record<string, string>>; readonly keepalive?: boolean },
) => Promise<Answer<components["schemas"][Name]>>;

function createRequests(root: string, fetch: Fetch): { readonly request: Request; readonly send: Send } {
  const request = async <Name extends ResponseName>(
    path: string,
    name: Name,
    options: RequestInit = {},
  ): Promise<Answer<components["schemas"][Name]>> => {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(root + path, {
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(patienceMs),
        ...options,
      });
      body = await response.json();
    } catch {
      // No network, no server, or a proxy that speaks for it.
      return { kind: "unreachable" };
    }
    if (response.ok) return { kind: "ok", value: decode(name, body, path) };
    if (response.status >= 500 && response.status !== 503) return { kind: "unreachable" };
    return refusalOf(response, body);
  };
  const send = <Name extends ResponseName>(
    method: "POST" | "PUT",
    path: string,
    body: object,
    name: Name,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly keepalive?: boolean } = {},
  ): Promise<Answer<components["schemas"][Name]>> =>
    request(path, name, {
      ...options,
      method,
      headers: { "Content-Type": "application/json", ...options.headers },
      body: JSON.stringify(body),
    });
  return { request, send };
}

export function createApi(root: string, fetch: Fetch): DsaApi {
  const { request, send } = createRequests(root, fetch);
  return {
    session: () => request("", "Session"),
    start: () => send("POST", "/start", {}, "Session"),
    finish: (submitDrafts) => send("POST", "/finish", { submitDrafts }, "Session"),
    work: ({ kind, ownTests, ...work }, idempotencyKey) =>
      send("POST", `/${kind}`, ownTests === null ? work : { ...work, ownTests }, "Submission", {
        headers: { "Idempotency-Key": idempotencyKey },
      }),
    submission: (id) => request(`/submissions/${id}`, "Submission"),
    submissions: async (problemId) => {
      const query = problemId === null ? "" : `?problemId=${encodeURIComponent(problemId)}`;
      const answer = await request(`/submissions${query}`, "Submissions");
      return answer.kind === "ok" ? { kind: "ok", value: answer.value.submissions } : answer;
    },
    drafts: async () => {
      const answer = await request("/drafts", "Drafts");
      return answer.kind === "ok" ? { kind: "ok", value: answer.value.drafts } : answer;
    },
    saveDraft: ({ problemId, ...change }, options) =>
      send("PUT", `/drafts/${encodeURIComponent(problemId)}`, change, "Draft", { keepalive: options?.outlive ?? false }),
    appendDraftLog: (batch, options) =>
      send("POST", "/draft-log", batch, "DraftLogState", { keepalive: options?.outlive ?? false }),
    ownTests: async () => {
      const answer = await request("/own-tests", "OwnTestLists");
      return answer.kind === "ok" ? { kind: "ok", value: answer.value.ownTests } : answer;
    },
    saveOwnTests: (problemId, tests) => send("PUT", `/own-tests/${encodeURIComponent(problemId)}`, { tests }, "OwnTestList"),
    eventsUrl: (id) => `${root}/submissions/${id}/events`,
  };
}

export interface PracticeApi {
  /** The practice problem, as a session without an end. */
  readonly practice: () => Promise<Answer<Session>>;
  readonly run: (work: Pick<Work, "language" | "sourceCode" | "ownTests">) => Promise<Answer<Submission>>;
  readonly practiceRun: (id: string) => Promise<Answer<Submission>>;
}

export function createPracticeApi(root: string, fetch: Fetch): PracticeApi {
  const { request, send } = createRequests(root, fetch);
  return {
    practice: () => request("/practice", "Session"),
    run: ({ ownTests, ...work }) =>
      send("POST", "/practice/runs", ownTests === null ? work : { ...work, ownTests }, "Submission"),
    practiceRun: (id) => request(`/practice/runs/${id}`, "Submission"),
  };
}

function refusalOf(response: Response, body: unknown): Refusal {
  const { code, detail, current } = decode("Conflict", body, `the refusal ${response.status}`);
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return {
    kind: "refused",
    status: response.status,
    code,
    detail,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
    current: current ?? null,
  };
}

/** One message of the stream of a submission's progress. */
export type ProgressEvent =
  | { readonly kind: "result"; readonly result: TestResult }
  | { readonly kind: "submission"; readonly submission: Submission };

export function decodeProgress(kind: ProgressEvent["kind"], data: string): ProgressEvent {
  const value: unknown = JSON.parse(data);
  return kind === "result"
    ? { kind, result: decode("TestResult", value, "result event") }
    : { kind, submission: decode("Submission", value, "submission event") };
}
