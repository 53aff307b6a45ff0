"""Bodies that are too large are refused before the application has read them."""

import json
from typing import Any

import pytest

from talentsync.lib.body_limit import LimitedBodies


async def answered(
    chunks: list[bytes], *, path: str = "/v1/x", headers: dict[bytes, bytes] | None = None
) -> tuple[int, bytes, int]:
    """Status and body of the answer, and how many pieces of the request were read."""
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks) - 1}
        for number, chunk in enumerate(chunks)
    ]
    read = 0
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    async def echo(scope: dict[str, Any], receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    limited = LimitedBodies(echo, prefix="/v1/", largest_bytes=10)
    scope = {"type": "http", "path": path, "headers": list((headers or {}).items())}
    await limited(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent), read


async def test_what_fits_passes() -> None:
    assert await answered([b"12345", b"67890"], headers={b"content-length": b"10"}) == (200, b"1234567890", 2)


@pytest.mark.parametrize(("headers", "pieces_read"), [({b"content-length": b"11"}, 0), ({}, 2)])
async def test_what_is_larger_is_refused(headers: dict[bytes, bytes], pieces_read: int) -> None:
    """By what is declared, unread; else as soon as too much has come."""
    status, body, read = await answered([b"12345", b"678901", b"never read"], headers=headers)
    assert (status, json.loads(body)["code"], read) == (413, "too_large", pieces_read)


async def test_other_paths_have_their_own_limits() -> None:
    assert (await answered([b"x" * 100], path="/admin/"))[0] == 200
