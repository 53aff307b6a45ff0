/**
 * What an HTTP error means for the request that it answers. `transient`: the same request may be taken later. `rejected`: it
 * will not be.
 */
export function classifyStatus(status: number): "transient" | "rejected" {
  return status === 429 || status >= 500 ? "transient" : "rejected";
}
