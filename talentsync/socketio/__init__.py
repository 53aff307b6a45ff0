"""A Socket.IO server (protocol 5 over Engine.IO 4) as a Channels-style consumer.

It knows nothing of rooms or the ORM.
"""

from talentsync.socketio.closing import DisconnectReason
from talentsync.socketio.codec import encode_event
from talentsync.socketio.consumer import Acknowledge, SocketIOConsumer
from talentsync.socketio.errors import (
    AlreadyAcknowledged,
    CodecError,
    ConnectionRefused,
    NamespaceNotConnected,
    SocketIOError,
)
from talentsync.socketio.options import SocketIOOptions
from talentsync.socketio.packets import EncodedEvent

__all__ = [
    "Acknowledge",
    "AlreadyAcknowledged",
    "CodecError",
    "ConnectionRefused",
    "DisconnectReason",
    "EncodedEvent",
    "NamespaceNotConnected",
    "SocketIOConsumer",
    "SocketIOError",
    "SocketIOOptions",
    "encode_event",
]
