/** Reading the path in use out of getStats(). */
import type { Route } from "./types";

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

/** null while no pair of candidates is selected. */
export function selectedRoute(report: StatsReport): Route | null {
  const pair = selectedPair(report);
  if (pair === null) return null;
  const types = [pair.localCandidateId, pair.remoteCandidateId].map((id) =>
    typeof id === "string" ? report.get(id)?.candidateType : undefined,
  );
  return types.includes("relay") ? "relayed" : "direct";
}

export function selectedPair(report: StatsReport): StatsEntry | null {
  const entries = [...report.values()];
  const pairId = entries.find((entry) => entry.type === "transport")?.selectedCandidatePairId;
  if (typeof pairId === "string") return report.get(pairId) ?? null;
  // Browsers that report no transport.
  return (
    entries.find((entry) => entry.type === "candidate-pair" && entry.nominated === true && entry.state === "succeeded") ?? null
  );
}
