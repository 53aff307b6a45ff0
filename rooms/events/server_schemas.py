"""What the server sends: its events' payloads and the acknowledgements of clients' events.

Handlers build these as plain dictionaries, and relay what they validated as it came; tests hold what is sent against
the structs. `make generate` writes the front-end's types from them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from interviews.access import AccessCode
from rooms.errors import RoomCode
from rooms.events.schemas import (
    Answer,
    Empty,
    IceCandidate,
    MediaState,
    Offer,
    Payload,
    Pointer,
    PushQuestion,
    WireElement,
    in_typescript,
)

# All codes of refusals, as `json_schema` lists them in a component of their own.
ERROR_CODES = (*(code.value for code in AccessCode), *(code.value for code in RoomCode))

ErrorCode = Annotated[str, Meta(extra_json_schema={"$ref": "#/components/schemas/ErrorCode"})]
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
    """A person as the server describes them: the role comes from its records."""

    name: str
    role: Annotated[str, Meta(extra_json_schema={"$ref": "#/components/schemas/Role"})]
    media: MediaState


class Peer(Payload, frozen=True):
    """Somebody in the room."""

    user_id: str
    user_info: PeerInfo


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


class JoinAck(IceConfiguration, frozen=True):
    """`peers` are the others by time of arrival. `resumeToken` is a secret: it gives this `userId` back within
    `resumeGraceMs` after a dropped socket; `resumed` says that this happened and nobody saw the person leave."""

    user_id: str
    resume_token: str
    resumed: bool
    user_info: PeerInfo
    peers: list[Peer]
    tools: Tools
    question: PushQuestion | None
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


class PeerId(Payload, frozen=True):
    user_id: str


class RelayedOffer(Offer, frozen=True, kw_only=True):
    """`senderId` is stamped by the server, here and below."""

    sender_id: str


class RelayedAnswer(Answer, frozen=True, kw_only=True):
    sender_id: str


class RelayedIceCandidate(IceCandidate, frozen=True, kw_only=True):
    sender_id: str


class PeerMediaState(MediaState, frozen=True, kw_only=True):
    sender_id: str


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


class RefusedEvent(ProtocolError, frozen=True, kw_only=True):
    """A refusal of an event that asked for no acknowledgement."""

    event: str


# What each event of a client is acknowledged with, where it is not refused.
ACKNOWLEDGEMENTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "JOIN_ROOM": JoinAck,
        "LEAVE_ROOM": Empty,
        "OFFER": Empty,
        "ANSWER": Empty,
        "ICE_CANDIDATE": Empty,
        "media_state": Empty,
        "push_question": PushQuestionAck,
        "refresh_ice": IceConfiguration,
        "doc_sync": DocSyncAck,
        "doc_update": Empty,
        "doc_awareness": Empty,
        "whiteboard_sync": WhiteboardSyncAck,
        "whiteboard_update": Empty,
        "whiteboard_digest": WhiteboardDigestAck,
        "whiteboard_pointer": Empty,
    }
)
SERVER_EVENTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "USER_JOINED": Peer,
        "USER_LEFT": PeerId,
        "peer_resumed": PeerId,
        "OFFER": RelayedOffer,
        "ANSWER": RelayedAnswer,
        "ICE_CANDIDATE": RelayedIceCandidate,
        "media_state": PeerMediaState,
        "push_question": PushQuestion,
        "doc_update": RelayedDocUpdate,
        "doc_awareness": RelayedDocAwareness,
        "whiteboard_update": RelayedWhiteboardUpdate,
        "whiteboard_pointer": RelayedPointer,
        "room_opened": Empty,
        "room_closed": ProtocolError,
        "replaced": Empty,
        "error": RefusedEvent,
    }
)
