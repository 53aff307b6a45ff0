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
Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

ANSWER = json.dumps({"code": "too_large", "detail": "The body of this request is too large."}).encode()


class _TooLarge(Exception):
    """More has come than was allowed."""


class BodyLimit:
    """Passes HTTP requests on. One with a longer body than `max_bytes` of it, declared or not, gets a 413.

    `raised` is asked when more has come, once for a request, and gives what this one may have.
    """

    def __init__(
        self,
        application: Application,
        *,
        max_bytes: Callable[[Scope], int],
        raised: Callable[[Scope], Awaitable[int]],
    ) -> None:
        self._application = application
        self._max_bytes = max_bytes
        self._raised = raised

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit, is_raised = self._max_bytes(scope), False

        async def is_too_large(size: int) -> bool:
            nonlocal limit, is_raised
            if size > limit and not is_raised:
                limit, is_raised = await self._raised(scope), True
            return size > limit

        if await is_too_large(_declared_bytes(scope)):
            await _refuse(send)
            return
        received = 0
        has_started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if await is_too_large(received):
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


def _declared_bytes(scope: Scope) -> int:
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
