/** What the page and `proctoring/api` say to each other (docs/proctoring.md). */

import type { IncidentRequest, ProctoringState, SnapshotRequest } from "../generated/openapi";

export type { ConsentStatus, ConsentText, IncidentKind, SnapshotReason } from "../generated/openapi";

export type ProctoringStatus = ProctoringState;

export type Snapshot = SnapshotRequest;
export type Incident = IncidentRequest;

/**
 * How a request ended. `offline`: nobody answered. `busy`: to be sent again, after `retryAfterMs` if the server named a
 * time. `refused`: sending the same again would be refused again.
 */
export type Outcome<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | { readonly kind: "offline" }
  | { readonly kind: "busy"; readonly retryAfterMs: number | null }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly detail: string };

export interface ProctoringApi {
  readonly status: () => Promise<Outcome<ProctoringStatus>>;
  readonly decide: (decision: "given" | "declined", textVersion: string) => Promise<Outcome<ProctoringStatus>>;
  /** The camera shows something. */
  readonly checkCamera: () => Promise<Outcome<ProctoringStatus>>;
  /** To go without a camera; the note may be empty. */
  readonly askForExemption: (note: string) => Promise<Outcome<ProctoringStatus>>;
  readonly sendSnapshot: (snapshot: Snapshot) => Promise<Outcome<null>>;
  readonly sendIncidents: (incidents: readonly Incident[]) => Promise<Outcome<null>>;
}
