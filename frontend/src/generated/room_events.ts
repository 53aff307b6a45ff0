// Written by "make generate" out of the schemas of the server. Change those instead.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Activity
         * @description What a candidate did: pasted so many `characters`, put something else before the room, or came back to it.
         */
        readonly Activity: {
            readonly characters?: number;
            /** @enum {unknown} */
            readonly kind: "hidden" | "paste" | "visible";
        };
        /**
         * ActivityAck
         * @description `at` is when it was noted.
         */
        readonly ActivityAck: {
            readonly at: string;
        };
        /**
         * ActivitySyncAck
         * @description The last that were noted, oldest first; `outOfSight` are the ids of those whose page is hidden on record.
         */
        readonly ActivitySyncAck: {
            readonly activities: readonly components["schemas"]["RecentActivity"][];
            readonly outOfSight: readonly string[];
        };
        /** AdmissionDecision */
        readonly AdmissionDecision: {
            /** Format: uuid */
            readonly requestId: string;
        };
        /**
         * AdmissionDenied
         * @description `message` says when one may ask again.
         */
        readonly AdmissionDenied: {
            readonly message: string;
        };
        /**
         * AdmissionOver
         * @description `decidedBy` is the name of the interviewer who admitted or denied.
         */
        readonly AdmissionOver: {
            readonly decidedBy?: string;
            /** @enum {unknown} */
            readonly outcome: "admitted" | "denied" | "left";
            readonly requestId: string;
        };
        /**
         * AdmissionSyncAck
         * @description `requests` is empty for whoever does not decide.
         */
        readonly AdmissionSyncAck: {
            readonly locked: boolean;
            readonly requests: readonly components["schemas"]["WaitingPerson"][];
        };
        /** Answer */
        readonly Answer: {
            readonly connectionId?: string;
            readonly sdp: string | components["schemas"]["AnswerDescription"];
            readonly targetId: string;
        };
        /** AnswerDescription */
        readonly AnswerDescription: {
            readonly sdp: string;
            /** @enum {unknown} */
            readonly type: "answer";
        };
        /**
         * AskedQuestion
         * @description A question that was pushed before. `askedAt` is an ISO 8601 time, as all times are.
         */
        readonly AskedQuestion: {
            readonly askedAt: string;
            readonly questionText: string;
        };
        /**
         * ChatMessage
         * @description `staff` is for interviewers only.
         */
        readonly ChatMessage: {
            /** @enum {unknown} */
            readonly channel: "room" | "staff";
            readonly text: string;
        };
        /** ChatMessageAck */
        readonly ChatMessageAck: {
            readonly messageId: string;
            readonly sentAt: string;
        };
        /**
         * ChatSyncAck
         * @description The last messages that are for this person, oldest first.
         */
        readonly ChatSyncAck: {
            readonly messages: readonly components["schemas"]["RecentChatMessage"][];
        };
        readonly ClientEvents: {
            readonly activity: {
                readonly ack: components["schemas"]["ActivityAck"];
                readonly payload: components["schemas"]["Activity"];
            };
            readonly activity_sync: {
                readonly ack: components["schemas"]["ActivitySyncAck"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly admission_sync: {
                readonly ack: components["schemas"]["AdmissionSyncAck"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly admit: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["AdmissionDecision"];
            };
            readonly ANSWER: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["Answer"];
            };
            readonly chat_message: {
                readonly ack: components["schemas"]["ChatMessageAck"];
                readonly payload: components["schemas"]["ChatMessage"];
            };
            readonly chat_sync: {
                readonly ack: components["schemas"]["ChatSyncAck"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly deny: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["AdmissionDecision"];
            };
            readonly doc_awareness: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["DocAwareness"];
            };
            readonly doc_sync: {
                readonly ack: components["schemas"]["DocSyncAck"];
                readonly payload: components["schemas"]["DocSync"];
            };
            readonly doc_update: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["DocUpdate"];
            };
            readonly ICE_CANDIDATE: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["IceCandidate"];
            };
            readonly JOIN_ROOM: {
                readonly ack: components["schemas"]["JoinAck"];
                readonly payload: components["schemas"]["JoinRoom"];
            };
            readonly LEAVE_ROOM: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly lock_room: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["LockRoom"];
            };
            readonly media_state: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["MediaState"];
            };
            readonly OFFER: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["Offer"];
            };
            readonly page_gone: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly place: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["Place"];
            };
            readonly problems_sync: {
                readonly ack: components["schemas"]["ProblemsSyncAck"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly push_question: {
                readonly ack: components["schemas"]["PushQuestionAck"];
                readonly payload: components["schemas"]["PushQuestion"];
            };
            readonly refresh_ice: {
                readonly ack: components["schemas"]["IceConfiguration"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly remove_peer: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["PeerId"];
            };
            readonly run_code: {
                readonly ack: components["schemas"]["RunCodeAck"];
                readonly payload: components["schemas"]["RunCode"];
            };
            readonly run_sync: {
                readonly ack: components["schemas"]["RunSyncAck"];
                readonly payload: components["schemas"]["Empty"];
            };
            readonly stop_run: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["StopRun"];
            };
            readonly whiteboard_digest: {
                readonly ack: components["schemas"]["WhiteboardDigestAck"];
                readonly payload: components["schemas"]["WhiteboardDigest"];
            };
            readonly whiteboard_pointer: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["WhiteboardPointer"];
            };
            readonly whiteboard_sync: {
                readonly ack: components["schemas"]["WhiteboardSyncAck"];
                readonly payload: components["schemas"]["WhiteboardSync"];
            };
            readonly whiteboard_update: {
                readonly ack: components["schemas"]["Empty"];
                readonly payload: components["schemas"]["WhiteboardUpdate"];
            };
        };
        /**
         * ConnectAuth
         * @description The handshake's `auth`: a candidate's token, or nothing.
         */
        readonly ConnectAuth: {
            /** @default null */
            readonly token?: string | null;
        };
        /**
         * ConnectErrorData
         * @description The `data` of a CONNECT_ERROR.
         */
        readonly ConnectErrorData: {
            readonly code: components["schemas"]["ErrorCode"];
        };
        /** DocAwareness */
        readonly DocAwareness: {
            /** Format: binary */
            readonly awareness: Uint8Array;
            /** @default [] */
            readonly reached?: readonly string[];
        };
        /**
         * DocSync
         * @description `stateVector` is what the page has, in Yjs' encoding.
         */
        readonly DocSync: {
            /** Format: binary */
            readonly stateVector: Uint8Array;
        };
        /**
         * DocSyncAck
         * @description `update` is what the page lacks, a Yjs update V1; `stateVector` is what the server has.
         */
        readonly DocSyncAck: {
            readonly readOnly: boolean;
            /** Format: binary */
            readonly stateVector: ArrayBuffer;
            /** Format: binary */
            readonly update: ArrayBuffer;
        };
        /** DocUpdate */
        readonly DocUpdate: {
            /** @default [] */
            readonly reached?: readonly string[];
            /** Format: binary */
            readonly update: Uint8Array;
        };
        /**
         * Empty
         * @description `{}`
         */
        readonly Empty: Record<string, never>;
        /** @enum {string} */
        readonly ErrorCode: "unauthenticated" | "invitation_invalid" | "invitation_expired" | "invitation_revoked" | "room_not_found" | "not_a_live_stage" | "interview_over" | "interview_cancelled" | "waiting_for_interviewer" | "forbidden" | "removed" | "not_in_room" | "already_joined" | "room_full" | "waiting_for_admission" | "admission_denied" | "unknown_request" | "already_decided" | "unknown_peer" | "tool_off" | "too_large" | "out_of_order" | "language_unavailable" | "execution_unavailable" | "run_in_progress" | "too_many_runs" | "unknown_run" | "unknown_problem" | "unknown_event" | "invalid_payload" | "rate_limited" | "internal_error";
        /**
         * Hosts
         * @description How many interviewers are in the room.
         */
        readonly Hosts: {
            readonly interviewers: number;
        };
        /**
         * IceCandidate
         * @description `null` is the end of candidates.
         */
        readonly IceCandidate: {
            readonly candidate: RTCIceCandidateInit | null;
            readonly connectionId?: string;
            readonly targetId: string;
        };
        /**
         * IceCandidateInit
         * @description RTCIceCandidateInit, as browsers make it.
         */
        readonly IceCandidateInit: {
            readonly candidate: string;
            /** @default null */
            readonly sdpMid?: string | null;
            /** @default null */
            readonly sdpMLineIndex?: number | null;
            /** @default null */
            readonly usernameFragment?: string | null;
        };
        /**
         * IceConfiguration
         * @description What a peer connection is made with.
         */
        readonly IceConfiguration: {
            readonly iceServers: readonly RTCIceServer[];
            /** @enum {unknown} */
            readonly iceTransportPolicy: "all" | "relay";
        };
        /**
         * IceServer
         * @description RTCIceServer.
         */
        readonly IceServer: {
            readonly credential?: string;
            readonly urls: readonly string[];
            readonly username?: string;
        };
        /**
         * JoinAck
         * @description `peers` are the others by time of arrival. `questions` are the last 50 that were pushed, oldest first, and
         *     `question` the last of them. `startedAt` is when the interview began, by the clock that `serverTime` is read from.
         *     `resumeToken` is a secret: it gives this `userId` back within `resumeGraceMs` after a dropped socket; `resumed` says
         *     that this happened and nobody saw the person leave.
         */
        readonly JoinAck: {
            readonly iceServers: readonly RTCIceServer[];
            /** @enum {unknown} */
            readonly iceTransportPolicy: "all" | "relay";
            readonly peers: readonly components["schemas"]["Peer"][];
            readonly question: components["schemas"]["PushQuestion"] | null;
            readonly questions: readonly components["schemas"]["AskedQuestion"][];
            readonly resumed: boolean;
            readonly resumeGraceMs: number;
            readonly resumeToken: string;
            readonly serverTime: string;
            readonly startedAt: string;
            readonly tools: components["schemas"]["Tools"];
            readonly userId: string;
            readonly userInfo: components["schemas"]["PeerInfo"];
        };
        /** JoinRoom */
        readonly JoinRoom: {
            readonly resumeToken?: string;
            /** Format: uuid */
            readonly roomId: string;
            readonly userInfo: components["schemas"]["UserInfo"];
        };
        /** LockRoom */
        readonly LockRoom: {
            readonly locked: boolean;
        };
        /**
         * Media
         * @description Microphone on, camera on, screen shared.
         */
        readonly Media: {
            /** @default false */
            readonly audio?: boolean;
            /** @default false */
            readonly screen?: boolean;
            /** @default false */
            readonly video?: boolean;
        };
        /**
         * MediaState
         * @description The same, as an event that must name all three.
         */
        readonly MediaState: {
            readonly audio: boolean;
            readonly screen: boolean;
            readonly video: boolean;
        };
        /** NotedActivity */
        readonly NotedActivity: {
            readonly at: string;
            readonly characters?: number;
            /** @enum {unknown} */
            readonly kind: "hidden" | "paste" | "visible";
            readonly userId: string;
        };
        /** Offer */
        readonly Offer: {
            readonly connectionId?: string;
            readonly sdp: string | components["schemas"]["OfferDescription"];
            readonly targetId: string;
        };
        /** OfferDescription */
        readonly OfferDescription: {
            readonly sdp: string;
            /** @enum {unknown} */
            readonly type: "offer";
        };
        /**
         * Peer
         * @description Somebody in the room.
         */
        readonly Peer: {
            readonly userId: string;
            readonly userInfo: components["schemas"]["PeerInfo"];
        };
        /** PeerId */
        readonly PeerId: {
            readonly userId: string;
        };
        /**
         * PeerInfo
         * @description A person as the server describes them: name and role come from its records, `colour` (0 to 4) with the place in
         *     the room. `typedName` is what they call themselves, where that is another name; `place` is missing until they tell;
         *     `webrtc` is told where it is false.
         */
        readonly PeerInfo: {
            readonly colour: number;
            readonly media: components["schemas"]["MediaState"];
            readonly name: string;
            readonly place?: components["schemas"]["Place"];
            readonly role: components["schemas"]["Role"];
            readonly typedName?: string;
            /** @enum {unknown} */
            readonly webrtc?: false;
        };
        /** PeerMediaState */
        readonly PeerMediaState: {
            readonly audio: boolean;
            readonly screen: boolean;
            readonly senderId: string;
            readonly video: boolean;
        };
        /** PeerPlace */
        readonly PeerPlace: {
            readonly follows?: string;
            /** @enum {unknown} */
            readonly panel: "board" | "call" | "code" | "questions" | "screen";
            readonly userId: string;
        };
        /**
         * Place
         * @description Which part of the room somebody works in, and whom they follow there.
         */
        readonly Place: {
            readonly follows?: string;
            /** @enum {unknown} */
            readonly panel: "board" | "call" | "code" | "questions" | "screen";
        };
        /**
         * Pointer
         * @description Where somebody points on the whiteboard, in its own coordinates.
         */
        readonly Pointer: {
            /** @enum {unknown} */
            readonly button?: "down" | "up";
            readonly selectedElementIds?: {
                readonly [key: string]: boolean;
            };
            /** @enum {unknown} */
            readonly tool?: "laser" | "pointer";
            readonly x: number;
            readonly y: number;
        };
        /**
         * ProblemsSyncAck
         * @description In the order of the interview.
         */
        readonly ProblemsSyncAck: {
            readonly problems: readonly components["schemas"]["RoomProblem"][];
        };
        /**
         * ProtocolError
         * @description A refusal: a stable code for programs and a sentence for people.
         */
        readonly ProtocolError: {
            readonly code: components["schemas"]["ErrorCode"];
            readonly message: string;
        };
        /** PushQuestion */
        readonly PushQuestion: {
            readonly questionText: string;
        };
        /**
         * PushQuestionAck
         * @description `delivered` counts the others to whose pages it was sent, which are `candidates` and `interviewers`.
         */
        readonly PushQuestionAck: {
            readonly candidates: number;
            readonly delivered: number;
            readonly interviewers: number;
        };
        /**
         * RecentActivity
         * @description One for who comes later. `name` is the candidate's.
         */
        readonly RecentActivity: {
            readonly at: string;
            readonly characters?: number;
            /** @enum {unknown} */
            readonly kind: "hidden" | "paste" | "visible";
            readonly name: string;
        };
        /**
         * RecentChatMessage
         * @description A message for who comes later. `name` is its author's.
         */
        readonly RecentChatMessage: {
            /** @enum {unknown} */
            readonly channel: "room" | "staff";
            readonly messageId: string;
            readonly name: string;
            readonly senderId: string;
            readonly sentAt: string;
            readonly text: string;
        };
        /**
         * RecentRun
         * @description A run for who comes later. `name` is its author's, `requestedAt` an ISO 8601 time.
         */
        readonly RecentRun: {
            readonly language: string;
            readonly name: string;
            readonly problem?: components["schemas"]["RunProblem"];
            readonly requestedAt: string;
            readonly result?: components["schemas"]["RunOutcome"];
            readonly runId: string;
            /** @enum {unknown} */
            readonly state: "failed" | "finished" | "queued" | "running" | "stopped";
            readonly userId: string;
        };
        /**
         * Refusal
         * @description The acknowledgement of an event that was refused.
         */
        readonly Refusal: {
            readonly error: components["schemas"]["ProtocolError"];
        };
        /**
         * RefusedEvent
         * @description A refusal of an event that asked for no acknowledgement.
         */
        readonly RefusedEvent: {
            readonly code: components["schemas"]["ErrorCode"];
            readonly event: string;
            readonly message: string;
        };
        /** RelayedAnswer */
        readonly RelayedAnswer: {
            readonly connectionId?: string;
            readonly sdp: string | components["schemas"]["AnswerDescription"];
            readonly senderId: string;
            readonly targetId: string;
        };
        /** RelayedDocAwareness */
        readonly RelayedDocAwareness: {
            /** Format: binary */
            readonly awareness: ArrayBuffer;
            readonly senderId: string;
        };
        /** RelayedDocUpdate */
        readonly RelayedDocUpdate: {
            readonly senderId: string;
            /** Format: binary */
            readonly update: ArrayBuffer;
        };
        /** RelayedIceCandidate */
        readonly RelayedIceCandidate: {
            readonly candidate: RTCIceCandidateInit | null;
            readonly connectionId?: string;
            readonly senderId: string;
            readonly targetId: string;
        };
        /**
         * RelayedOffer
         * @description `senderId` is stamped by the server, here and below.
         */
        readonly RelayedOffer: {
            readonly connectionId?: string;
            readonly sdp: string | components["schemas"]["OfferDescription"];
            readonly senderId: string;
            readonly targetId: string;
        };
        /** RelayedPointer */
        readonly RelayedPointer: {
            /** @enum {unknown} */
            readonly button?: "down" | "up";
            readonly selectedElementIds?: {
                readonly [key: string]: boolean;
            };
            readonly senderId: string;
            /** @enum {unknown} */
            readonly tool?: "laser" | "pointer";
            readonly x: number;
            readonly y: number;
        };
        /** RelayedWhiteboardUpdate */
        readonly RelayedWhiteboardUpdate: {
            readonly elements: readonly components["schemas"]["WireElement"][];
            readonly senderId: string;
        };
        /** ResumedPeer */
        readonly ResumedPeer: {
            readonly userId: string;
            /** @enum {unknown} */
            readonly webrtc?: false;
        };
        /** @enum {string} */
        readonly Role: "interviewer" | "candidate" | "observer";
        /**
         * RoomProblem
         * @description A coding problem of the interview. The HTML is cleaned by the server; `languages` are those that it may be solved
         *     in, each with the starter code or nothing.
         */
        readonly RoomProblem: {
            readonly languages: {
                readonly [key: string]: string;
            };
            readonly problemId: string;
            readonly statementHtml: string;
            readonly title: string;
            readonly visibleTests: readonly components["schemas"]["VisibleTest"][];
        };
        /**
         * RunCode
         * @description `language` is one that the execution backend offers; `stdin` is what the program reads. With `problemId` the code
         *     is run on that problem's visible tests instead.
         */
        readonly RunCode: {
            readonly language: string;
            readonly problemId?: string;
            /** @default  */
            readonly stdin?: string;
        };
        /** RunCodeAck */
        readonly RunCodeAck: {
            readonly runId: string;
        };
        /**
         * RunOutcome
         * @description How a program ended. `exitCode` or `signal` where it ended by itself or was ended; `truncated` says that more was
         *     written than is told here. `tests` comes with a run on a problem's visible tests: then `verdict` is the first
         *     failure, time and memory are the largest of them, and each has its own output.
         */
        readonly RunOutcome: {
            readonly compileOutput?: string;
            readonly executionTimeMs: number;
            readonly exitCode?: number;
            readonly memoryUsedKB: number;
            readonly signal?: number;
            readonly stderr: string;
            readonly stdout: string;
            readonly tests?: readonly components["schemas"]["VisibleTestResult"][];
            readonly truncated: boolean;
            /** @enum {string} */
            readonly verdict: "AC" | "WA" | "TLE" | "MLE" | "OLE" | "RTE" | "CE" | "IE";
        };
        /** RunProblem */
        readonly RunProblem: {
            readonly problemId: string;
            readonly title: string;
        };
        /**
         * RunStatus
         * @description Where a run of the shared code stands; `userId` is who asked for it, `result` comes with `finished`.
         */
        readonly RunStatus: {
            readonly language: string;
            readonly problem?: components["schemas"]["RunProblem"];
            readonly result?: components["schemas"]["RunOutcome"];
            readonly runId: string;
            /** @enum {unknown} */
            readonly state: "failed" | "finished" | "queued" | "running" | "stopped";
            readonly userId: string;
        };
        /**
         * RunSyncAck
         * @description The last runs, oldest first.
         */
        readonly RunSyncAck: {
            readonly runs: readonly components["schemas"]["RecentRun"][];
        };
        /**
         * SentChatMessage
         * @description `sentAt` is an ISO 8601 time.
         */
        readonly SentChatMessage: {
            /** @enum {unknown} */
            readonly channel: "room" | "staff";
            readonly messageId: string;
            readonly senderId: string;
            readonly sentAt: string;
            readonly text: string;
        };
        readonly ServerEvents: {
            readonly activity: components["schemas"]["NotedActivity"];
            readonly admission_denied: components["schemas"]["AdmissionDenied"];
            readonly admission_requested: components["schemas"]["WaitingPerson"];
            readonly admission_update: components["schemas"]["Hosts"];
            readonly admission_withdrawn: components["schemas"]["AdmissionOver"];
            readonly ANSWER: components["schemas"]["RelayedAnswer"];
            readonly chat_message: components["schemas"]["SentChatMessage"];
            readonly doc_awareness: components["schemas"]["RelayedDocAwareness"];
            readonly doc_update: components["schemas"]["RelayedDocUpdate"];
            readonly error: components["schemas"]["RefusedEvent"];
            readonly ICE_CANDIDATE: components["schemas"]["RelayedIceCandidate"];
            readonly link_opened_again: components["schemas"]["Empty"];
            readonly lock_room: components["schemas"]["LockRoom"];
            readonly media_state: components["schemas"]["PeerMediaState"];
            readonly OFFER: components["schemas"]["RelayedOffer"];
            readonly peer_away: components["schemas"]["PeerId"];
            readonly peer_resumed: components["schemas"]["ResumedPeer"];
            readonly place: components["schemas"]["PeerPlace"];
            readonly push_question: components["schemas"]["PushQuestion"];
            readonly remove_peer: components["schemas"]["PeerId"];
            readonly replaced: components["schemas"]["Empty"];
            readonly room_closed: components["schemas"]["ProtocolError"];
            readonly room_opened: components["schemas"]["Empty"];
            readonly run_state: components["schemas"]["RunStatus"];
            readonly USER_JOINED: components["schemas"]["Peer"];
            readonly USER_LEFT: components["schemas"]["PeerId"];
            readonly whiteboard_pointer: components["schemas"]["RelayedPointer"];
            readonly whiteboard_update: components["schemas"]["RelayedWhiteboardUpdate"];
        };
        /** StopRun */
        readonly StopRun: {
            /** Format: uuid */
            readonly runId: string;
        };
        /**
         * Tools
         * @description Which parts the room has, as the stage's `toolsConfig` says.
         */
        readonly Tools: {
            readonly codeEditor: boolean;
            readonly video: boolean;
            readonly whiteboard: boolean;
        };
        /**
         * UserInfo
         * @description What a client says of itself. Other fields are dropped: existing clients send their own, and none is trusted.
         *
         *     `webrtc` is false where the page cannot take part in the call.
         */
        readonly UserInfo: {
            /**
             * @default {
             *       "audio": false,
             *       "video": false,
             *       "screen": false
             *     }
             */
            readonly media?: components["schemas"]["Media"];
            readonly name?: string;
            /** @default true */
            readonly webrtc?: boolean;
        };
        /**
         * VisibleTest
         * @description A sample. `isCut` says that a text is longer than is shown; an interactive problem's has only `interaction`.
         */
        readonly VisibleTest: {
            readonly expectedOutput: string;
            readonly explanationHtml: string;
            readonly input: string;
            readonly interaction: string;
            readonly isCut: boolean;
            readonly name: string;
        };
        /**
         * VisibleTestResult
         * @description What a run gave on a visible test. `input` and `expectedOutput` are empty where the validator of an interactive
         *     problem talks with the program; `interaction` has what they said. `truncated` says that a
         *     text is longer than is told here.
         */
        readonly VisibleTestResult: {
            readonly executionTimeMs: number;
            readonly expectedOutput: string;
            readonly input: string;
            readonly interaction: string;
            readonly memoryUsedKB: number;
            readonly name: string;
            readonly passed: boolean;
            readonly stderr: string;
            readonly stdout: string;
            readonly truncated: boolean;
            /** @enum {string} */
            readonly verdict: "AC" | "WA" | "TLE" | "MLE" | "OLE" | "RTE" | "CE" | "IE";
        };
        /**
         * WaitingPerson
         * @description Somebody who asks to come in. `name` is what they call themselves, `invitedName` what our records say; `since` is
         *     an ISO 8601 time.
         */
        readonly WaitingPerson: {
            readonly invitedName: string;
            readonly name: string;
            /** @enum {unknown} */
            readonly reason: "knock" | "link_in_use" | "locked" | "removed";
            readonly requestId: string;
            readonly role: components["schemas"]["Role"];
            readonly since: string;
        };
        /** WhiteboardDigest */
        readonly WhiteboardDigest: {
            readonly digest: string;
        };
        /** WhiteboardDigestAck */
        readonly WhiteboardDigestAck: {
            readonly matches: boolean;
        };
        /** WhiteboardPointer */
        readonly WhiteboardPointer: {
            /** @enum {unknown} */
            readonly button?: "down" | "up";
            /** @default [] */
            readonly reached?: readonly string[];
            readonly selectedElementIds?: {
                readonly [key: string]: boolean;
            };
            /** @enum {unknown} */
            readonly tool?: "laser" | "pointer";
            readonly x: number;
            readonly y: number;
        };
        /**
         * WhiteboardSync
         * @description `after` is the `next` of the page before.
         */
        readonly WhiteboardSync: {
            readonly after?: string;
        };
        /**
         * WhiteboardSyncAck
         * @description A page of the scene. `next` asks for the following one, `digest` is of the whole scene.
         */
        readonly WhiteboardSyncAck: {
            readonly digest: string;
            readonly elements: readonly components["schemas"]["WireElement"][];
            readonly next: string | null;
            readonly readOnly: boolean;
        };
        /**
         * WhiteboardUpdate
         * @description `rooms.whiteboard.scene.read_elements` reads the elements.
         */
        readonly WhiteboardUpdate: {
            readonly elements: readonly components["schemas"]["WireElement"][];
            /** @default [] */
            readonly reached?: readonly string[];
        };
        /**
         * WireElement
         * @description What merging reads of an Excalidraw element; all its other properties travel as they are.
         */
        readonly WireElement: {
            readonly id: string;
            readonly isDeleted: boolean;
            readonly version: number;
            readonly versionNonce: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Activity = components['schemas']['Activity'];
export type ActivityAck = components['schemas']['ActivityAck'];
export type ActivitySyncAck = components['schemas']['ActivitySyncAck'];
export type AdmissionDecision = components['schemas']['AdmissionDecision'];
export type AdmissionDenied = components['schemas']['AdmissionDenied'];
export type AdmissionOver = components['schemas']['AdmissionOver'];
export type AdmissionSyncAck = components['schemas']['AdmissionSyncAck'];
export type Answer = components['schemas']['Answer'];
export type AnswerDescription = components['schemas']['AnswerDescription'];
export type AskedQuestion = components['schemas']['AskedQuestion'];
export type ChatMessage = components['schemas']['ChatMessage'];
export type ChatMessageAck = components['schemas']['ChatMessageAck'];
export type ChatSyncAck = components['schemas']['ChatSyncAck'];
export type ClientEvents = components['schemas']['ClientEvents'];
export type ConnectAuth = components['schemas']['ConnectAuth'];
export type ConnectErrorData = components['schemas']['ConnectErrorData'];
export type DocAwareness = components['schemas']['DocAwareness'];
export type DocSync = components['schemas']['DocSync'];
export type DocSyncAck = components['schemas']['DocSyncAck'];
export type DocUpdate = components['schemas']['DocUpdate'];
export type Empty = components['schemas']['Empty'];
export type ErrorCode = components['schemas']['ErrorCode'];
export type Hosts = components['schemas']['Hosts'];
export type IceCandidate = components['schemas']['IceCandidate'];
export type IceCandidateInit = components['schemas']['IceCandidateInit'];
export type IceConfiguration = components['schemas']['IceConfiguration'];
export type IceServer = components['schemas']['IceServer'];
export type JoinAck = components['schemas']['JoinAck'];
export type JoinRoom = components['schemas']['JoinRoom'];
export type LockRoom = components['schemas']['LockRoom'];
export type Media = components['schemas']['Media'];
export type MediaState = components['schemas']['MediaState'];
export type NotedActivity = components['schemas']['NotedActivity'];
export type Offer = components['schemas']['Offer'];
export type OfferDescription = components['schemas']['OfferDescription'];
export type Peer = components['schemas']['Peer'];
export type PeerId = components['schemas']['PeerId'];
export type PeerInfo = components['schemas']['PeerInfo'];
export type PeerMediaState = components['schemas']['PeerMediaState'];
export type PeerPlace = components['schemas']['PeerPlace'];
export type Place = components['schemas']['Place'];
export type Pointer = components['schemas']['Pointer'];
export type ProblemsSyncAck = components['schemas']['ProblemsSyncAck'];
export type ProtocolError = components['schemas']['ProtocolError'];
export type PushQuestion = components['schemas']['PushQuestion'];
export type PushQuestionAck = components['schemas']['PushQuestionAck'];
export type RecentActivity = components['schemas']['RecentActivity'];
export type RecentChatMessage = components['schemas']['RecentChatMessage'];
export type RecentRun = components['schemas']['RecentRun'];
export type Refusal = components['schemas']['Refusal'];
export type RefusedEvent = components['schemas']['RefusedEvent'];
export type RelayedAnswer = components['schemas']['RelayedAnswer'];
export type RelayedDocAwareness = components['schemas']['RelayedDocAwareness'];
export type RelayedDocUpdate = components['schemas']['RelayedDocUpdate'];
export type RelayedIceCandidate = components['schemas']['RelayedIceCandidate'];
export type RelayedOffer = components['schemas']['RelayedOffer'];
export type RelayedPointer = components['schemas']['RelayedPointer'];
export type RelayedWhiteboardUpdate = components['schemas']['RelayedWhiteboardUpdate'];
export type ResumedPeer = components['schemas']['ResumedPeer'];
export type Role = components['schemas']['Role'];
export type RoomProblem = components['schemas']['RoomProblem'];
export type RunCode = components['schemas']['RunCode'];
export type RunCodeAck = components['schemas']['RunCodeAck'];
export type RunOutcome = components['schemas']['RunOutcome'];
export type RunProblem = components['schemas']['RunProblem'];
export type RunStatus = components['schemas']['RunStatus'];
export type RunSyncAck = components['schemas']['RunSyncAck'];
export type SentChatMessage = components['schemas']['SentChatMessage'];
export type ServerEvents = components['schemas']['ServerEvents'];
export type StopRun = components['schemas']['StopRun'];
export type Tools = components['schemas']['Tools'];
export type UserInfo = components['schemas']['UserInfo'];
export type VisibleTest = components['schemas']['VisibleTest'];
export type VisibleTestResult = components['schemas']['VisibleTestResult'];
export type WaitingPerson = components['schemas']['WaitingPerson'];
export type WhiteboardDigest = components['schemas']['WhiteboardDigest'];
export type WhiteboardDigestAck = components['schemas']['WhiteboardDigestAck'];
export type WhiteboardPointer = components['schemas']['WhiteboardPointer'];
export type WhiteboardSync = components['schemas']['WhiteboardSync'];
export type WhiteboardSyncAck = components['schemas']['WhiteboardSyncAck'];
export type WhiteboardUpdate = components['schemas']['WhiteboardUpdate'];
export type WireElement = components['schemas']['WireElement'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
export const errorCodeValues = ["unauthenticated","invitation_invalid","invitation_expired","invitation_revoked","room_not_found","not_a_live_stage","interview_over","interview_cancelled","waiting_for_interviewer","forbidden","removed","not_in_room","already_joined","room_full","waiting_for_admission","admission_denied","unknown_request","already_decided","unknown_peer","tool_off","too_large","out_of_order","language_unavailable","execution_unavailable","run_in_progress","too_many_runs","unknown_run","unknown_problem","unknown_event","invalid_payload","rate_limited","internal_error"] as const;
export const roleValues = ["interviewer","candidate","observer"] as const;
