"""Refuses large request bodies before anything reads them.

Django's ASGI handler puts a whole body on the disk before a view is asked, so a limit in a view is a limit on what is
understood, not on what is received.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import orjson

from talentsync.lib.json_api.errors import ErrorCode, error_body

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class _TooLarge(Exception):
    """More has come than is taken."""


class LimitedBodies:
    """An ASGI application around another: below `prefix`, bodies of at most `largest_bytes`, declared or counted."""

    def __init__(self, application: Any, *, prefix: str, largest_bytes: int) -> None:
        self._application: Application = application
        self._prefix = prefix
        self._largest_bytes = largest_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._application(scope, receive, send)
            return
        if _declared_bytes(scope) > self._largest_bytes:
            await self._refuse(send)
            return
        try:
            await self._application(scope, self._counted(receive), send)
        except _TooLarge:
            # Django reads the whole body first, so no answer has begun.
            await self._refuse(send)

    def _counted(self, receive: Receive) -> Receive:
        came = 0

        async def counting() -> dict[str, Any]:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._largest_bytes:
                raise _TooLarge
            return message

        return counting

    async def _refuse(self, send: Send) -> None:
        body = orjson.dumps(
            error_body(ErrorCode.TOO_LARGE, f"A request's body is at most {self._largest_bytes} bytes here.")
        )
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            # What is still on its way is not waited for.
            (b"connection", b"close"),
        ]
        status = int(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _declared_bytes(scope: Scope) -> int:
    """The Content-Length; 0 for one that is missing or no number, which is then counted."""
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(declared) if declared.isdigit() else 0
