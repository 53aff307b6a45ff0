"""One server-side connection as a state machine: frames and times in, events out. It does no input or output.

Whoever carries the frames (a WebSocket now, long-polling later) feeds `receive_text` and `receive_bytes`,
acts on the event they return, and calls `tick` when `deadline` has passed. All times are seconds of one
monotonic clock.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

import orjson

from talentsync.socketio.codec import (
    attach,
    decode_packet,
    encode_connect,
    encode_connect_error,
    encode_disconnect,
)
from talentsync.socketio.errors import CodecError, NamespaceNotConnected
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.packets import EngineType, Packet, PacketType


class DisconnectReason(StrEnum):
    """Why a namespace, or the connection under it, ended.

    Words shared with the Node server are spelled as there.
    """

    CLIENT_LEFT = "client namespace disconnect"
    SERVER_LEFT = "server namespace disconnect"
    SERVER_CLOSE = "forced server close"
    SERVER_SHUTDOWN = "server shutting down"
    TRANSPORT_CLOSE = "transport close"
    PING_TIMEOUT = "ping timeout"
    CONNECT_TIMEOUT = "connect timeout"
    PARSE_ERROR = "parse error"
    PAYLOAD_TOO_LARGE = "payload too large"
    INTERNAL_ERROR = "internal error"


class NamespaceState(Enum):
    """A namespace that was never asked for, or that the client left itself, has no state."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    # The server put the client out: packets that were on their way by then are the client's good right, and
    # dropped.
    EJECTED = "ejected"


@dataclass(frozen=True, slots=True)
class ConnectRequested:
    """Answer with `accept` or `refuse`."""

    namespace: str
    auth: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class EventReceived:
    namespace: str
    event: str
    arguments: list[Any]
    id: int | None


@dataclass(frozen=True, slots=True)
class AcknowledgementReceived:
    namespace: str
    id: int
    values: list[Any]


@dataclass(frozen=True, slots=True)
class NamespaceLeft:
    namespace: str
    reason: DisconnectReason


@dataclass(frozen=True, slots=True)
class PongReceived:
    """The client is alive; `deadline` has changed, and may be nearer than it was."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A frame that the protocol itself asks for."""

    text: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection is over: close the transport. `detail` is for the log."""

    reason: DisconnectReason
    detail: str = ""


Event = (
    ConnectRequested | EventReceived | AcknowledgementReceived | NamespaceLeft | PongReceived | Reply | Closed
)


class Connection:
    """The protocol state of one client. After `Closed` or `close()` it ignores everything it is given."""

    __slots__ = (
        "_attachments",
        "_awaited_ids",
        "_connect_by",
        "_incomplete",
        "_known_namespaces",
        "_next_id",
        "_options",
        "_packet_bytes",
        "_ping_at",
        "_pong_by",
        "_states",
        "closed",
    )

    def __init__(self, options: SocketIOOptions, namespaces: frozenset[str], now: float) -> None:
        self._options = options
        self._known_namespaces = namespaces
        self._states: dict[str, NamespaceState] = {}
        self._next_id = 0
        self._awaited_ids: set[tuple[str, int]] = set()
        self._incomplete: Packet | None = None
        self._attachments: list[bytes] = []
        self._packet_bytes = 0
        self._ping_at = now + options.ping_interval_seconds
        self._pong_by: float | None = None
        self._connect_by: float | None = now + options.connect_timeout_seconds
        self.closed = False

    def open_frame(self, sid: str) -> str:
        """The first frame a client gets.

        `sid` names the Engine.IO session, not a namespace; times are milliseconds.
        """
        payload = {
            "sid": sid,
            "upgrades": [],
            "pingInterval": round(self._options.ping_interval_seconds * 1000),
            "pingTimeout": round(self._options.ping_timeout_seconds * 1000),
            "maxPayload": self._options.max_payload_bytes,
        }
        return EngineType.OPEN.value + orjson.dumps(payload).decode()

    # Frames in ------------------------------------------------------------------------------------

    def receive_text(self, text: str, now: float) -> Event | None:
        """Take one text frame."""
        if self.closed:
            return None
        if (size := _utf8_length(text)) > self._options.max_payload_bytes:
            return self._fail(DisconnectReason.PAYLOAD_TOO_LARGE, "text frame too large")
        engine_type = text[:1]
        if engine_type == EngineType.MESSAGE:
            return self._receive_message(text, size, now)
        if engine_type == EngineType.PONG:
            return self._receive_pong(now)
        if engine_type == EngineType.NOOP:
            return None
        if engine_type == EngineType.CLOSE:
            return self._fail(DisconnectReason.TRANSPORT_CLOSE, "the client closed the session")
        # A client never opens or pings in this version, and upgrades only from another transport.
        return self._fail(DisconnectReason.PARSE_ERROR, "unexpected Engine.IO packet type")

    def receive_bytes(self, data: bytes, now: float) -> Event | None:
        """Take one binary frame, which is an attachment of the packet before it."""
        if self.closed:
            return None
        packet = self._incomplete
        if packet is None:
            return self._fail(DisconnectReason.PARSE_ERROR, "binary frame without a packet that announced it")
        self._packet_bytes += len(data)
        if self._packet_bytes > self._options.max_payload_bytes:
            return self._fail(DisconnectReason.PAYLOAD_TOO_LARGE, "attachments too large")
        self._attachments.append(data)
        if len(self._attachments) < packet.attachment_count:
            return None
        attachments, self._attachments, self._incomplete = self._attachments, [], None
        try:
            whole = attach(packet, attachments)
        except CodecError as error:
            return self._fail(DisconnectReason.PARSE_ERROR, str(error))
        return self._deliver(whole, now)

    def _receive_pong(self, now: float) -> PongReceived | None:
        if self._pong_by is None:
            return None
        self._pong_by = None
        self._ping_at = now + self._options.ping_interval_seconds
        return PongReceived()

    def _receive_message(self, text: str, size: int, now: float) -> Event | None:
        if self._incomplete is not None:
            return self._fail(DisconnectReason.PARSE_ERROR, "text frame while attachments were awaited")
        try:
            packet = decode_packet(
                text,
                1,
                max_attachments=self._options.max_attachments,
                max_depth=self._options.max_depth,
            )
        except CodecError as error:
            return self._fail(DisconnectReason.PARSE_ERROR, str(error))
        if packet.attachment_count:
            self._incomplete, self._packet_bytes = packet, size
            return None
        return self._deliver(packet, now)

    def _deliver(self, packet: Packet, now: float) -> Event | None:
        namespace = packet.namespace
        if packet.type is PacketType.CONNECT:
            return self._request_connect(packet)
        state = self._states.get(namespace)
        if state is NamespaceState.EJECTED:
            return None
        if state is not NamespaceState.CONNECTED:
            return self._fail(DisconnectReason.PARSE_ERROR, "packet for a namespace that is not connected")
        if packet.type is PacketType.EVENT:
            return EventReceived(namespace, packet.data[0], packet.data[1:], packet.id)
        if packet.type is PacketType.ACK and packet.id is not None:
            return self._receive_acknowledgement(namespace, packet.id, packet.data)
        if packet.type is PacketType.DISCONNECT:
            self._forget(namespace, now)
            return NamespaceLeft(namespace, DisconnectReason.CLIENT_LEFT)
        return self._fail(DisconnectReason.PARSE_ERROR, "packet type that only a server sends")

    def _request_connect(self, packet: Packet) -> Event:
        namespace = packet.namespace
        if namespace not in self._known_namespaces:
            return Reply(encode_connect_error(namespace, "Invalid namespace"))
        if self._states.get(namespace) in (NamespaceState.CONNECTING, NamespaceState.CONNECTED):
            return self._fail(DisconnectReason.PARSE_ERROR, "namespace connected twice")
        self._states[namespace] = NamespaceState.CONNECTING
        return ConnectRequested(namespace, packet.data)

    def _receive_acknowledgement(self, namespace: str, id: int, values: list[Any]) -> Event | None:
        # Not awaited: answered before, given up, or invented. Only the first is anybody's mistake, and a
        # harmless one.
        if (namespace, id) not in self._awaited_ids:
            return None
        self._awaited_ids.remove((namespace, id))
        return AcknowledgementReceived(namespace, id, values)

    # Namespaces -----------------------------------------------------------------------------------

    def is_connected(self, namespace: str) -> bool:
        return self._states.get(namespace) is NamespaceState.CONNECTED and not self.closed

    def accept(self, namespace: str, sid: str) -> str | None:
        """Let the client in; the frame to send, or None when it is gone by now."""
        if self.closed or self._states.get(namespace) is not NamespaceState.CONNECTING:
            return None
        self._states[namespace] = NamespaceState.CONNECTED
        self._connect_by = None
        return encode_connect(namespace, sid)

    def refuse(self, namespace: str, message: str, data: Any = None) -> str | None:
        """Keep the client out, who may ask again; the frame to send, or None when it is gone by now."""
        if self.closed or self._states.get(namespace) is not NamespaceState.CONNECTING:
            return None
        frame = encode_connect_error(namespace, message, data)
        del self._states[namespace]
        return frame

    def eject(self, namespace: str, now: float) -> str | None:
        """Put the client out; the frame to send, or None when it was not in."""
        if not self.is_connected(namespace):
            return None
        self._forget(namespace, now)
        self._states[namespace] = NamespaceState.EJECTED
        return encode_disconnect(namespace)

    def _forget(self, namespace: str, now: float) -> None:
        del self._states[namespace]
        self._awaited_ids = {key for key in self._awaited_ids if key[0] != namespace}
        if NamespaceState.CONNECTED not in self._states.values():
            self._connect_by = now + self._options.connect_timeout_seconds

    # Acknowledgements that the server asks for ----------------------------------------------------

    def await_acknowledgement(self, namespace: str) -> int:
        """The id for an event that the client shall answer."""
        if not self.is_connected(namespace):
            raise NamespaceNotConnected(namespace)
        id = self._next_id
        self._next_id += 1
        self._awaited_ids.add((namespace, id))
        return id

    def give_up_acknowledgement(self, namespace: str, id: int) -> None:
        """An answer that comes after this is ignored."""
        self._awaited_ids.discard((namespace, id))

    # Time -----------------------------------------------------------------------------------------

    @property
    def deadline(self) -> float:
        """When `tick` has something to do, unless frames come in before."""
        due = self._ping_at if self._pong_by is None else self._pong_by
        return due if self._connect_by is None else min(due, self._connect_by)

    def tick(self, now: float) -> Reply | Closed | None:
        """What the clock asks for: a ping to send, the end of a client that went silent, or nothing yet."""
        if self.closed:
            return None
        if self._connect_by is not None and now >= self._connect_by:
            return self._fail(DisconnectReason.CONNECT_TIMEOUT, "no namespace joined in time")
        if self._pong_by is not None:
            return self._fail(DisconnectReason.PING_TIMEOUT) if now >= self._pong_by else None
        if now < self._ping_at:
            return None
        self._pong_by = now + self._options.ping_timeout_seconds
        return Reply(EngineType.PING.value)

    def excuse_silence(self, now: float) -> None:
        """Give a pong its whole time again: nobody read the client's frames, so its silence means nothing."""
        if self._pong_by is not None:
            self._pong_by = now + self._options.ping_timeout_seconds

    def close(self) -> None:
        """The transport is gone, or about to be."""
        self.closed = True
        self._incomplete = None
        self._attachments = []

    def _fail(self, reason: DisconnectReason, detail: str = "") -> Closed:
        self.close()
        return Closed(reason, detail)


def _utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
