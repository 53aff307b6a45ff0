"""What can go wrong in the Socket.IO layer, as exceptions that callers tell apart."""

from typing import Any


class SocketIOError(Exception):
    """Base of everything this package raises on purpose."""


class CodecError(SocketIOError, ValueError):
    """A frame that breaks the protocol or a limit, or a value that cannot be put into one."""


class ConnectionRefused(SocketIOError):
    """Raised by `on_connect` to refuse a namespace.

    `message` and `data` reach the client as `connect_error`'s `err.message` and `err.data`, so they must not
    hold anything that a stranger may not read. `data` is left out of the packet when it is None.
    """

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class NamespaceNotConnected(SocketIOError):
    """The namespace is not joined (yet), or it was left while an answer was awaited."""


class AlreadyAcknowledged(SocketIOError):
    """An event was acknowledged twice; the protocol allows one answer."""
