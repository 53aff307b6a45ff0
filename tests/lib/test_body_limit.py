"""A body that is too large is refused before anybody stores it."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from talentsync.lib.body_limit import BodyLimit, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]


async def echo(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Reads the whole body, as Django does, and answers with its length."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message["body"])
        more = message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


async def ask(path: str, chunks: list[bytes], headers: Headers) -> tuple[int, bytes, int]:
    """Status and body of the answer, and how many chunks of the request were not asked for."""
    waiting = list(chunks)
    sent: list[Message] = []

    async def receive() -> Message:
        body = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def send(message: Message) -> None:
        sent.append(message)

    async def raised(scope: Scope) -> int:
        asked.append(scope["path"])
        return 50 if scope["path"] == "/signed-in" else 10

    asked: list[str] = []
    limited = BodyLimit(echo, max_bytes=lambda scope: 10, raised=raised)
    await limited({"type": "http", "path": path, "headers": headers}, receive, send)
    assert len(asked) <= 1
    return sent[0]["status"], sent[1]["body"], len(waiting)


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"10")]])
async def test_as_much_as_allowed(headers: Headers) -> None:
    assert await ask("/v1/x", [b"12345", b"67890"], headers) == (200, b"10", 0)


async def test_declared_too_large() -> None:
    status, body, unread = await ask("/v1/x", [b"1", b"2"], [(b"content-length", b"11")])
    assert (status, unread) == (413, 2)
    assert b'"code": "too_large"' in body


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"nonsense")], [(b"content-length", b"1")]])
async def test_undeclared_too_large(headers: Headers) -> None:
    """Nothing more of it is read than what showed that."""
    status, _, unread = await ask("/v1/x", [b"12345", b"67890", b"1", b"never"], headers)
    assert (status, unread) == (413, 1)


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"45")]])
async def test_more_for_who_may(headers: Headers) -> None:
    chunks = [b"x" * 15, b"x" * 15, b"x" * 15]
    assert await ask("/signed-in", chunks, headers) == (200, b"45", 0)
    assert (await ask("/signed-in", [*chunks, *chunks], []))[::2] == (413, 2)
