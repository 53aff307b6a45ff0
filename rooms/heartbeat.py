"""When a socket looks after its membership: regularly, and when another peer's grace period ends."""

import asyncio
from collections.abc import Callable
from typing import Any

from django.conf import settings

# How often presence is refreshed within its time to live, so that two refreshes may fail before it expires.
REFRESHES_PER_TTL = 3
# Access is read again from the database at every so many heartbeats, for changes that no signal tells of.
HEARTBEATS_PER_ACCESS_CHECK = 6
# An expired peer is looked for this much later than its grace period ends, so that the look finds it.
REAP_MARGIN_SECONDS = 0.05


class Heartbeat:
    """The timers of one socket's membership.

    What is due is not done by the timer: it comes as a message, which the socket handles in its turn like those from
    the channel layer.
    """

    def __init__(self, deliver: Callable[[dict[str, Any]], None]) -> None:
        self._deliver = deliver
        self._timers: set[asyncio.TimerHandle] = set()
        self._count = 0

    def schedule(self) -> None:
        """Deliver `membership.heartbeat` when the membership's presence is to be refreshed."""
        delay = settings.ROOM_PRESENCE_TTL_SECONDS / REFRESHES_PER_TTL
        self._deliver_later(delay, {"type": "membership.heartbeat"})

    def schedule_reaping(self) -> None:
        """Deliver `presence.reap` when the grace period of a peer that has just been disconnected is over."""
        delay = settings.ROOM_RESUME_GRACE_SECONDS + REAP_MARGIN_SECONDS
        self._deliver_later(delay, {"type": "presence.reap"})

    def count(self) -> bool:
        """Count a heartbeat; True if access is to be checked at this one."""
        self._count += 1
        return self._count % HEARTBEATS_PER_ACCESS_CHECK == 0

    def stop(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _deliver_later(self, delay_seconds: float, message: dict[str, Any]) -> None:
        def deliver() -> None:
            self._timers.discard(timer)
            self._deliver(message)

        timer = asyncio.get_running_loop().call_later(delay_seconds, deliver)
        self._timers.add(timer)
