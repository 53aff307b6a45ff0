"""Retrying in the background what has to be done once something else is settled: on record, or left."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from django.db import DatabaseError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 0.25
MAX_RETRY_SECONDS = 5.0
# For ten minutes and more; presence has expired by then, and others have seen to the room.
MAX_RETRIES = 120

_retrying: set[asyncio.Task[None]] = set()


async def persistently(action: Callable[[], Awaitable[None]]) -> None:
    """Do something that may be repeated; where it fails, go on trying in the background and hold nobody up."""
    try:
        await action()
    except Exception as error:
        # A fault of our own is told at once, with its place.
        is_ours = not isinstance(error, (OSError, RedisError, DatabaseError))
        logger.warning("What could not be done in a room now is tried again: %s", error, exc_info=is_ours)
        task = asyncio.create_task(_retry(action))
        _retrying.add(task)
        task.add_done_callback(_retrying.discard)


async def _retry(action: Callable[[], Awaitable[None]]) -> None:
    delay = FIRST_RETRY_SECONDS
    for _ in range(MAX_RETRIES):
        await asyncio.sleep(delay)
        delay = min(2 * delay, MAX_RETRY_SECONDS)
        try:
            await action()
        except Exception as error:
            failure = error
        else:
            return
    logger.error("What could not be done in a room is given up", exc_info=failure)
