"""What goes on beside the judging of one submission: those who watch are told, and the claim is kept alive."""

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import Callable
from types import TracebackType
from typing import Self

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import DatabaseError, connections
from redis.exceptions import RedisError

from dsa import groups

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
SENDING_SECONDS = 5.0


async def _send(submission_id: uuid.UUID, *, is_over: bool) -> None:
    try:
        async with asyncio.timeout(SENDING_SECONDS):
            await get_channel_layer().group_send(
                groups.submission(submission_id), {"type": "submission.progress", "isOver": is_over}
            )
    except (RedisError, OSError, TimeoutError) as error:
        # Whoever watches looks at the rows from time to time as well.
        logger.warning("Nobody was told of submission %s: %s", submission_id, error)


def tell(submission_id: uuid.UUID) -> None:
    """Tell those who watch a submission that something has changed. It never fails."""
    async_to_sync(_send)(submission_id, is_over=True)


class Watch:
    """A thread for as long as a judging takes. It keeps one event loop and one connection for all that is told.

    `beat` is called every few seconds, beginning after the first few: most judgings are over by then.
    """

    def __init__(self, submission_id: uuid.UUID, beat: Callable[[], None]) -> None:
        self._submission_id = submission_id
        self._beat = beat
        self._wake = threading.Event()
        self._has_news = False
        self._is_over = False
        self._thread = threading.Thread(target=self._work, name=f"watch-{submission_id}", daemon=True)

    def tell(self) -> None:
        """Something was committed. Returns at once; what is told while a message is on its way goes out as one."""
        self._has_news = True
        self._wake.set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Told in any case, so that whoever waits only for the end need not look before.
        self._is_over = True
        self._wake.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._until_over(runner)
        finally:
            connections.close_all()

    def _until_over(self, runner: asyncio.Runner) -> None:
        next_beat = time.monotonic() + BEAT_SECONDS
        while True:
            self._wake.wait(max(0.0, next_beat - time.monotonic()))
            self._wake.clear()
            # Looked at before the news: what was told last must still go out.
            is_over = self._is_over
            if self._has_news or is_over:
                self._has_news = False
                runner.run(_send(self._submission_id, is_over=is_over))
            if is_over:
                return
            if time.monotonic() >= next_beat:
                self._try_beat()
                next_beat = time.monotonic() + BEAT_SECONDS

    def _try_beat(self) -> None:
        try:
            self._beat()
        except (DatabaseError, RedisError, OSError) as error:
            logger.warning("A judging could not tell that it goes on: %s", error)
