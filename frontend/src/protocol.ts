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
  "unknown_event",
  "invalid_payload",
  "rate_limited",
  "internal_error",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

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

export interface ClientToServerEvents {
  JOIN_ROOM: (request: JoinRequest, ack: Ack<JoinAnswer>) => void;
  LEAVE_ROOM: (payload: Empty, ack?: Ack<Empty>) => void;
  OFFER: (payload: OfferSignal & Addressed, ack?: Ack<Empty>) => void;
  ANSWER: (payload: AnswerSignal & Addressed, ack?: Ack<Empty>) => void;
  ICE_CANDIDATE: (payload: CandidateSignal & Addressed, ack?: Ack<Empty>) => void;
  media_state: (payload: MediaState, ack?: Ack<Empty>) => void;
  push_question: (payload: PushedQuestion, ack: Ack<PushAnswer>) => void;
  refresh_ice: (payload: Empty, ack: Ack<IceConfiguration>) => void;
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
  room_opened: (payload: Empty) => void;
  room_closed: (payload: ProtocolError) => void;
  replaced: (payload: Empty) => void;
  error: (payload: ProtocolError & { readonly event: string }) => void;
}

/** What a CONNECT_ERROR carries in `data`, where it comes from our server. */
export interface ConnectErrorData {
  readonly code: ErrorCode;
}
