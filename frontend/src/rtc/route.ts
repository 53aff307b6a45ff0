/** Reading the path in use out of getStats(). */
import { selectedPair, type StatsReport } from "./statsReport";
import type { Route } from "./types";

/** null while no pair of candidates is selected. */
export function selectedRoute(report: StatsReport): Route | null {
  const pair = selectedPair(report);
  if (pair === null) return null;
  const types = [pair.localCandidateId, pair.remoteCandidateId].map((id) =>
    typeof id === "string" ? report.get(id)?.candidateType : undefined,
  );
  return types.includes("relay") ? "relayed" : "direct";
}
