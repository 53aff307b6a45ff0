"""What the server sends: its events' payloads and the acknowledgements of clients' events.

Handlers build these as plain dictionaries, and relay what they validated as it came; tests hold what is sent against
the structs. `make generate` writes the front-end's types from them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from dsa.execution import Verdict
from interviews.access.codes import AccessCode
from rooms.errors import RoomCode
from rooms.events.schemas import (
    Activity,
    Answer,
    ChatMessage,
    Empty,
    IceCandidate,
    LockRoom,
    MediaState,
    Offer,
    Payload,
    PeerId,
    Place,
    Pointer,
    PushQuestion,
    WireElement,
    in_typescript,
)

# All codes of refusals, as `json_schema` lists them in a component of their own.
ERROR_CODES = (*(code.value for code in AccessCode), *(code.value for code in RoomCode))

ErrorCode = Annotated[str, Meta(extra_json_schema={"$ref": "#/components/schemas/ErrorCode"})]
RoleName = Annotated[str, Meta(extra_json_schema={"$ref": "#/components/schemas/Role"})]
ReceivedBinary = Annotated[bytes, in_typescript("ArrayBuffer")]


class ProtocolError(Payload, frozen=True):
    """A refusal: a stable code for programs and a sentence for people."""

    code: ErrorCode
    message: str


class Refusal(Payload, frozen=True):
    """The acknowledgement of an event that was refused."""

    error: ProtocolError


class ConnectErrorData(Payload, frozen=True):
    """The `data` of a CONNECT_ERROR."""

    code: ErrorCode


class PeerInfo(Payload, frozen=True):
    """A person as the server describes them: name and role come from its records, `colour` (0 to 4) with the place in
    the room. `typedName` is what they call themselves, where that is another name; `place` is missing until they tell;
    `webrtc` is told where it is false.
    """

    name: str
    role: RoleName
    colour: int
    media: MediaState
    typed_name: str | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    webrtc: Literal[False] | UnsetType = UNSET


class Peer(Payload, frozen=True):
    """Somebody in the room."""

    user_id: str
    user_info: PeerInfo


class ResumedPeer(PeerId, frozen=True, kw_only=True):
    webrtc: Literal[False] | UnsetType = UNSET


class Tools(Payload, frozen=True):
    """Which parts the room has, as the stage's `toolsConfig` says."""

    video: bool
    code_editor: bool
    whiteboard: bool


class IceServer(Payload, frozen=True):
    """RTCIceServer."""

    urls: list[str]
    username: str | UnsetType = UNSET
    credential: str | UnsetType = UNSET


class IceConfiguration(Payload, frozen=True):
    """What a peer connection is made with."""

    ice_servers: Annotated[list[IceServer], in_typescript("readonly RTCIceServer[]")]
    ice_transport_policy: Literal["all", "relay"]


class AskedQuestion(PushQuestion, frozen=True, kw_only=True):
    """A question that was pushed before. `askedAt` is an ISO 8601 time, as all times are."""

    asked_at: str


class JoinAck(IceConfiguration, frozen=True):
    """`peers` are the others by time of arrival. `questions` are the last 50 that were pushed, oldest first, and
    `question` the last of them. `startedAt` is when the interview began, by the clock that `serverTime` is read from.
    `resumeToken` is a secret: it gives this `userId` back within `resumeGraceMs` after a dropped socket; `resumed` says
    that this happened and nobody saw the person leave.
    """

    user_id: str
    resume_token: str
    resumed: bool
    user_info: PeerInfo
    peers: list[Peer]
    tools: Tools
    question: PushQuestion | None
    questions: list[AskedQuestion]
    started_at: str
    server_time: str
    resume_grace_ms: int


class PushQuestionAck(Payload, frozen=True):
    """`delivered` counts the others to whose pages it was sent, which are `candidates` and `interviewers`."""

    delivered: int
    candidates: int
    interviewers: int


class DocSyncAck(Payload, frozen=True):
    """`update` is what the page lacks, a Yjs update V1; `stateVector` is what the server has."""

    update: ReceivedBinary
    state_vector: ReceivedBinary
    read_only: bool


class WhiteboardSyncAck(Payload, frozen=True):
    """A page of the scene. `next` asks for the following one, `digest` is of the whole scene."""

    elements: list[WireElement]
    next: str | None
    digest: str
    read_only: bool


class WhiteboardDigestAck(Payload, frozen=True):
    matches: bool


class RelayedOffer(Offer, frozen=True, kw_only=True):
    """`senderId` is stamped by the server, here and below."""

    sender_id: str


class RelayedAnswer(Answer, frozen=True, kw_only=True):
    sender_id: str


class RelayedIceCandidate(IceCandidate, frozen=True, kw_only=True):
    sender_id: str


class PeerMediaState(MediaState, frozen=True, kw_only=True):
    sender_id: str


class PeerPlace(Place, frozen=True, kw_only=True):
    user_id: str


class NotedActivity(Activity, frozen=True, kw_only=True):
    user_id: str
    at: str


class RecentActivity(Activity, frozen=True, kw_only=True):
    """One for who comes later. `name` is the candidate's."""

    name: str
    at: str


class ActivitySyncAck(Payload, frozen=True):
    """The last that were noted, oldest first; `outOfSight` are the ids of those whose page is hidden on record."""

    activities: list[RecentActivity]
    out_of_sight: list[str]


class ActivityAck(Payload, frozen=True):
    """`at` is when it was noted."""

    at: str


class RelayedDocUpdate(Payload, frozen=True):
    update: ReceivedBinary
    sender_id: str


class RelayedDocAwareness(Payload, frozen=True):
    awareness: ReceivedBinary
    sender_id: str


class RelayedWhiteboardUpdate(Payload, frozen=True):
    elements: list[WireElement]
    sender_id: str


class RelayedPointer(Pointer, frozen=True, kw_only=True):
    sender_id: str


class RunCodeAck(Payload, frozen=True):
    run_id: str


VerdictName = Annotated[str, Meta(extra_json_schema={"enum": [verdict.value for verdict in Verdict]})]


class VisibleTestResult(Payload, frozen=True):
    """What a run gave on a visible test. `input` and `expectedOutput` are empty where the validator of an interactive
    problem talks with the program; `interaction` has what they said. `truncated` says that a
    text is longer than is told here.
    """

    name: str
    passed: bool
    verdict: VerdictName
    execution_time_ms: int
    memory_used_kb: int = msgspec.field(name="memoryUsedKB")
    input: str
    expected_output: str
    stdout: str
    stderr: str
    interaction: str
    truncated: bool


class RunOutcome(Payload, frozen=True):
    """How a program ended. `exitCode` or `signal` where it ended by itself or was ended; `truncated` says that more was
    written than is told here. `tests` comes with a run on a problem's visible tests: then `verdict` is the first
    failure, time and memory are the largest of them, and each has its own output.
    """

    verdict: VerdictName
    execution_time_ms: int
    memory_used_kb: int = msgspec.field(name="memoryUsedKB")
    stdout: str
    stderr: str
    truncated: bool
    exit_code: int | UnsetType = UNSET
    signal: int | UnsetType = UNSET
    compile_output: str | UnsetType = UNSET
    tests: list[VisibleTestResult] | UnsetType = UNSET


class RunProblem(Payload, frozen=True):
    problem_id: str
    title: str


class RunStatus(Payload, frozen=True, kw_only=True):
    """Where a run of the shared code stands; `userId` is who asked for it, `result` comes with `finished`."""

    run_id: str
    user_id: str
    state: Literal["queued", "running", "finished", "stopped", "failed"]
    language: str
    problem: RunProblem | UnsetType = UNSET
    result: RunOutcome | UnsetType = UNSET


class RecentRun(RunStatus, frozen=True, kw_only=True):
    """A run for who comes later. `name` is its author's, `requestedAt` an ISO 8601 time."""

    name: str
    requested_at: str


class RunSyncAck(Payload, frozen=True):
    """The last runs, oldest first."""

    runs: list[RecentRun]


class VisibleTest(Payload, frozen=True):
    """A sample. `isCut` says that a text is longer than is shown; an interactive problem's has only `interaction`."""

    name: str
    input: str
    expected_output: str
    interaction: str
    is_cut: bool
    explanation_html: str


class RoomProblem(Payload, frozen=True):
    """A coding problem of the interview. The HTML is cleaned by the server; `languages` are those that it may be solved
    in, each with the starter code or nothing.
    """

    problem_id: str
    title: str
    statement_html: str
    languages: dict[str, str]
    visible_tests: list[VisibleTest]


class ProblemsSyncAck(Payload, frozen=True):
    """In the order of the interview."""

    problems: list[RoomProblem]


class ChatMessageAck(Payload, frozen=True):
    message_id: str
    sent_at: str


class SentChatMessage(ChatMessage, frozen=True, kw_only=True):
    """`sentAt` is an ISO 8601 time."""

    message_id: str
    sender_id: str
    sent_at: str


class RecentChatMessage(SentChatMessage, frozen=True, kw_only=True):
    """A message for who comes later. `name` is its author's."""

    name: str


class ChatSyncAck(Payload, frozen=True):
    """The last messages that are for this person, oldest first."""

    messages: list[RecentChatMessage]


class WaitingPerson(Payload, frozen=True):
    """Somebody who asks to come in. `name` is what they call themselves, `invitedName` what our records say; `since` is
    an ISO 8601 time.
    """

    request_id: str
    name: str
    invited_name: str
    role: RoleName
    reason: Literal["knock", "locked", "link_in_use", "removed"]
    since: str


class AdmissionOver(Payload, frozen=True):
    """`decidedBy` is the name of the interviewer who admitted or denied."""

    request_id: str
    outcome: Literal["admitted", "denied", "left"]
    decided_by: str | UnsetType = UNSET


class AdmissionDenied(Payload, frozen=True):
    """`message` says when one may ask again."""

    message: str


class Hosts(Payload, frozen=True):
    """How many interviewers are in the room."""

    interviewers: int


class AdmissionSyncAck(Payload, frozen=True):
    """`requests` is empty for whoever does not decide."""

    locked: bool
    requests: list[WaitingPerson]


class RefusedEvent(ProtocolError, frozen=True, kw_only=True):
    """A refusal of an event that asked for no acknowledgement."""

    event: str


# What each event of a client is acknowledged with, where it is not refused.
ACKNOWLEDGEMENTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "JOIN_ROOM": JoinAck,
        "LEAVE_ROOM": Empty,
        "page_gone": Empty,
        "OFFER": Empty,
        "ANSWER": Empty,
        "ICE_CANDIDATE": Empty,
        "media_state": Empty,
        "place": Empty,
        "activity": ActivityAck,
        "activity_sync": ActivitySyncAck,
        "push_question": PushQuestionAck,
        "refresh_ice": IceConfiguration,
        "doc_sync": DocSyncAck,
        "doc_update": Empty,
        "doc_awareness": Empty,
        "whiteboard_sync": WhiteboardSyncAck,
        "whiteboard_update": Empty,
        "whiteboard_digest": WhiteboardDigestAck,
        "whiteboard_pointer": Empty,
        "run_code": RunCodeAck,
        "stop_run": Empty,
        "run_sync": RunSyncAck,
        "problems_sync": ProblemsSyncAck,
        "chat_message": ChatMessageAck,
        "chat_sync": ChatSyncAck,
        "admit": Empty,
        "deny": Empty,
        "remove_peer": Empty,
        "lock_room": Empty,
        "admission_sync": AdmissionSyncAck,
    }
)
SERVER_EVENTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "USER_JOINED": Peer,
        "USER_LEFT": PeerId,
        "peer_resumed": ResumedPeer,
        "peer_away": PeerId,
        "OFFER": RelayedOffer,
        "ANSWER": RelayedAnswer,
        "ICE_CANDIDATE": RelayedIceCandidate,
        "media_state": PeerMediaState,
        "place": PeerPlace,
        "activity": NotedActivity,
        "push_question": PushQuestion,
        "doc_update": RelayedDocUpdate,
        "doc_awareness": RelayedDocAwareness,
        "whiteboard_update": RelayedWhiteboardUpdate,
        "whiteboard_pointer": RelayedPointer,
        "run_state": RunStatus,
        "chat_message": SentChatMessage,
        "admission_requested": WaitingPerson,
        "admission_withdrawn": AdmissionOver,
        "admission_denied": AdmissionDenied,
        "admission_update": Hosts,
        "link_opened_again": Empty,
        "remove_peer": PeerId,
        "lock_room": LockRoom,
        "room_opened": Empty,
        "room_closed": ProtocolError,
        "replaced": Empty,
        "error": RefusedEvent,
    }
)
