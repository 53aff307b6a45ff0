"""The limits and times of a connection."""

from dataclasses import dataclass

from talentsync.socketio.codec import MAX_DEPTH
from talentsync.socketio.packets import CLIENT_MAX_ATTACHMENTS


@dataclass(frozen=True, slots=True)
class SocketIOOptions:
    """Defaults are those of the Node server.

    `max_payload_bytes` bounds a packet as a whole: its text in UTF-8 plus all its attachments. A connection
    that has `max_queued_events` events waiting for their handler is not read until one is done; one whose client leaves
    more than `max_outbox_bytes` unread is closed. The last two count in one process.
    """

    ping_interval_seconds: float = 25.0
    ping_timeout_seconds: float = 20.0
    connect_timeout_seconds: float = 45.0
    max_payload_bytes: int = 1_000_000
    max_outbox_bytes: int = 4_000_000
    max_sockets_per_address: int = 1_000
    max_sockets_per_person: int = 100
    max_attachments: int = CLIENT_MAX_ATTACHMENTS
    max_depth: int = MAX_DEPTH
    max_queued_events: int = 64
    upgrade_timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above zero")
