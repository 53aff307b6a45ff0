"""Reads an answer to its end, whether it is streamed or not."""

from typing import Any

from asgiref.sync import async_to_sync


def body_of(answer: Any) -> bytes:
    """All that a view answered, as the test client has it."""
    if not answer.streaming:
        content: bytes = answer.content
        return content
    if not answer.is_async:
        return b"".join(answer.streaming_content)

    async def whole() -> bytes:
        return b"".join([part async for part in answer.streaming_content])

    return async_to_sync(whole)()
