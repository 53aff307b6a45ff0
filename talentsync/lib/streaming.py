"""Answers that are sent piece by piece: never more of one than a piece is in memory."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async


async def streamed(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """For a response: each piece is made in a thread, when the one before has been sent."""

    def following() -> bytes | None:
        return next(pieces, None)

    while (piece := await sync_to_async(following)()) is not None:
        yield piece
