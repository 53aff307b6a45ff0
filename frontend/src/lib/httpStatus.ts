/**
 * What an HTTP error means for the request that it answers. `transient`: the same request may be taken later. `rejected`: it
 * will not be.
 */
export function classifyStatus(status: number): "transient" | "rejected" {
  return status === 429 || status >= 500 ? "transient" : "rejected";
}

/** Whether a refusal's code says that the link opens nothing any more, whatever is asked with it. */
export function endsAccess(code: string): boolean {
  return /^(?:invitation|interview)_/.test(code) || code === "not_a_dsa_stage";
}
