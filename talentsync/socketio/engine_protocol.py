"""An Engine.IO 4 session as a state machine: frames and times in, messages out. It does no input or output.

Whoever carries the frames feeds `receive_text` and `receive_bytes`, acts on what they return, and calls `tick` when
`deadline` has passed. All times are seconds of one monotonic clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from talentsync.socketio.closing import Closed, DisconnectReason
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.packets import EngineType

# How late a timer may be for the time of its deadline still to count; a client gets back what is more.
TIMER_SLACK_SECONDS = 0.01

_MESSAGE = EngineType.MESSAGE.value
_PONG = EngineType.PONG.value


@dataclass(slots=True)
class PongReceived:
    """The client is alive; `deadline` has changed, and may be nearer than it was."""


class EngineProtocol:
    """The protocol state of one session. After `Closed` or `close()` it ignores everything it is given."""

    __slots__ = ("_options", "_ping_at", "_pong_by", "closed")

    def __init__(self, options: SocketIOOptions, now: float) -> None:
        self._options = options
        self._ping_at = now + options.ping_interval_seconds
        self._pong_by: float | None = None
        self.closed = False

    def open_packet(self, sid: str, upgrades: Sequence[str]) -> str:
        """The first packet a client gets. Times are milliseconds."""
        payload = {
            "sid": sid,
            "upgrades": list(upgrades),
            "pingInterval": round(self._options.ping_interval_seconds * 1000),
            "pingTimeout": round(self._options.ping_timeout_seconds * 1000),
            "maxPayload": self._options.max_payload_bytes,
        }
        return EngineType.OPEN.value + orjson.dumps(payload).decode()

    def receive_text(self, text: str, now: float) -> str | PongReceived | Closed | None:
        """Take a text packet; the message that it holds, if it is one."""
        if self.closed:
            return None
        if utf8_length(text) > self._options.max_payload_bytes:
            return self._fail(DisconnectReason.PAYLOAD_TOO_LARGE, "text packet too large")
        engine_type = text[:1]
        if engine_type == _MESSAGE:
            return text[1:]
        if engine_type == _PONG:
            return self._receive_pong(now)
        if engine_type == EngineType.NOOP:
            return None
        if engine_type == EngineType.CLOSE:
            return self._fail(DisconnectReason.TRANSPORT_CLOSE, "the client closed the session")
        # A client never opens or pings in this version, and probes only on a transport that it does not use yet.
        return self._fail(DisconnectReason.PARSE_ERROR, "unexpected Engine.IO packet type")

    def receive_bytes(self, data: bytes) -> bytes | Closed | None:
        """Take a binary packet, which is always a message."""
        if self.closed:
            return None
        if len(data) > self._options.max_payload_bytes:
            return self._fail(DisconnectReason.PAYLOAD_TOO_LARGE, "binary packet too large")
        return data

    def _receive_pong(self, now: float) -> PongReceived | None:
        if self._pong_by is None:
            return None
        self._pong_by = None
        self._ping_at = now + self._options.ping_interval_seconds
        return PongReceived()

    @property
    def deadline(self) -> float:
        """When `tick` has something to do, unless packets come in before."""
        return self._ping_at if self._pong_by is None else self._pong_by

    def tick(self, now: float) -> str | Closed | None:
        """What the clock asks for: a ping to send, the end of a client that went silent, or nothing yet."""
        if self.closed:
            return None
        if self._pong_by is not None:
            return self._fail(DisconnectReason.PING_TIMEOUT) if now >= self._pong_by else None
        if now < self._ping_at:
            return None
        self._pong_by = max(self._ping_at, now - TIMER_SLACK_SECONDS) + self._options.ping_timeout_seconds
        return EngineType.PING.value

    def extend_pong_deadline(self, seconds: float) -> None:
        """Give a client back the time in which nobody read what it sent."""
        if self._pong_by is not None:
            self._pong_by += seconds

    def close(self) -> None:
        """The transport is gone, or about to be."""
        self.closed = True

    def _fail(self, reason: DisconnectReason, detail: str = "") -> Closed:
        self.close()
        return Closed(reason, detail)


def utf8_length(text: str) -> int:
    """The size of a text on the wire, in bytes."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
