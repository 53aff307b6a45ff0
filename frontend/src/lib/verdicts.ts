/** Verdicts and what a run took, in words. Pure. */
export type Verdict = "AC" | "WA" | "TLE" | "MLE" | "OLE" | "RTE" | "CE" | "IE";

export const verdictLabels: Readonly<Record<Verdict, string>> = {
  AC: "Accepted",
  WA: "Wrong answer",
  TLE: "Time limit exceeded",
  MLE: "Memory limit exceeded",
  OLE: "Too much output",
  RTE: "Run-time error",
  CE: "Compile error",
  IE: "Could not be judged",
};

export type Tone = "good" | "bad" | "neutral";

export function toneOf(verdict: Verdict): Tone {
  return verdict === "AC" ? "good" : verdict === "IE" ? "neutral" : "bad";
}

export interface Measures {
  readonly executionTimeMs: number;
  readonly memoryUsedKB: number;
}

/** `12 ms, 9 MB`, each with the prefix. */
export function measures({ executionTimeMs, memoryUsedKB }: Measures, prefix = ""): string {
  return `${prefix}${Math.round(executionTimeMs)} ms, ${prefix}${Math.max(1, Math.round(memoryUsedKB / 1024))} MB`;
}
