"""The Socket.IO 5 side of one connection as a state machine: messages in, events out. It does no input or output.

`receive_text` and `receive_bytes` take the messages of an Engine.IO session, without Engine.IO's own type.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from talentsync.socketio.closing import Closed, DisconnectReason
from talentsync.socketio.codec import (
    attach,
    decode_packet,
    encode_connect,
    encode_connect_error,
    encode_disconnect,
)
from talentsync.socketio.engine_protocol import utf8_length
from talentsync.socketio.errors import CodecError, NamespaceNotConnected
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.packets import Packet, PacketType


class NamespaceState(Enum):
    """A namespace that was never asked for, or that the client left itself, has no state."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    # The server put the client out: packets that were on their way by then are the client's good right, and
    # dropped.
    DISCONNECTED = "disconnected"


@dataclass(slots=True)
class ConnectRequested:
    """Answer with `accept` or `refuse`."""

    namespace: str
    auth: dict[str, Any] | None


@dataclass(slots=True)
class EventReceived:
    namespace: str
    event: str
    arguments: list[Any]
    id: int | None


@dataclass(slots=True)
class AcknowledgementReceived:
    namespace: str
    id: int
    values: list[Any]


@dataclass(slots=True)
class NamespaceLeft:
    namespace: str
    reason: DisconnectReason


@dataclass(slots=True)
class Reply:
    """A frame that the protocol itself asks for."""

    text: str


Event = ConnectRequested | EventReceived | AcknowledgementReceived | NamespaceLeft | Reply | Closed


class SocketProtocol:
    """The namespaces of one client. After `Closed` or `close()` it ignores everything it is given."""

    __slots__ = (
        "_attachments",
        "_awaited_ids",
        "_incomplete",
        "_known_namespaces",
        "_next_id",
        "_options",
        "_packet_bytes",
        "_states",
        "closed",
    )

    def __init__(self, options: SocketIOOptions, namespaces: frozenset[str]) -> None:
        self._options = options
        self._known_namespaces = namespaces
        self._states: dict[str, NamespaceState] = {}
        self._next_id = 0
        self._awaited_ids: set[tuple[str, int]] = set()
        self._incomplete: Packet | None = None
        self._attachments: list[bytes] = []
        self._packet_bytes = 0
        self.closed = False

    # Messages in ----------------------------------------------------------------------------------

    def receive_text(self, text: str) -> Event | None:
        """Take one text message."""
        if self.closed:
            return None
        if self._incomplete is not None:
            return self._fail(DisconnectReason.PARSE_ERROR, "text while attachments were awaited")
        try:
            packet = decode_packet(
                text,
                max_attachments=self._options.max_attachments,
                max_depth=self._options.max_depth,
            )
        except CodecError as error:
            return self._fail(DisconnectReason.PARSE_ERROR, str(error))
        if packet.attachment_count:
            self._incomplete, self._packet_bytes = packet, utf8_length(text)
            return None
        return self._deliver(packet)

    def receive_bytes(self, data: bytes) -> Event | None:
        """Take one binary message, which is an attachment of the packet before it."""
        if self.closed:
            return None
        packet = self._incomplete
        if packet is None:
            return self._fail(
                DisconnectReason.PARSE_ERROR, "binary message without a packet that announced it"
            )
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
        return self._deliver(whole)

    def _deliver(self, packet: Packet) -> Event | None:
        namespace = packet.namespace
        if packet.type is PacketType.CONNECT:
            return self._request_connect(packet)
        state = self._states.get(namespace)
        if state is NamespaceState.DISCONNECTED:
            return None
        if state is not NamespaceState.CONNECTED:
            return self._fail(DisconnectReason.PARSE_ERROR, "packet for a namespace that is not connected")
        if packet.type is PacketType.EVENT:
            return EventReceived(namespace, packet.data[0], packet.data[1:], packet.id)
        if packet.type is PacketType.ACK and packet.id is not None:
            return self._receive_acknowledgement(namespace, packet.id, packet.data)
        if packet.type is PacketType.DISCONNECT:
            self._remove(namespace)
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
        # Not awaited: answered before, cancelled, or invented. Only the first is anybody's mistake, and a
        # harmless one.
        if (namespace, id) not in self._awaited_ids:
            return None
        self._awaited_ids.remove((namespace, id))
        return AcknowledgementReceived(namespace, id, values)

    # Namespaces -----------------------------------------------------------------------------------

    @property
    def has_namespace(self) -> bool:
        """Whether the client is in any namespace."""
        return NamespaceState.CONNECTED in self._states.values()

    def is_connected(self, namespace: str) -> bool:
        return self._states.get(namespace) is NamespaceState.CONNECTED and not self.closed

    def accept(self, namespace: str, sid: str) -> str | None:
        """Let the client in; the frame to send, or None when it is gone by now."""
        if self.closed or self._states.get(namespace) is not NamespaceState.CONNECTING:
            return None
        self._states[namespace] = NamespaceState.CONNECTED
        return encode_connect(namespace, sid)

    def refuse(self, namespace: str, message: str, data: Any = None) -> str | None:
        """Keep the client out, who may ask again; the frame to send, or None when it is gone by now."""
        if self.closed or self._states.get(namespace) is not NamespaceState.CONNECTING:
            return None
        frame = encode_connect_error(namespace, message, data)
        del self._states[namespace]
        return frame

    def disconnect(self, namespace: str) -> str | None:
        """Put the client out; the frame to send, or None when it was not in."""
        if not self.is_connected(namespace):
            return None
        self._remove(namespace)
        self._states[namespace] = NamespaceState.DISCONNECTED
        return encode_disconnect(namespace)

    def _remove(self, namespace: str) -> None:
        del self._states[namespace]
        self._awaited_ids = {key for key in self._awaited_ids if key[0] != namespace}

    # Acknowledgements that the server asks for ----------------------------------------------------

    def await_acknowledgement(self, namespace: str) -> int:
        """The id for an event that the client shall answer."""
        if not self.is_connected(namespace):
            raise NamespaceNotConnected(namespace)
        id = self._next_id
        self._next_id += 1
        self._awaited_ids.add((namespace, id))
        return id

    def cancel_acknowledgement(self, namespace: str, id: int) -> None:
        """An answer that comes after this is ignored."""
        self._awaited_ids.discard((namespace, id))

    def close(self) -> None:
        """The session is over."""
        self.closed = True
        self._incomplete = None
        self._attachments = []

    def _fail(self, reason: DisconnectReason, detail: str = "") -> Closed:
        self.close()
        return Closed(reason, detail)
