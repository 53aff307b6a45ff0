/** What `dsa/views.py` hands to the page where the stage is proctored. */
export interface ProctoringConfig {
  /** The endpoints of this candidate: `/v1/dsa/<token>`. */
  readonly apiBase: string;
  /** The same for this candidate on every visit, and not a secret: names what is kept in the browser. */
  readonly person: string;
  readonly sessionState: "waiting" | "active" | "finished";
}

export function readConfig(): ProctoringConfig {
  const text = document.getElementById("proctoring-config")?.textContent ?? "";
  return JSON.parse(text) as ProctoringConfig;
}
