/**
 * The live room's Socket.IO events as types, both ways. docs/protocol.md tells them in prose and is the contract; what stands
 * here only repeats its shapes. Names and spelling are the wire's.
 */

/** Stable codes of refusals; see the table in docs/protocol.md. */
export const errorCodes = [
  "unauthenticated",
  "invitation_invalid",
  "invitation_expired",
  "invitation_revoked",
  "room_not_found",
  "not_a_live_stage",
  "waiting_for_interviewer",
  "interview_over",
  "interview_cancelled",
  "room_full",
  "not_in_room",
  "already_joined",
  "unknown_peer",
  "forbidden",
  "tool_off",
  "too_large",
  "out_of_order",
  "unknown_event",
  "invalid_payload",
  "rate_limited",
  "internal_error",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Failures that a page finds by itself, beside the server's codes: no answer in time, or no connection to get one over. */
export type LocalErrorCode = "timeout" | "disconnected";
export type CallErrorCode = ErrorCode | LocalErrorCode;

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

export interface ProtocolError {
  readonly code: ErrorCode;
  /** A sentence for people. */
  readonly message: string;
}

export interface Refusal {
  readonly error: ProtocolError;
}

export type Ack<Answer extends object> = (answer: Answer | Refusal) => void;
export type Empty = Readonly<Record<string, never>>;

export type Role = "interviewer" | "candidate";

/** Microphone on, camera on, screen shared. */
export interface MediaState {
  readonly audio: boolean;
  readonly video: boolean;
  readonly screen: boolean;
}

/** A person as the server describes them: the role comes from its records. */
export interface UserInfo {
  readonly name: string;
  readonly role: Role;
  readonly media: MediaState;
}

export interface Peer {
  readonly userId: string;
  readonly userInfo: UserInfo;
}

export interface Tools {
  readonly video: boolean;
  readonly codeEditor: boolean;
  readonly whiteboard: boolean;
}

/** All that ever travels of a pushed question. */
export interface PushedQuestion {
  readonly questionText: string;
}

export interface IceConfiguration {
  readonly iceServers: readonly RTCIceServer[];
  readonly iceTransportPolicy: RTCIceTransportPolicy;
}

export interface JoinRequest {
  readonly roomId: string;
  readonly userInfo: { readonly name?: string; readonly media?: MediaState };
  readonly resumeToken?: string;
}

export interface JoinAnswer extends IceConfiguration {
  readonly userId: string;
  /** Secret: gives this userId back within the grace after a dropped socket. */
  readonly resumeToken: string;
  /** True when the same userId was given back and nobody saw us leave. */
  readonly resumed: boolean;
  readonly userInfo: UserInfo;
  /** Everybody else in the room, by time of arrival. */
  readonly peers: readonly Peer[];
  readonly tools: Tools;
  readonly question: PushedQuestion | null;
  readonly resumeGraceMs: number;
}

/** A session description as text, or as the browser's own object. */
export type WireDescription<Type extends "offer" | "answer"> = string | { readonly type: Type; readonly sdp: string };

export interface OfferSignal {
  readonly sdp: WireDescription<"offer">;
  readonly connectionId?: string;
}

export interface AnswerSignal {
  readonly sdp: WireDescription<"answer">;
  readonly connectionId?: string;
}

export interface CandidateSignal {
  /** null: the end of candidates. */
  readonly candidate: RTCIceCandidateInit | null;
  readonly connectionId?: string;
}

export interface Addressed {
  readonly targetId: string;
}

/** Stamped by the server. */
export interface Stamped {
  readonly senderId: string;
}

/** Binary data of the document. Sent as Uint8Array; socket.io-client in a browser delivers ArrayBuffer. */
export type SentBytes = Uint8Array;
export type ReceivedBytes = ArrayBuffer;

/** Peers that got the same thing over an open data channel, and are left out by the server. */
export interface Reached {
  readonly reached?: readonly string[];
}

/** Values of the shared document's `settings.language`. */
export const editorLanguages = ["python", "c", "cpp", "java", "javascript", "typescript", "go", "rust", "sql", "text"] as const;

export type EditorLanguage = (typeof editorLanguages)[number];

export interface DocSyncRequest {
  /** What this page has, in Yjs' encoding. */
  readonly stateVector: SentBytes;
}

export interface DocSyncAnswer {
  /** What the page lacks: a Yjs update V1. */
  readonly update: ReceivedBytes;
  /** What the server has. */
  readonly stateVector: ReceivedBytes;
  readonly readOnly: boolean;
}

export interface DocUpdate extends Reached {
  readonly update: SentBytes;
}

export interface DocAwareness extends Reached {
  readonly awareness: SentBytes;
}

/** What the server reads of an Excalidraw element; the rest travels as it is. */
export interface WireElement {
  readonly id: string;
  readonly version: number;
  readonly versionNonce: number;
  readonly isDeleted: boolean;
}

export interface WhiteboardSyncRequest {
  /** `next` of the page before. */
  readonly after?: string;
}

export interface WhiteboardPage {
  readonly elements: readonly WireElement[];
  /** Ask for the following page with this; null after the last. */
  readonly next: string | null;
  /** Of the whole scene. */
  readonly digest: string;
  readonly readOnly: boolean;
}

export interface WhiteboardUpdate extends Reached {
  readonly elements: readonly WireElement[];
}

export interface WhiteboardPointer {
  readonly x: number;
  readonly y: number;
  readonly tool?: "pointer" | "laser";
  readonly button?: "up" | "down";
  readonly selectedElementIds?: Readonly<Record<string, boolean>>;
}

export interface ClientToServerEvents {
  JOIN_ROOM: (request: JoinRequest, ack: Ack<JoinAnswer>) => void;
  LEAVE_ROOM: (payload: Empty, ack?: Ack<Empty>) => void;
  OFFER: (payload: OfferSignal & Addressed, ack?: Ack<Empty>) => void;
  ANSWER: (payload: AnswerSignal & Addressed, ack?: Ack<Empty>) => void;
  ICE_CANDIDATE: (payload: CandidateSignal & Addressed, ack?: Ack<Empty>) => void;
  media_state: (payload: MediaState, ack?: Ack<Empty>) => void;
  push_question: (payload: PushedQuestion, ack: Ack<PushAnswer>) => void;
  refresh_ice: (payload: Empty, ack: Ack<IceConfiguration>) => void;
  doc_sync: (payload: DocSyncRequest, ack: Ack<DocSyncAnswer>) => void;
  doc_update: (payload: DocUpdate, ack: Ack<Empty>) => void;
  doc_awareness: (payload: DocAwareness, ack?: Ack<Empty>) => void;
  whiteboard_sync: (payload: WhiteboardSyncRequest, ack: Ack<WhiteboardPage>) => void;
  whiteboard_update: (payload: WhiteboardUpdate, ack: Ack<Empty>) => void;
  whiteboard_digest: (payload: { readonly digest: string }, ack: Ack<{ readonly matches: boolean }>) => void;
  whiteboard_pointer: (payload: WhiteboardPointer & Reached, ack?: Ack<Empty>) => void;
}

export interface PushAnswer {
  /** Other people whose pages were connected when it was sent. */
  readonly delivered: number;
}

export interface ServerToClientEvents {
  USER_JOINED: (payload: Peer) => void;
  USER_LEFT: (payload: { readonly userId: string }) => void;
  peer_resumed: (payload: { readonly userId: string }) => void;
  OFFER: (payload: OfferSignal & Addressed & Stamped) => void;
  ANSWER: (payload: AnswerSignal & Addressed & Stamped) => void;
  ICE_CANDIDATE: (payload: CandidateSignal & Addressed & Stamped) => void;
  media_state: (payload: MediaState & Stamped) => void;
  push_question: (payload: PushedQuestion) => void;
  doc_update: (payload: { readonly update: ReceivedBytes } & Stamped) => void;
  doc_awareness: (payload: { readonly awareness: ReceivedBytes } & Stamped) => void;
  whiteboard_update: (payload: { readonly elements: readonly WireElement[] } & Stamped) => void;
  whiteboard_pointer: (payload: WhiteboardPointer & Stamped) => void;
  room_opened: (payload: Empty) => void;
  room_closed: (payload: ProtocolError) => void;
  replaced: (payload: Empty) => void;
  error: (payload: ProtocolError & { readonly event: string }) => void;
}

/** What a CONNECT_ERROR carries in `data`, where it comes from our server. */
export interface ConnectErrorData {
  readonly code: ErrorCode;
}
