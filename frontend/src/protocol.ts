/**
 * The live room's Socket.IO events as types, both ways. The shapes are generated out of the server's structs
 * (`rooms/events/schemas.py` and `server_schemas.py`); docs/protocol.md tells them in prose. Names and spelling are the wire's.
 */
import type * as wire from "./generated/room_events";

/** Stable codes of refusals; see the table in docs/protocol.md. */
export { errorCodeValues as errorCodes } from "./generated/room_events";
export type {
  ConnectErrorData,
  Empty,
  ErrorCode,
  IceConfiguration,
  MediaState,
  Peer,
  ProtocolError,
  Refusal,
  Role,
  Tools,
  WireElement,
} from "./generated/room_events";

export type Ack<Answer extends object> = (answer: Answer | wire.Refusal) => void;

/** Failures that a page finds by itself, beside the server's codes: no answer in time, or no connection to get one over. */
export type LocalErrorCode = "timeout" | "disconnected";
export type CallErrorCode = wire.ErrorCode | LocalErrorCode;

/**
 * What a refusal means for what was asked. `transient`: the same thing may be taken later. `ended`: this person, or this tool,
 * has no business in the room (any more), and nothing will be taken. `rejected`: this request will not be taken, others may.
 */
export type ErrorClass = "transient" | "ended" | "rejected";

const errorClasses: Readonly<Record<CallErrorCode, ErrorClass>> = {
  unauthenticated: "ended",
  invitation_invalid: "ended",
  invitation_expired: "ended",
  invitation_revoked: "ended",
  room_not_found: "ended",
  not_a_live_stage: "ended",
  // `room_opened` tells when to ask again.
  waiting_for_interviewer: "transient",
  // `room_opened` tells that an interviewer has admitted us.
  waiting_for_admission: "transient",
  // Whether to ask again is for a person to decide.
  admission_denied: "rejected",
  removed: "rejected",
  unknown_request: "rejected",
  already_decided: "rejected",
  interview_over: "ended",
  interview_cancelled: "ended",
  // Whether to ask again is for a person to decide: somebody has to leave first.
  room_full: "rejected",
  // The next JOIN_ROOM puts it right.
  not_in_room: "transient",
  // Only this socket is: a fresh one may join.
  already_joined: "transient",
  unknown_peer: "rejected",
  forbidden: "ended",
  tool_off: "ended",
  too_large: "rejected",
  // doc_sync brings the server what the update builds on.
  out_of_order: "transient",
  language_unavailable: "rejected",
  // Whether to run again is for a person to decide.
  execution_unavailable: "rejected",
  run_in_progress: "rejected",
  too_many_runs: "rejected",
  unknown_run: "rejected",
  unknown_problem: "rejected",
  unknown_event: "rejected",
  invalid_payload: "rejected",
  rate_limited: "transient",
  internal_error: "transient",
  timeout: "transient",
  disconnected: "transient",
};

export function classifyError(code: CallErrorCode): ErrorClass {
  return errorClasses[code];
}

export type UserInfo = wire.PeerInfo;
export type Place = wire.Place;
export type PushedQuestion = wire.PushQuestion;
export type JoinRequest = wire.JoinRoom;
export type JoinAck = wire.JoinAck;
export type PushQuestionAck = wire.PushQuestionAck;
export type DocSyncRequest = wire.DocSync;
export type DocSyncAck = wire.DocSyncAck;
export type SentChatMessage = wire.SentChatMessage;
export type RecentChatMessage = wire.RecentChatMessage;
export type ActivitySyncAck = wire.ActivitySyncAck;
export type RecentActivity = wire.RecentActivity;
export type WaitingPerson = wire.WaitingPerson;
export type RunStatus = wire.RunStatus;
export type RunOutcome = wire.RunOutcome;
export type RecentRun = wire.RecentRun;
export type RoomProblem = wire.RoomProblem;
export type VisibleTestResult = wire.VisibleTestResult;
export type WhiteboardSyncRequest = wire.WhiteboardSync;
export type WhiteboardPage = wire.WhiteboardSyncAck;
export type WhiteboardUpdate = wire.WhiteboardUpdate;
export type WhiteboardPointer = wire.Pointer;

/** A session description as text, or as the browser's own object. */
export type WireDescription<Type extends "offer" | "answer"> = string | { readonly type: Type; readonly sdp: string };

export type OfferSignal = Omit<wire.Offer, "targetId">;
export type AnswerSignal = Omit<wire.Answer, "targetId">;
export type CandidateSignal = Omit<wire.IceCandidate, "targetId">;

/** Values of the shared document's `settings.language`. */
export const editorLanguages = [
  "python",
  "c",
  "cpp",
  "java",
  "javascript",
  "typescript",
  "go",
  "rust",
  "csharp",
  "kotlin",
  "ruby",
  "php",
  "bash",
  "sql",
  "text",
] as const;

export type EditorLanguage = (typeof editorLanguages)[number];

/** What asks for no more than whether it was done may go without an acknowledgement. */
export type ClientToServerEvents = {
  readonly [Name in keyof wire.ClientEvents]: wire.ClientEvents[Name]["ack"] extends wire.Empty
    ? (payload: wire.ClientEvents[Name]["payload"], ack?: Ack<wire.ClientEvents[Name]["ack"]>) => void
    : (payload: wire.ClientEvents[Name]["payload"], ack: Ack<wire.ClientEvents[Name]["ack"]>) => void;
};

export type ServerToClientEvents = {
  readonly [Name in keyof wire.ServerEvents]: (payload: wire.ServerEvents[Name]) => void;
};
