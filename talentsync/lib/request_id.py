"""Which request, WebSocket connection or task a log line belongs to."""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from talentsync.lib.body_limit import Application, Message, Receive, Send

HEADER = b"x-request-id"
# What proxies make: hexadecimal digits, UUIDs and the like. Anything else could forge what a log says.
_ACCEPTED = re.compile(rb"[A-Za-z0-9._-]{1,64}")

# Of the code that runs now. Tasks and threads inherit it with the context that they are started in.
request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestId:
    """ASGI middleware that sets `request_id` for each HTTP request and each WebSocket connection.

    A request that comes directly from a trusted host may bring its own in X-Request-ID; every other gets a new
    one. HTTP responses carry it in that header.
    """

    def __init__(self, application: Application, *, is_trusted: Callable[[str | None], bool]) -> None:
        self._application = application
        self._is_trusted = is_trusted

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        identifier = self._given(scope) or secrets.token_hex(8).encode()
        # Never set back: the server makes a context for each request, and logs in it after this has returned or raised.
        request_id.set(identifier.decode())
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (HEADER, identifier)]
            await send(message)

        await self._application(scope, receive, send_with_id)

    def _given(self, scope: Message) -> bytes | None:
        """The id that a trusted proxy sent along, if it is one that may stand in a log."""
        client = scope.get("client")  # none through a Unix socket
        if not self._is_trusted(client[0] if client else None):
            return None
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        return given if _ACCEPTED.fullmatch(given) else None
