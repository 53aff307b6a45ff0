/** What the page and `proctoring/api` say to each other (docs/proctoring.md). */

export type ConsentStatus = "required" | "given" | "declined" | "exempted";

export interface ConsentText {
  readonly intro: string;
  readonly points: readonly string[];
}

export interface ProctoringStatus {
  readonly enabled: boolean;
  readonly snapshotIntervalSeconds: number;
  readonly consent: {
    readonly status: ConsentStatus;
    readonly textVersion: string;
    readonly text: ConsentText;
    readonly givenAt: string | null;
  };
  /** Whom to turn to instead of agreeing; null where no address is known. */
  readonly wayOut: { readonly contact: string } | null;
  readonly retentionDays: number;
  /** The number of the next snapshot, one above the highest that the server has seen. */
  readonly clientSequenceNext: number;
}

export type SnapshotReason = "start" | "interval" | "submit";

export interface Snapshot {
  readonly clientId: string;
  readonly sequence: number;
  /** ISO 8601 with zone. */
  readonly capturedAt: string;
  readonly reason: SnapshotReason;
  readonly image: Blob;
}

export type IncidentKind =
  | "camera_lost"
  | "camera_covered"
  | "camera_ended"
  | "permission_revoked"
  | "tab_hidden"
  | "tab_shown"
  | "fullscreen_left"
  | "large_paste"
  | "window_blur"
  | "window_focus"
  | "network_lost"
  | "network_back"
  | "capture_failed";

export interface Incident {
  readonly clientId: string;
  readonly kind: IncidentKind;
  /** ISO 8601 with zone. */
  readonly occurredAt: string;
  readonly details?: Readonly<Record<string, number | string>>;
}

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
  readonly sendSnapshot: (snapshot: Snapshot) => Promise<Outcome<null>>;
  readonly sendIncidents: (incidents: readonly Incident[]) => Promise<Outcome<null>>;
}
