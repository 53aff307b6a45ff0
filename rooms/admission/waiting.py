"""A socket that waits before a room: its request, kept alive, and what it is told."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async
from django.conf import settings
from redis.exceptions import RedisError

from interviews.access.rooms import Participant
from interviews.choices import InterviewState, Role
from rooms import channel_groups, channel_messages
from rooms.admission import services
from rooms.errors import RoomCode, refused_with
from rooms.models import AdmissionRequest, RequestReason, RequestState
from rooms.presence.store import Presence
from rooms.retrying import persistently
from rooms.subscriptions import Subscriptions
from talentsync.lib.errors import Refused
from talentsync.lib.redis import redis_client

logger = logging.getLogger(__name__)

# So that two beats may fail before the request counts as lost.
BEATS_PER_LEASE = 3

WORDS = {
    RequestReason.KNOCK: "You have knocked. You are let in as soon as an interviewer opens.",
    RequestReason.LOCKED: "The room is locked. The interviewers have been told that you are here.",
    RequestReason.LINK_IN_USE: (
        "This link is in use already, in another tab or on another device. The interviewers have been asked to let you "
        "in here as well."
    ),
    RequestReason.REMOVED: "An interviewer took you out of the room. They have been asked to let you in again.",
}

DENIED = "The interviewers did not let you in this time. You may ask again in half a minute."


def may_ask_again(request: AdmissionRequest) -> bool:
    """Whether nothing stands in the way any more: a JOIN_ROOM would tell."""
    if request.state == RequestState.ADMITTED:
        return True
    if request.reason == RequestReason.EARLY:
        return request.interview.state != InterviewState.SCHEDULED
    return request.reason == RequestReason.LOCKED and not request.interview.room_locked


class Waiting:
    """The request of one socket, from the refused JOIN_ROOM until it is in the room or gone.

    The beats push the request's lease forward and read what became of it, so that a decision whose message was lost is
    learnt of all the same. What they find comes to the socket as a message: `admission.checked`.
    """

    def __init__(self, subscriptions: Subscriptions, deliver: Callable[[dict[str, Any]], None]) -> None:
        self._subscriptions = subscriptions
        self._deliver = deliver
        self._timer: asyncio.TimerHandle | None = None
        self._beat: asyncio.Task[None] | None = None
        self.request: AdmissionRequest | None = None

    @property
    def request_id(self) -> UUID | None:
        return None if self.request is None else self.request.pk

    async def ask(self, participant: Participant, typed_name: str, reason: RequestReason) -> Refused:
        """Have the interviewers asked; gives the refusal that tells the client what it waits for. Raises Refused."""
        await self._subscriptions.wait_for_opening(participant)
        await self._enter(participant, typed_name, reason)
        await self.announce()
        return refused_with(RoomCode.WAITING_FOR_ADMISSION, WORDS[reason])

    async def wait_for_opening(self, participant: Participant, typed_name: str) -> None:
        """The same for somebody who is early: interviewers see it on their pages, and nobody has to decide."""
        await self._subscriptions.wait_for_opening(participant)
        await self._enter(participant, typed_name, RequestReason.EARLY)

    async def _enter(self, participant: Participant, typed_name: str, reason: RequestReason) -> None:
        request = None
        if self.request is not None and self.request.interview_id == participant.interview_id:
            request = await database_sync_to_async(services.keep_waiting)(self.request.pk, reason=reason)
        if request is None or request.state != RequestState.WAITING:
            self.request = None
            request = await database_sync_to_async(services.request_admission)(
                participant=participant, typed_name=typed_name, reason=reason
            )
        self.request = request
        self._schedule()

    async def announce(self) -> None:
        """Tell the interviewers in the room of the request; once more changes nothing."""
        request = self.request
        if request is not None and request.reason != RequestReason.EARLY:
            await self._tell(request, "admission_requested", services.as_json(request))

    async def settle(self) -> None:
        """The socket is in the room, or gone: the request is over, and nobody is asked any more.

        Fails for nothing: what does not work now is tried again in the background, for this very request.
        """
        self._stop()
        request, self.request = self.request, None
        if request is not None:
            await persistently(partial(self._withdraw, request))

    async def _withdraw(self, request: AdmissionRequest) -> None:
        if await database_sync_to_async(services.withdraw)(request.pk):
            over = {"requestId": str(request.pk), "outcome": "left"}
            # Tried again by itself: once more withdrawn, it would be told to nobody.
            await persistently(partial(self._tell, request, "admission_withdrawn", over))

    def forget(self) -> None:
        """The request was decided, and whoever decided has told the others."""
        self._stop()
        self.request = None

    async def hosts(self) -> int:
        """How many interviewers are in the room."""
        assert self.request is not None
        peers = await Presence.from_settings(redis_client(), self.request.interview_id).peers()
        return sum(peer.user_info["role"] == Role.INTERVIEWER and not peer.disconnected for peer in peers)

    async def _tell(self, request: AdmissionRequest, event: str, payload: dict[str, Any]) -> None:
        await self._subscriptions.layer.group_send(
            channel_groups.interviewers(request.interview_id),
            channel_messages.event_to_interviewers(event, payload),
        )

    # Beats ------------------------------------------------------------------------------------------------------------

    def _schedule(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        delay = settings.ROOM_PRESENCE_TTL_SECONDS / BEATS_PER_LEASE
        self._timer = asyncio.get_running_loop().call_later(delay, self._start_beat)

    def _start_beat(self) -> None:
        self._schedule()
        if self._beat is None or self._beat.done():
            self._beat = asyncio.ensure_future(self.check())

    async def check(self) -> None:
        """Read what became of the request. Fails for nothing: the next beat reads it again."""
        request = self.request
        if request is None:
            return
        try:
            current = await database_sync_to_async(services.keep_waiting)(request.pk)
            # Whoever came into the room meanwhile has asked for the list; this is for a message that was lost.
            if current is not None and current.state == RequestState.WAITING:
                await self.announce()
        except RedisError as error:
            logger.warning("A waiting socket found Redis away: %s", error)
        except Exception:
            logger.exception("A waiting socket could not look after its request")
        else:
            if self.request is request:
                self._deliver({"type": "admission.checked", "request": request, "current": current})

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
