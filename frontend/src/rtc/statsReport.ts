/** What getStats() gives, as far as it matters here. */

/** The fields of RTCStats objects that matter here; the DOM's own types leave the report's values untyped. */
interface StatsEntry {
  readonly id?: unknown;
  readonly type?: unknown;
  readonly selectedCandidatePairId?: unknown;
  readonly nominated?: unknown;
  readonly state?: unknown;
  readonly localCandidateId?: unknown;
  readonly remoteCandidateId?: unknown;
  readonly candidateType?: unknown;
  readonly currentRoundTripTime?: unknown;
  readonly packetsReceived?: unknown;
  readonly packetsLost?: unknown;
  readonly bytesReceived?: unknown;
}

export type StatsReport = Pick<ReadonlyMap<string, StatsEntry>, "get" | "values">;

/** The pair of candidates in use; null while none is selected. */
export function selectedPair(report: StatsReport): StatsEntry | null {
  const entries = [...report.values()];
  const pairId = entries.find((entry) => entry.type === "transport")?.selectedCandidatePairId;
  if (typeof pairId === "string") return report.get(pairId) ?? null;
  // Browsers that report no transport.
  return (
    entries.find((entry) => entry.type === "candidate-pair" && entry.nominated === true && entry.state === "succeeded") ?? null
  );
}
