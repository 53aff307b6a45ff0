"""Progress of judging one submission, over a Channels group: who judges publishes, who waits subscribes.

The one message is `{"type": "submission.progress", "isOver": bool}`. It only says that something has changed: whoever
gets it reads the rows, of which a message could tell too much. `isOver` says that this was the last of one judging, or
of an attempt at it. A message lost with a Redis that restarted costs no more than the time until the next look.
"""

import asyncio
import logging
import os
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Any, Self

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import DatabaseError, connections
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

RENEW_SECONDS = 5.0
SENDING_SECONDS = 5.0


def channel_group(submission_id: uuid.UUID) -> str:
    """The Channels group of everybody who waits for a submission."""
    return f"submission.{submission_id}"


async def _send(submission_id: uuid.UUID, *, is_over: bool) -> None:
    try:
        async with asyncio.timeout(SENDING_SECONDS):
            await get_channel_layer().group_send(
                channel_group(submission_id), {"type": "submission.progress", "isOver": is_over}
            )
    except (RedisError, OSError, TimeoutError) as error:
        # Subscribers look at the rows from time to time as well.
        logger.warning("Nobody was told of submission %s: %s", submission_id, error)


def publish_end(submission_id: uuid.UUID) -> None:
    """Tell the subscribers of a submission that its judging is over. It never fails."""
    async_to_sync(_send)(submission_id, is_over=True)


class _Background:
    """An event loop in a thread, for as long as the process lives: no judging waits for a connection to Redis."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._layer: Any = None

    def loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="progress", daemon=True).start()
            return self._loop

    async def leave_old_layer(self) -> None:
        """Close the connections to where the settings do not point any more."""
        before, self._layer = self._layer, get_channel_layer()
        if before is not None and before is not self._layer:
            await before.flush()


_background = _Background()


def _forget_background() -> None:
    """Threads do not come along into a forked process."""
    global _background
    _background = _Background()


os.register_at_fork(after_in_child=_forget_background)


class ProgressPublisher:
    """Tells of one judging, in the background.

    `renew_lease` is called every few seconds, beginning after the first few: most judgings are over by then.
    """

    def __init__(self, submission_id: uuid.UUID, renew_lease: Callable[[], None]) -> None:
        self._submission_id = submission_id
        self._renew_lease = renew_lease
        self._woken = asyncio.Event()
        self._has_news = False
        self._is_over = False

    def publish(self) -> None:
        """Something was committed. Returns at once; what is told while a message is on its way goes out as one."""
        self._has_news = True
        self._wake()

    def end(self) -> None:
        """That was all. Returns at once; leaving the block without it says it as well."""
        self._is_over = True
        self._wake()

    def __enter__(self) -> Self:
        self._loop = _background.loop()
        self._telling = asyncio.run_coroutine_threadsafe(self._until_over(), self._loop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Told in any case, so that whoever waits only for the end need not look before.
        self.end()
        self._telling.result()

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._woken.set)

    async def _until_over(self) -> None:
        await _background.leave_old_layer()
        next_renewal = time.monotonic() + RENEW_SECONDS
        while True:
            await _within(max(0.0, next_renewal - time.monotonic()), self._woken)
            # Looked at before the news: what was told last must still go out.
            is_over = self._is_over
            if self._has_news or is_over:
                self._has_news = False
                await _send(self._submission_id, is_over=is_over)
            if is_over:
                return
            if time.monotonic() >= next_renewal:
                await asyncio.to_thread(self._try_to_renew)
                next_renewal = time.monotonic() + RENEW_SECONDS

    def _try_to_renew(self) -> None:
        try:
            self._renew_lease()
        except (DatabaseError, RedisError, OSError) as error:
            logger.warning("A judging could not tell that it goes on: %s", error)
        finally:
            connections.close_all()


class ProgressSubscriber:
    """Tells that something may have changed since the last time one waited."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._over = asyncio.Event()

    def notify(self, *, is_over: bool = True) -> None:
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
async def subscribe(submission_id: uuid.UUID) -> AsyncIterator[ProgressSubscriber]:
    """Subscribed from the first line of the block on, so what is read in it is not older than what is told.

    While Redis is away the subscriber hears nothing; whoever waits looks again when their time has passed.
    """
    subscriber = ProgressSubscriber()
    layer = get_channel_layer()
    group = channel_group(submission_id)
    try:
        channel = await layer.new_channel()
        await layer.group_add(group, channel)
    except (RedisError, OSError) as error:
        logger.warning("A submission is followed without Redis: %s", error)
        yield subscriber
        return

    async def pump() -> None:
        while True:
            message = await layer.receive(channel)
            subscriber.notify(is_over=message.get("isOver", True))

    pumping = asyncio.create_task(pump())
    try:
        yield subscriber
    finally:
        pumping.cancel()
        with suppress(asyncio.CancelledError):
            await pumping
        with suppress(RedisError, OSError):
            await layer.group_discard(group, channel)
