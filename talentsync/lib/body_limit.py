"""Bounds what a client can make the server store of a request's body.

Django's ASGI handler writes a whole body to disk before it asks any view, so a view's own limit comes too late to keep
somebody from filling the disk.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

ANSWER = json.dumps({"code": "too_large", "detail": "The body of this request is too large."}).encode()


class _TooLarge(Exception):
    """More has come than was allowed."""


class BodyLimit:
    """Passes HTTP requests on. Below `prefix` a body of more than `max_bytes`, declared or not, gets a 413."""

    def __init__(self, application: Application, *, prefix: str, max_bytes: int) -> None:
        self._application = application
        self._prefix = prefix
        self._max_bytes = max_bytes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if not scope["path"].startswith(self._prefix):
            await self._application(scope, receive, send)
            return
        if _declared_bytes(scope) > self._max_bytes:
            await _refuse(send)
            return
        received = 0
        has_started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._application(scope, counted, watched)
        except _TooLarge:
            if not has_started:
                await _refuse(send)


def _declared_bytes(scope: MutableMapping[str, Any]) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


async def _refuse(send: Send) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(ANSWER)).encode()),
        # What is still on its way is not read.
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})
