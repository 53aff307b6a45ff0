/** The HTTP interface below /v1/dsa/<token>, typed: the only file that knows its paths and shapes. */
import { type Decoded, type Decoder, flag, listOf, nullable, number, oneOf, optional, recordOf, shape, text } from "./decode";

const verdict = oneOf("AC", "WA", "TLE", "MLE", "OLE", "RTE", "CE", "IE");

const visibleTest = shape({
  testCaseId: text,
  name: text,
  input: text,
  expectedOutput: text,
  /** Only the beginning of input and output is here. */
  isCut: flag,
  explanationHtml: text,
});

const problem = shape({
  problemId: text,
  title: text,
  /** Made and cleaned by the server: MathML and images included, scripts never. */
  statementHtml: text,
  timeLimitSeconds: recordOf(number),
  memoryLimitMb: recordOf(number),
  languages: listOf(text),
  starterCode: recordOf(text),
  visibleTests: listOf(visibleTest),
});

export const sessionShape = shape({
  state: oneOf("waiting", "active", "finished"),
  opensAt: text,
  isOpen: flag,
  title: text,
  candidateName: text,
  durationMinutes: number,
  serverTime: text,
  startedAt: nullable(text),
  deadline: nullable(text),
  finishedAt: nullable(text),
  finishReason: nullable(oneOf("candidate", "deadline", "interview_ended", "recruiter")),
  problemCount: number,
  problems: listOf(problem),
  languages: listOf(shape({ language: text, label: text, version: text })),
  proctoring: shape({ enabled: flag, snapshotIntervalSeconds: number }),
  limits: shape({ sourceCharacters: number, stdinCharacters: number }),
});

const testResult = shape({
  /** Null for the run on own input. */
  testCaseId: nullable(text),
  passed: flag,
  verdict,
  executionTimeMs: number,
  memoryUsedKB: number,
  /** Missing for hidden tests. */
  stdout: optional(text),
  stderr: optional(text),
});

const submissionFields = {
  id: text,
  kind: oneOf("run", "submit"),
  problemId: text,
  language: text,
  status: oneOf("queued", "running", "finished", "failed"),
  verdict: nullable(verdict),
  testsTotal: number,
  testsDone: number,
  createdAt: text,
  finishedAt: nullable(text),
  /** Made of the last draft when time was up. */
  isAutomatic: flag,
  stdin: nullable(text),
  /** From 1, and only while it waits. */
  queuePosition: optional(number),
};

const submissionSummary = shape(submissionFields);
const submission = shape({
  ...submissionFields,
  compileOutput: nullable(text),
  results: listOf(testResult),
  sourceCode: text,
});

const draft = shape({ problemId: text, language: text, sourceCode: text, version: number, savedAt: text });

export type Verdict = Decoded<typeof verdict>;
export type VisibleTest = Decoded<typeof visibleTest>;
export type Problem = Decoded<typeof problem>;
export type Session = Decoded<typeof sessionShape>;
export type TestResult = Decoded<typeof testResult>;
export type SubmissionSummary = Decoded<typeof submissionSummary>;
export type Submission = Decoded<typeof submission>;
export type Draft = Decoded<typeof draft>;
export type SubmissionKind = Submission["kind"];

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
export interface Work {
  readonly kind: SubmissionKind;
  readonly problemId: string;
  readonly language: string;
  readonly sourceCode: string;
  /** Own input; null runs the visible tests. */
  readonly stdin: string | null;
}

export interface DraftChange {
  readonly problemId: string;
  readonly language: string;
  readonly sourceCode: string;
  /** The version that it was made from; 0 where there was none. */
  readonly baseVersion: number;
}

export interface DsaApi {
  readonly session: () => Promise<Answer<Session>>;
  readonly start: () => Promise<Answer<Session>>;
  readonly finish: () => Promise<Answer<Session>>;
  readonly work: (work: Work, idempotencyKey: string) => Promise<Answer<Submission>>;
  readonly submission: (id: string) => Promise<Answer<Submission>>;
  readonly submissions: (problemId: string | null) => Promise<Answer<readonly SubmissionSummary[]>>;
  readonly drafts: () => Promise<Answer<readonly Draft[]>>;
  /** With `outlive` the request survives the page that sent it. */
  readonly saveDraft: (change: DraftChange, options?: { readonly outlive: boolean }) => Promise<Answer<Draft>>;
  readonly eventsUrl: (submissionId: string) => string;
}

export type Fetch = (url: string, options: RequestInit) => Promise<Response>;

/** Longer than any answer takes, shorter than what people wait for in silence. */
const patienceMs = 20_000;

export function createApi(root: string, fetch: Fetch): DsaApi {
  const request = async <Value>(path: string, decode: Decoder<Value>, options: RequestInit = {}): Promise<Answer<Value>> => {
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
    if (response.ok) return { kind: "ok", value: decode(body, path) };
    if (response.status >= 500 && response.status !== 503) return { kind: "unreachable" };
    return refusalOf(response, body);
  };
  const send = <Value>(
    method: "POST" | "PUT",
    path: string,
    body: object,
    decode: Decoder<Value>,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly keepalive?: boolean } = {},
  ): Promise<Answer<Value>> =>
    request(path, decode, {
      ...options,
      method,
      headers: { "Content-Type": "application/json", ...options.headers },
      body: JSON.stringify(body),
    });
  return {
    session: () => request("", sessionShape),
    start: () => send("POST", "/start", {}, sessionShape),
    finish: () => send("POST", "/finish", {}, sessionShape),
    work: ({ kind, stdin, ...work }, idempotencyKey) =>
      send("POST", `/${kind}`, stdin === null ? work : { ...work, stdin }, submission, {
        headers: { "Idempotency-Key": idempotencyKey },
      }),
    submission: (id) => request(`/submissions/${id}`, submission),
    submissions: async (problemId) => {
      const query = problemId === null ? "" : `?problemId=${encodeURIComponent(problemId)}`;
      const answer = await request(`/submissions${query}`, shape({ submissions: listOf(submissionSummary) }));
      return answer.kind === "ok" ? { kind: "ok", value: answer.value.submissions } : answer;
    },
    drafts: async () => {
      const answer = await request("/drafts", shape({ drafts: listOf(draft) }));
      return answer.kind === "ok" ? { kind: "ok", value: answer.value.drafts } : answer;
    },
    saveDraft: ({ problemId, ...change }, options) =>
      send("PUT", `/drafts/${encodeURIComponent(problemId)}`, change, draft, { keepalive: options?.outlive ?? false }),
    eventsUrl: (id) => `${root}/submissions/${id}/events`,
  };
}

const refusalShape = shape({ code: text, detail: text, current: optional(draft) });

function refusalOf(response: Response, body: unknown): Refusal {
  const { code, detail, current } = refusalShape(body, `the refusal ${response.status}`);
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
    ? { kind, result: testResult(value, "result event") }
    : { kind, submission: submission(value, "submission event") };
}
