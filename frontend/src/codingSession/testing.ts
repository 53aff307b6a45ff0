/** Sessions, problems and answers for tests. */
import type { Answer, Draft, DsaApi, Problem, Refusal, Session, Submission } from "./api";
import type { DraftKey } from "./draftKey";

export const warehouse: Problem = {
  problemId: "warehouse",
  title: "Warehouse",
  outputValidation: "default",
  isFunction: false,
  statementHtml: "<p>Add two numbers.</p>",
  timeLimitSeconds: { python: 2, cpp: 1 },
  memoryLimitMb: { python: 256, cpp: 256 },
  languages: ["python", "cpp"],
  starterCode: { python: "import sys\n", cpp: "" },
  visibleTests: [
    { testCaseId: "1", name: "1", input: "1 2\n", expectedOutput: "3\n", isCut: false, explanationHtml: "", interaction: "" },
  ],
};

export function sessionOf(change: Partial<Session> = {}): Session {
  return {
    state: "active",
    opensAt: "2026-11-22T10:00:00.000Z",
    isOpen: true,
    title: "Backend engineer",
    candidateName: "Cara Candidate",
    durationMinutes: 90,
    serverTime: "2026-11-22T10:00:00.000Z",
    startedAt: "2026-11-22T10:00:00.000Z",
    deadline: "2026-11-22T11:30:00.000Z",
    finishedAt: null,
    finishReason: null,
    problemCount: 1,
    problems: [warehouse],
    languages: [
      { language: "python", label: "Python", version: "Python 3.11", runtimeMemoryMb: 0, convention: "" },
      { language: "cpp", label: "C++", version: "C++ 17, GCC 12", runtimeMemoryMb: 0, convention: "" },
    ],
    proctoring: { enabled: false, snapshotIntervalSeconds: 30 },
    editorAssistance: "full",
    limits: { sourceCharacters: 65_536, stdinCharacters: 65_536, ownTests: 10, ownTestCharacters: 65_536 },
    ...change,
  };
}

export function submissionOf(change: Partial<Submission> = {}): Submission {
  return {
    id: "s1",
    kind: "run",
    problemId: "warehouse",
    language: "python",
    status: "queued",
    verdict: null,
    compileOutput: null,
    testsTotal: 0,
    testsDone: 0,
    results: [],
    sourceCode: "print(3)",
    stdin: null,
    isOnOwnTests: false,
    ownTests: null,
    createdAt: "2026-11-22T10:05:00.000Z",
    finishedAt: null,
    isAutomatic: false,
    isPaused: false,
    ...change,
  };
}

export function draftOf(sourceCode: string, version: number, change: Partial<DraftKey> = {}): Draft {
  const draft = { problemId: "warehouse", language: "python", sourceCode, version, savedAt: "2026-11-22T10:03:00.000Z" };
  return { ...draft, ...change } as Draft;
}

export function refusalOf(status: number, code: string, change: Partial<Refusal> = {}): Refusal {
  return { kind: "refused", status, code, detail: `Refused: ${code}`, retryAfterMs: null, current: null, ...change };
}

export const unreachable = { kind: "unreachable" } as const;

export function ok<Value>(value: Value): Answer<Value> {
  return { kind: "ok", value };
}

export interface Call<Given extends readonly unknown[], Value> {
  readonly given: Given;
  readonly answer: (value: Value) => void;
}

/** A function whose calls wait until the test answers them. */
export function held<Given extends readonly unknown[], Value>(): {
  readonly calls: Call<Given, Value>[];
  readonly call: (...given: Given) => Promise<Value>;
} {
  const calls: Call<Given, Value>[] = [];
  return {
    calls,
    call: (...given) =>
      new Promise((answer) => {
        calls.push({ given, answer });
      }),
  };
}

export type SaveDraft = DsaApi["saveDraft"];
