"""Why sessions end, and what the client is told."""

from dataclasses import dataclass
from enum import StrEnum


class DisconnectReason(StrEnum):
    """Why a namespace, or the session under it, ended.

    Words shared with the Node server are spelled as there.
    """

    CLIENT_LEFT = "client namespace disconnect"
    SERVER_LEFT = "server namespace disconnect"
    SERVER_CLOSE = "forced server close"
    SERVER_SHUTDOWN = "server shutting down"
    TRANSPORT_CLOSE = "transport close"
    # A WebSocket that was closed because its page is gone: navigated away from, reloaded or closed (RFC 6455, 1001).
    PAGE_GONE = "page gone"
    PING_TIMEOUT = "ping timeout"
    CONNECT_TIMEOUT = "connect timeout"
    PARSE_ERROR = "parse error"
    PAYLOAD_TOO_LARGE = "payload too large"
    TOO_SLOW = "too slow"
    INTERNAL_ERROR = "internal error"


@dataclass(slots=True)
class Closed:
    """The session is over: close the transport. `detail` is for the log."""

    reason: DisconnectReason
    detail: str = ""


# WebSocket close codes for ends that the transport must be told of. Those that RFC 6455 (section 7.4.1) has for
# these cases are lifted by 3000 into the range for private use, because daphne refuses to send them as they are.
CLOSE_CODES = {
    DisconnectReason.TRANSPORT_CLOSE: 1000,
    DisconnectReason.PAGE_GONE: 1000,
    DisconnectReason.SERVER_CLOSE: 1000,
    DisconnectReason.SERVER_SHUTDOWN: 4001,
    DisconnectReason.PARSE_ERROR: 4002,
    DisconnectReason.PING_TIMEOUT: 4008,
    DisconnectReason.CONNECT_TIMEOUT: 4008,
    DisconnectReason.TOO_SLOW: 4008,
    DisconnectReason.PAYLOAD_TOO_LARGE: 4009,
    DisconnectReason.INTERNAL_ERROR: 4011,
}

# Ends at which the client may be reading, so that it gets what waits for it before it is told.
ORDERLY = frozenset(
    {DisconnectReason.SERVER_CLOSE, DisconnectReason.SERVER_SHUTDOWN, DisconnectReason.CONNECT_TIMEOUT}
)
