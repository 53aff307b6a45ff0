"""The vocabulary of the two protocols: Engine.IO 4 frames and the Socket.IO 5 packets that travel inside
them.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Self

DEFAULT_NAMESPACE = "/"

# Names with a meaning of their own in the client library; both sides' parsers refuse events called so.
RESERVED_EVENTS = frozenset(
    {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"}
)

# socket.io-parser closes the connection on a packet with more, so the server must not send one.
CLIENT_MAX_ATTACHMENTS = 10


class EngineType(StrEnum):
    """First character of an Engine.IO text frame. Binary frames carry none: they are always attachments."""

    OPEN = "0"
    CLOSE = "1"
    PING = "2"
    PONG = "3"
    MESSAGE = "4"
    UPGRADE = "5"
    NOOP = "6"


class PacketType(IntEnum):
    """The digit after the Engine.IO `4`."""

    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


@dataclass(slots=True)
class Packet:
    """One Socket.IO packet.

    `data` is a dict for CONNECT and CONNECT_ERROR, None for DISCONNECT (and for a CONNECT without auth), and
    a list for events (name first) and acknowledgements. While attachments are missing it holds their
    placeholders.
    """

    type: PacketType
    namespace: str = DEFAULT_NAMESPACE
    data: Any = None
    id: int | None = None
    attachment_count: int = 0


@dataclass(slots=True)
class EncodedEvent:
    """An event or acknowledgement as frames: encoded once, sent to any number of sockets."""

    text: str
    attachments: tuple[bytes, ...] = ()
    namespace: str = DEFAULT_NAMESPACE

    def to_message(self) -> dict[str, Any]:
        """The fields for a channel-layer message; msgpack carries them unchanged."""
        return {"text": self.text, "attachments": list(self.attachments), "namespace": self.namespace}

    @classmethod
    def from_message(cls, message: dict[str, Any]) -> Self:
        return cls(message["text"], tuple(message["attachments"]), message["namespace"])
