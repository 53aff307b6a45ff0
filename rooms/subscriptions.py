"""The channel groups that one socket listens to."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from redis.exceptions import RedisError

from interviews.access.rooms import Participant
from rooms import channel_groups

logger = logging.getLogger(__name__)


class ChannelLayer(Protocol):
    """What the room uses of Channels' layer."""

    async def group_add(self, group: str, channel: str) -> None: ...

    async def group_discard(self, group: str, channel: str) -> None: ...

    async def group_send(self, group: str, message: dict[str, Any]) -> None: ...


async def send_soon(layer: ChannelLayer, group: str, message: dict[str, Any]) -> None:
    """Send to a group, and do not wait until Redis has taken it. Fails for nothing: what gets lost is only logged.

    What one sender sends this way and by `group_send` arrives in order. The stock layer knows no such thing, and waits.
    """
    send: Callable[[str, dict[str, Any]], None] | None = getattr(layer, "group_send_nowait", None)
    try:
        if send is None:
            await layer.group_send(group, message)
        else:
            send(group, message)
    except (OSError, RedisError) as error:
        logger.warning("A message to the group %s was not published: %s", group, error)


class Subscriptions:
    """Joins a socket's channel to groups and remembers them, so that all can be left at once.

    `waiting_for` is the room whose opening the socket waits for, if it does.
    """

    def __init__(self, layer: ChannelLayer, channel_name: str) -> None:
        self.layer = layer
        self.waiting_for: UUID | None = None
        self._channel_name = channel_name
        self._groups: set[str] = set()

    def on_reconnected(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called whenever messages may have been lost; gives a function that ends this.

        The stock layer cannot tell: with it, only heartbeats put right what was missed.
        """
        tell: Callable[[Callable[[], None]], Callable[[], None]] | None
        tell = getattr(self.layer, "on_reconnected", None)
        return tell(callback) if tell is not None else lambda: None

    async def add(self, *groups: str) -> None:
        """Join groups, all in one write to Redis. Where some cannot be joined, `clear` leaves the others."""
        self._groups.update(groups)
        joining = (self.layer.group_add(group, self._channel_name) for group in groups)
        # Each ends, one way or the other: none is joined behind the back of who then leaves them.
        for failure in await asyncio.gather(*joining, return_exceptions=True):
            if failure is not None:
                raise failure

    async def discard(self, group: str) -> None:
        if group in self._groups:
            self._groups.discard(group)
            await self.layer.group_discard(group, self._channel_name)

    async def wait_for_opening(self, participant: Participant) -> None:
        """Have a candidate who is early told when the room opens, or that it never will."""
        self.waiting_for = participant.interview_id
        await self.add(
            channel_groups.waiting(participant.interview_id), channel_groups.person(participant.key)
        )

    async def stop_waiting(self) -> None:
        room_id, self.waiting_for = self.waiting_for, None
        if room_id is not None:
            await self.discard(channel_groups.waiting(room_id))

    async def clear(self) -> None:
        """Leave every group. Fails for none of them: a socket that left hears nothing, whatever still arrives."""
        self.waiting_for = None
        for group in sorted(self._groups):
            try:
                await self.discard(group)
            except Exception as error:
                logger.warning("Leaving the group %s failed: %s", group, error)
