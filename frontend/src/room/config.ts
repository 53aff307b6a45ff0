import type { Running } from "../collab/running/strings";
import type { Role, Tools } from "../protocol";

/** What `rooms/views.py` hands to the page. */
export interface RoomConfig {
  readonly roomId: string;
  readonly role: Role;
  readonly name: string;
  /** A candidate's invitation; null for somebody who signed in. */
  readonly token: string | null;
  readonly socketPath: string;
  readonly resumeGraceMs: number;
  readonly tools: Tools;
  readonly state: string;
  /** ISO 8601. */
  readonly scheduledEnd: string;
  /** Where an interviewer's notes are kept, and under which name this browser keeps unsent ones; null for a candidate. */
  readonly notes: { readonly url: string; readonly scope: string } | null;
  /** For the lobby's check of the way to a relay server, which comes before joining; empty where the stage has no call. */
  readonly iceServers: readonly RTCIceServer[];
  /** For how long a relay server takes them, from when the page was made. */
  readonly iceServersSeconds: number;
  /** In which languages the shared code can be run, or why in none; null where the room has no code. */
  readonly running: Running | null;
}

export function readConfig(): RoomConfig {
  const text = document.getElementById("room-config")?.textContent ?? "";
  return JSON.parse(text) as RoomConfig;
}
