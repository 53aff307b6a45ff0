"""When a socket looks after its membership: regularly, and when another peer's grace period ends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from django.conf import settings
from redis.exceptions import RedisError

from interviews.access.codes import AccessCode
from rooms.presence.store import Peer, Refreshed

logger = logging.getLogger(__name__)

# How often presence is refreshed within its time to live, so that two refreshes may fail before it expires.
REFRESHES_PER_TTL = 3
# Access is read again from the database at every so many heartbeats, for changes that no signal tells of.
HEARTBEATS_PER_ACCESS_CHECK = 6
# An expired peer is looked for this much later than its grace period ends, so that the look finds it.
REAP_MARGIN_SECONDS = 0.05
# A socket that has handled nothing for so many heartbeats hangs; its presence is left to expire.
MAX_UNHANDLED = 12


# Registers a callback, and gives a function that takes it back.
OnReconnected = Callable[[Callable[[], None]], Callable[[], None]]


class Maintained(Protocol):
    """What a heartbeat keeps alive: a membership."""

    async def refresh(self) -> Refreshed: ...

    async def handle_expired(self, expired: list[Peer]) -> None: ...

    async def reap(self) -> None: ...

    async def check_access(self) -> AccessCode | None: ...


class Heartbeat:
    """The timers of one socket's membership.

    Refreshing and checking are done beside the socket's other work, so that presence does not depend on how long that
    takes, and neither on the other. Each time is set before anything that may fail. What they find comes as a message,
    which the socket handles in its turn like those from the channel layer: `presence.refreshed` and `access.denied`.
    """

    def __init__(self, deliver: Callable[[dict[str, Any]], None]) -> None:
        self._deliver = deliver
        self._maintained: Maintained | None = None
        self._stop_listening: Callable[[], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reaping_timers: set[asyncio.TimerHandle] = set()
        self._refreshing: asyncio.Task[None] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._until_access_check = HEARTBEATS_PER_ACCESS_CHECK
        self._unhandled = 0

    def start(self, maintained: Maintained, on_reconnected: OnReconnected) -> None:
        """Look after a membership from now on, and at once whenever the channel layer has a new connection."""
        self.stop()
        self._maintained = maintained
        self._stop_listening = on_reconnected(self.beat)
        self._unhandled = 0
        self._until_access_check = HEARTBEATS_PER_ACCESS_CHECK
        self._schedule()

    def stop(self) -> None:
        """Look after nothing any more. What is under way ends by itself and is not delivered."""
        self._maintained = None
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        for timer in (self._timer, *self._reaping_timers):
            if timer is not None:
                timer.cancel()
        self._timer = None
        self._reaping_timers.clear()

    def beat(self) -> None:
        """Refresh the presence now, and check the access where that is due."""
        maintained = self._maintained
        if maintained is None:
            return
        self._schedule()
        if self._unhandled < MAX_UNHANDLED and _is_over(self._refreshing):
            self._refreshing = self._spawn(self._refresh(maintained))
        self._until_access_check -= 1
        if self._until_access_check <= 0 and _is_over(self._checking):
            self._checking = self._spawn(self._check_access(maintained))

    def handled(self) -> None:
        """The socket has handled a `presence.refreshed`."""
        self._unhandled = 0

    def schedule_reaping(self) -> None:
        """Reap when the grace period of a peer that has just been disconnected is over."""
        maintained = self._maintained
        if maintained is None:
            return

        def reap() -> None:
            self._reaping_timers.discard(timer)
            self._spawn(maintained.reap())

        delay = settings.ROOM_RESUME_GRACE_SECONDS + REAP_MARGIN_SECONDS
        timer = asyncio.get_running_loop().call_later(delay, reap)
        self._reaping_timers.add(timer)

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        delay = settings.ROOM_PRESENCE_TTL_SECONDS / REFRESHES_PER_TTL
        self._timer = asyncio.get_running_loop().call_later(delay, self.beat)

    def _spawn(self, work: Awaitable[None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(_logging_failure(work))
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task

    async def _refresh(self, maintained: Maintained) -> None:
        refreshed = await maintained.refresh()
        if refreshed.expired:
            # In a task of its own: it asks the database.
            self._spawn(maintained.handle_expired(refreshed.expired))
        if self._maintained is maintained:
            self._unhandled += 1
            self._deliver({"type": "presence.refreshed", "membership": maintained, "refreshed": refreshed})

    async def _check_access(self, maintained: Maintained) -> None:
        code = await maintained.check_access()
        # Only an answer counts: without one it is asked for again at the next heartbeat.
        self._until_access_check = HEARTBEATS_PER_ACCESS_CHECK
        if code is not None and self._maintained is maintained:
            self._deliver({"type": "access.denied", "membership": maintained, "code": code})


def _is_over(task: asyncio.Task[None] | None) -> bool:
    return task is None or task.done()


async def _logging_failure(work: Awaitable[None]) -> None:
    try:
        await work
    except RedisError as error:
        # Expected while Redis is away, of every socket at every heartbeat.
        logger.warning("A heartbeat found Redis away: %s", error)
    except Exception:
        logger.exception("A heartbeat failed")
