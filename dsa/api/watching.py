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

    def tell(self) -> None:
        self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """True as soon as something has changed; False when the time has passed without. Many changes count as one."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return False
        self._changed.clear()
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
            await layer.receive(channel)
            watched.tell()

    pumping = asyncio.create_task(pump())
    try:
        yield watched
    finally:
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping
        with suppress(RedisError, OSError):
            await layer.group_discard(group, channel)
