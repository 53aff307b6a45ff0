"""Which requests Engine.IO serves: decided from method and query string, refused with the protocol's errors."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import parse_qs

import orjson

from talentsync.socketio.asgi_types import Message, Receive, Send

PROTOCOL_VERSION = "4"


class HandshakeError(IntEnum):
    """Engine.IO's numbers for a refused handshake; the Node server gives the same ones."""

    UNKNOWN_TRANSPORT = 0
    UNKNOWN_SID = 1
    BAD_HANDSHAKE_METHOD = 2
    BAD_REQUEST = 3
    FORBIDDEN = 4
    UNSUPPORTED_PROTOCOL_VERSION = 5

    @property
    def status(self) -> int:
        return 403 if self is HandshakeError.FORBIDDEN else 400

    def body(self) -> bytes:
        """The JSON body of the response, in the shape Engine.IO clients know."""
        return orjson.dumps({"code": self.value, "message": _MESSAGES[self]})


# The Node server's words.
_MESSAGES = {
    HandshakeError.UNKNOWN_TRANSPORT: "Transport unknown",
    HandshakeError.UNKNOWN_SID: "Session ID unknown",
    HandshakeError.BAD_HANDSHAKE_METHOD: "Bad handshake method",
    HandshakeError.BAD_REQUEST: "Bad request",
    HandshakeError.FORBIDDEN: "Forbidden",
    HandshakeError.UNSUPPORTED_PROTOCOL_VERSION: "Unsupported protocol version",
}
# How long the server that refuses a WebSocket may take to hang up.
_REFUSAL_GRACE_SECONDS = 2.0


@dataclass(slots=True)
class Handshake:
    """What a request asks for: a new session, or the one called `sid`."""

    sid: str | None


def check_handshake(query_string: bytes, transport: str) -> Handshake | HandshakeError:
    """Read the query of a request that arrived over `transport`."""
    try:
        query = parse_qs(query_string.decode("ascii"), max_num_fields=50)
    except ValueError:
        return HandshakeError.BAD_REQUEST
    if query.get("transport") != [transport]:
        is_known = query.get("transport") in (["polling"], ["websocket"])
        return HandshakeError.BAD_REQUEST if is_known else HandshakeError.UNKNOWN_TRANSPORT
    if query.get("EIO") != [PROTOCOL_VERSION]:
        return HandshakeError.UNSUPPORTED_PROTOCOL_VERSION
    match query.get("sid"):
        case None:
            return Handshake(None)
        case [sid]:
            return Handshake(sid)
        case _:
            return HandshakeError.BAD_REQUEST


async def refuse_websocket(scope: Message, receive: Receive, send: Send, error: HandshakeError) -> None:
    """Answer a WebSocket handshake with the protocol's error, or close it where the server cannot send one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})  # the server makes a 403 of it
        return
    headers = [(b"content-type", b"application/json")]
    await send({"type": "websocket.http.response.start", "status": error.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": error.body()})
    # uvicorn reports the end twice, of the response and of the TCP connection, and takes an application that returns
    # before the second for one that never answered.
    with suppress(TimeoutError):
        async with asyncio.timeout(_REFUSAL_GRACE_SECONDS):
            for _ in range(2):
                await receive()
