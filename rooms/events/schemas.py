"""What clients send with the room's events, as docs/protocol.md has it. Unknown fields are errors.

These structs and those of `server_schemas` are the one source of each shape: `make generate` writes JSON Schema and the
front-end's types from them.
"""

import json
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from interviews.models.question import MAX_QUESTION_TEXT_LENGTH
from rooms.document.update_validator import MAX_AWARENESS_BYTES, MAX_STATE_VECTOR_BYTES
from rooms.errors import invalid_payload
from rooms.whiteboard.scene import Coordinate, ElementId

MAX_SDP_LENGTH = 100_000
MAX_ICE_CANDIDATE_LENGTH = 4_000
MAX_USER_INFO_BYTES = 2_000
MAX_STDIN_CHARACTERS = 50_000
MAX_CHAT_CHARACTERS = 2_000
MAX_PASTED_CHARACTERS = 10_000_000

Sdp = Annotated[str, Meta(min_length=1, max_length=MAX_SDP_LENGTH)]
UserId = Annotated[str, Meta(min_length=1, max_length=64)]
ConnectionId = Annotated[str, Meta(min_length=1, max_length=64)]
DisplayName = Annotated[str, Meta(min_length=1, max_length=80)]


def in_typescript(name: str) -> Meta:
    """Mark a field that pages know as a type of the browser's, which JSON Schema has no word for."""
    return Meta(extra_json_schema={"x-typescript": name})


# socket.io-client in a browser takes typed arrays and delivers plain buffers.
SENT_BINARY = in_typescript("Uint8Array")


class Payload(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A payload whose fields are all known."""


class Empty(Payload, frozen=True):
    """`{}`"""


class Media(Payload, frozen=True):
    """Microphone on, camera on, screen shared."""

    audio: bool = False
    video: bool = False
    screen: bool = False


class MediaState(Payload, frozen=True):
    """The same, as an event that must name all three."""

    audio: bool
    video: bool
    screen: bool


class UserInfo(msgspec.Struct, frozen=True):
    """What a client says of itself. Other fields are dropped: existing clients send their own, and none is trusted.

    `webrtc` is false where the page cannot take part in the call.
    """

    name: DisplayName | UnsetType = UNSET
    media: Media = Media()
    webrtc: bool = True


class ConnectAuth(Payload, frozen=True):
    """The handshake's `auth`: a candidate's token, or nothing."""

    token: Annotated[str, Meta(max_length=512)] | None = None


class JoinRoom(Payload, frozen=True):
    room_id: UUID
    user_info: UserInfo
    resume_token: Annotated[str, Meta(min_length=1, max_length=128)] | UnsetType = UNSET


class OfferDescription(Payload, frozen=True):
    type: Literal["offer"]
    sdp: Sdp


class AnswerDescription(Payload, frozen=True):
    type: Literal["answer"]
    sdp: Sdp


class Signal(Payload, frozen=True, kw_only=True):
    """What is relayed to one peer."""

    target_id: UserId
    connection_id: ConnectionId | UnsetType = UNSET


class Offer(Signal, frozen=True, kw_only=True):
    sdp: Sdp | OfferDescription


class Answer(Signal, frozen=True, kw_only=True):
    sdp: Sdp | AnswerDescription


class IceCandidateInit(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={
        "sdp_mid": "sdpMid",
        "sdp_m_line_index": "sdpMLineIndex",
        "username_fragment": "usernameFragment",
    },
):
    """RTCIceCandidateInit, as browsers make it."""

    candidate: Annotated[str, Meta(max_length=MAX_ICE_CANDIDATE_LENGTH)]
    sdp_mid: Annotated[str, Meta(max_length=64)] | None = None
    sdp_m_line_index: Annotated[int, Meta(ge=0, le=1023)] | None = None
    username_fragment: Annotated[str, Meta(max_length=256)] | None = None


class IceCandidate(Signal, frozen=True, kw_only=True):
    """`null` is the end of candidates."""

    candidate: Annotated[IceCandidateInit | None, in_typescript("RTCIceCandidateInit | null")]


class PushQuestion(Payload, frozen=True):
    question_text: Annotated[str, Meta(max_length=MAX_QUESTION_TEXT_LENGTH)]


# Who got it over a data channel already.
Reached = Annotated[tuple[UserId, ...], Meta(max_length=20)]


class DocSync(Payload, frozen=True):
    """`stateVector` is what the page has, in Yjs' encoding."""

    state_vector: Annotated[bytes, Meta(max_length=MAX_STATE_VECTOR_BYTES), SENT_BINARY]


class DocUpdate(Payload, frozen=True):
    update: Annotated[bytes, SENT_BINARY]
    reached: Reached = ()


class DocAwareness(Payload, frozen=True):
    awareness: Annotated[bytes, Meta(max_length=MAX_AWARENESS_BYTES), SENT_BINARY]
    reached: Reached = ()


class WireElement(msgspec.Struct, frozen=True, rename="camel"):
    """What merging reads of an Excalidraw element; all its other properties travel as they are."""

    id: str
    version: int
    version_nonce: int
    is_deleted: bool


class WhiteboardSync(Payload, frozen=True):
    """`after` is the `next` of the page before."""

    after: Annotated[str, Meta(min_length=1, max_length=64)] | UnsetType = UNSET


class WhiteboardUpdate(Payload, frozen=True):
    """`rooms.whiteboard.scene.read_elements` reads the elements."""

    elements: Annotated[
        list[Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": "#/components/schemas/WireElement"})]],
        Meta(min_length=1),
    ]
    reached: Reached = ()


class WhiteboardDigest(Payload, frozen=True):
    digest: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Pointer(Payload, frozen=True):
    """Where somebody points on the whiteboard, in its own coordinates."""

    x: Coordinate
    y: Coordinate
    tool: Literal["pointer", "laser"] | UnsetType = UNSET
    button: Literal["up", "down"] | UnsetType = UNSET
    selected_element_ids: Annotated[dict[ElementId, bool], Meta(max_length=200)] | UnsetType = UNSET


class WhiteboardPointer(Pointer, frozen=True):
    reached: Reached = ()


class RunCode(Payload, frozen=True):
    """`language` is one that the execution backend offers; `stdin` is what the program reads. With `problemId` the code
    is run on that problem's visible tests instead.
    """

    language: Annotated[str, Meta(min_length=1, max_length=40)]
    stdin: Annotated[str, Meta(max_length=MAX_STDIN_CHARACTERS)] = ""
    problem_id: Annotated[str, Meta(min_length=1, max_length=80)] | UnsetType = UNSET


class StopRun(Payload, frozen=True):
    run_id: UUID


class ChatMessage(Payload, frozen=True):
    """`staff` is for interviewers only."""

    channel: Literal["room", "staff"]
    text: Annotated[str, Meta(min_length=1, max_length=MAX_CHAT_CHARACTERS)]


class Place(Payload, frozen=True):
    """Which part of the room somebody works in, and whom they follow there."""

    panel: Literal["call", "screen", "code", "board", "questions"]
    follows: UserId | UnsetType = UNSET


class Activity(Payload, frozen=True):
    """What a candidate did: pasted so many `characters`, put something else before the room, or came back to it."""

    kind: Literal["paste", "hidden", "visible"]
    characters: Annotated[int, Meta(ge=1, le=MAX_PASTED_CHARACTERS)] | UnsetType = UNSET


class AdmissionDecision(Payload, frozen=True):
    request_id: UUID


class PeerId(Payload, frozen=True):
    user_id: UserId


class LockRoom(Payload, frozen=True):
    locked: bool


P = TypeVar("P", bound=msgspec.Struct)


def decode(arguments: list[Any], payload_type: type[P]) -> P:
    """The event's single argument as its type, or Refused with `invalid_payload` and the field's name."""
    if len(arguments) != 1:
        raise invalid_payload(f"Expected one object, got {len(arguments)} arguments.")
    try:
        payload = msgspec.convert(arguments[0], payload_type, builtin_types=(bytes,))
    except msgspec.ValidationError as error:
        raise invalid_payload(f"{error}.") from None
    except UnicodeEncodeError:
        # A name, or a string that a field does not take, which cannot even be told.
        raise invalid_payload("Half of a surrogate pair stands where it cannot.") from None
    return payload


def require_small_user_info(join: dict[str, Any]) -> None:
    """Refuse a `userInfo` that is larger than any name and media state need, dropped fields included."""
    # Not orjson: what is dropped anyway may hold half of a surrogate pair.
    text = json.dumps(join["userInfo"], ensure_ascii=False, separators=(",", ":"), default=_length_of_bytes)
    if len(text.encode("utf-8", "surrogatepass")) > MAX_USER_INFO_BYTES:
        raise invalid_payload(f"userInfo is larger than {MAX_USER_INFO_BYTES} bytes.")


def _length_of_bytes(value: object) -> str:
    """Stands in for a binary attachment, as long as that."""
    return "." * len(value) if isinstance(value, bytes) else ""
