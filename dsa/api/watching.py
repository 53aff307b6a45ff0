"""Waiting for a submission without asking again and again: by its Channels group, over the rows.

The group only says that something has changed; what it is, the rows say. So a message that was lost with a Redis that
restarted costs no more than the time until the next look.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from channels.layers import get_channel_layer
from redis import RedisError

from dsa import groups

logger = logging.getLogger(__name__)


class Watch:
    """Tells that something may have changed since the last time one waited."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._over = asyncio.Event()

    def tell(self, *, is_over: bool = True) -> None:
        self._changed.set()
        if is_over:
            self._over.set()

    async def wait(self, seconds: float) -> bool:
        """True as soon as something has changed; False when the time has passed without. Many changes count as one."""
        return await _within(seconds, self._changed)

    async def wait_for_end(self, seconds: float) -> bool:
        """The same, for the end of a judging only: a result of one test wakes nobody."""
        return await _within(seconds, self._over)


async def _within(seconds: float, event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    event.clear()
    return True


@asynccontextmanager
async def watch(submission_id: UUID) -> AsyncIterator[Watch]:
    """Subscribed from the first line of the block on, so what is read in it is not older than what is told.

    While Redis is away the watch stays silent; whoever waits looks again when their time has passed.
    """
    watched = Watch()
    layer = get_channel_layer()
    group = groups.submission(submission_id)
    try:
        channel = await layer.new_channel()
        await layer.group_add(group, channel)
    except (RedisError, OSError) as error:
        logger.warning("A submission is watched without Redis: %s", error)
        yield watched
        return

    async def pump() -> None:
        while True:
            message = await layer.receive(channel)
            watched.tell(is_over=message.get("isOver", True))

    pumping = asyncio.create_task(pump())
    try:
        yield watched
    finally:
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping
        with suppress(RedisError, OSError):
            await layer.group_discard(group, channel)
