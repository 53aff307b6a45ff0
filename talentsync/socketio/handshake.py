"""Whether an HTTP request may become an Engine.IO connection, decided from its query string alone."""

import asyncio
from contextlib import suppress
from enum import IntEnum
from urllib.parse import parse_qs

import orjson

from talentsync.socketio.outlet import Message, Receive, Send

PROTOCOL_VERSION = "4"
TRANSPORT = "websocket"


class HandshakeError(IntEnum):
    """Engine.IO's numbers for a refused handshake; the Node server gives the same ones."""

    UNKNOWN_TRANSPORT = 0
    UNKNOWN_SID = 1
    BAD_REQUEST = 3
    UNSUPPORTED_PROTOCOL_VERSION = 5

    def body(self) -> bytes:
        """The JSON body of the 400 response, in the shape Engine.IO clients know."""
        return orjson.dumps({"code": self.value, "message": _MESSAGES[self]})


# The Node server's words.
_MESSAGES = {
    HandshakeError.UNKNOWN_TRANSPORT: "Transport unknown",
    HandshakeError.UNKNOWN_SID: "Session ID unknown",
    HandshakeError.BAD_REQUEST: "Bad request",
    HandshakeError.UNSUPPORTED_PROTOCOL_VERSION: "Unsupported protocol version",
}
# How long the server that refuses a WebSocket may take to hang up.
_REFUSAL_GRACE_SECONDS = 2.0


def check_handshake(query_string: bytes) -> HandshakeError | None:
    """Why the request is refused, or None.

    A `sid` names a session of another transport, and there is none yet.
    """
    try:
        query = parse_qs(query_string.decode("ascii"), max_num_fields=50)
    except ValueError:
        return HandshakeError.BAD_REQUEST
    if query.get("transport") != [TRANSPORT]:
        return HandshakeError.UNKNOWN_TRANSPORT
    if "sid" in query:
        return HandshakeError.UNKNOWN_SID
    if query.get("EIO") != [PROTOCOL_VERSION]:
        return HandshakeError.UNSUPPORTED_PROTOCOL_VERSION
    return None


async def refuse_websocket(scope: Message, receive: Receive, send: Send, error: HandshakeError) -> None:
    """Answer a WebSocket handshake with the protocol's 400, or close it where the server cannot send one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})  # the server makes a 403 of it
        return
    headers = [(b"content-type", b"application/json")]
    await send({"type": "websocket.http.response.start", "status": 400, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": error.body()})
    # uvicorn reports the end twice, of the response and of the TCP connection, and takes an application that returns
    # before the second for one that never answered.
    with suppress(TimeoutError):
        async with asyncio.timeout(_REFUSAL_GRACE_SECONDS):
            for _ in range(2):
                await receive()
