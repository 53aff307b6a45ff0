"""The live room's Socket.IO consumer. It only routes: who came, which handler, what to pass on.

Every event goes the same way: rate, event known, in the room, role, payload, handler; the first that fails answers.
"""

import asyncio
import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast
from uuid import UUID

from channels.auth import get_user
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from interviews.access import MESSAGES as ACCESS_MESSAGES
from interviews.access import AccessCode, Participant, require_usable_token, still_allowed
from interviews.access import refused as access_refused
from interviews.models import User
from rooms import channel_groups, services
from rooms.batch_writer import BatchWriter
from rooms.document.store import NewUpdate
from rooms.errors import RoomCode, refused
from rooms.events import events
from rooms.events.rate_limits import Limit, TokenBucket
from rooms.events.registry import STORED_BYTES_LIMIT, UNKNOWN_EVENT_LIMIT, Answer, Place, Route
from rooms.events.schemas import ConnectAuth, decode
from rooms.membership import Seat
from rooms.presence.store import Joined, Presence
from rooms.whiteboard.store import NewElements
from talentsync.lib.errors import Refused
from talentsync.lib.redis import redis_client
from talentsync.socketio import (
    Acknowledge,
    ConnectionRefused,
    DisconnectReason,
    EncodedEvent,
    SocketIOConsumer,
)

logger = logging.getLogger(__name__)

# How often a seat is refreshed within its time to live, so that two refreshes may fail before it expires.
REFRESHES_PER_TTL = 3
# Access is read again from the database at every so many refreshes, for changes that no signal tells of.
REFRESHES_PER_ACCESS_CHECK = 6
# An expired seat is looked for this much later than its grace ends, so that the look finds it.
SWEEP_MARGIN_SECONDS = 0.05
# Events of one socket that wait to be written; with more it has to wait.
MAX_UNANSWERED = 64


class RoomConsumer(SocketIOConsumer):
    """One socket of one person, in at most one room."""

    visitor: services.Visitor
    seat: Seat | None

    def __init__(self, *, documents: BatchWriter[NewUpdate], whiteboards: BatchWriter[NewElements]) -> None:
        self.documents = documents
        self.whiteboards = whiteboards
        self._unanswered: set[asyncio.Future[Answer]] = set()
        self.seat = None
        self._groups: set[str] = set()
        self._waiting_for: UUID | None = None
        self._buckets: dict[str, TokenBucket] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._refreshes = 0

    @property
    def current_seat(self) -> Seat:
        """The seat, for handlers whose route demands one."""
        assert self.seat is not None
        return self.seat

    @property
    def resume_grace_ms(self) -> int:
        return round(settings.ROOM_RESUME_GRACE_SECONDS * 1000)

    # Socket.IO --------------------------------------------------------------------------------------------------------

    async def on_connect(self, namespace: str, auth: object) -> None:
        """A candidate's token counts before a session: a recruiter may try a link in their own browser."""
        try:
            credentials = decode([{} if auth is None else auth], ConnectAuth)
            if credentials.token:
                await database_sync_to_async(require_usable_token)(credentials.token)
                self.visitor = services.Visitor(token=credentials.token)
                return
            user = await self._signed_in_user()
            if not user.is_authenticated or not user.is_active:
                raise access_refused(AccessCode.UNAUTHENTICATED)
            self.visitor = services.Visitor(user_id=user.pk)
        except Refused as refusal:
            raise ConnectionRefused(refusal.message, data={"code": refusal.code.value}) from None

    async def _signed_in_user(self) -> User | AnonymousUser:
        """Whose session cookie came with the socket.

        Asked for here and not by Channels' middleware, which would load a session for every holder of a token as well,
        and pass each outgoing frame through a wrapper that watches for changes of it.
        """
        session_key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME)
        session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
        return cast("User | AnonymousUser", await get_user({"session": session}))

    async def on_event(
        self, namespace: str, event: str, arguments: list[Any], acknowledge: Acknowledge | None
    ) -> None:
        try:
            route = self._route(event)
            answer = await route.handle(self, decode(arguments, route.payload_type), arguments[0])
        except Refused as refusal:
            await self._refuse(event, acknowledge, refusal)
        else:
            if isinstance(answer, asyncio.Future):
                await self._answer_later(event, acknowledge, answer)
            elif acknowledge is not None:
                await acknowledge(answer)

    async def _refuse(self, event: str, acknowledge: Acknowledge | None, refusal: Refused) -> None:
        if acknowledge is None:
            await self.emit("error", {"event": event[:64], **refusal.as_json()})
        else:
            await acknowledge({"error": refusal.as_json()})

    async def _answer_later(
        self, event: str, acknowledge: Acknowledge | None, answer: asyncio.Future[Answer]
    ) -> None:
        """Let the socket go on with its next event, unless too many are unanswered by now."""

        def deliver(answer: asyncio.Future[Answer]) -> None:
            self._unanswered.discard(answer)
            self.deliver(
                {"type": "answer.ready", "event": event, "acknowledge": acknowledge, "answer": answer}
            )

        self._unanswered.add(answer)
        answer.add_done_callback(deliver)
        while len(self._unanswered) >= MAX_UNANSWERED:
            await asyncio.wait(self._unanswered, return_when=asyncio.FIRST_COMPLETED)

    async def answer_ready(self, message: dict[str, Any]) -> None:
        acknowledge: Acknowledge | None = message["acknowledge"]
        try:
            answer = message["answer"].result()
        except Refused as refusal:
            await self._refuse(message["event"], acknowledge, refusal)
        except Exception:
            # Logged where it happened.
            await self._refuse(message["event"], acknowledge, refused(RoomCode.INTERNAL_ERROR))
        else:
            if acknowledge is not None:
                await acknowledge(answer)

    def _route(self, event: str) -> Route:
        """The event's route, if this socket may use it now. Raises Refused."""
        route = events.by_event.get(event)
        if route is None:
            self._spend(event="", limit=UNKNOWN_EVENT_LIMIT)
            raise refused(RoomCode.UNKNOWN_EVENT)
        self._spend(event, route.limit)
        if route.place is Place.INSIDE:
            if self.seat is None:
                raise refused(RoomCode.NOT_IN_ROOM)
            if self.seat.participant.role not in route.roles:
                raise access_refused(AccessCode.FORBIDDEN)
            if route.tool is not None and not self.seat.tools[route.tool]:
                raise refused(RoomCode.TOOL_OFF)
        return route

    def spend_bytes(self, count: int) -> None:
        """Count what is about to be stored. Raises Refused with `rate_limited`."""
        self._spend("bytes", STORED_BYTES_LIMIT, count)

    def _spend(self, event: str, limit: Limit, amount: float = 1) -> None:
        now = asyncio.get_running_loop().time()
        bucket = self._buckets.get(event)
        if bucket is None:
            bucket = self._buckets[event] = TokenBucket(limit.times(settings.ROOM_RATE_FACTOR), now)
        if not bucket.take(now, amount):
            raise refused(RoomCode.RATE_LIMITED)

    async def on_disconnect(self, namespace: str, reason: DisconnectReason) -> None:
        seat, self.seat = self.seat, None
        # First, because it must happen even where Redis does not answer what follows.
        await self._unsubscribe_all()
        if seat is None:
            return
        if reason is DisconnectReason.CLIENT_LEFT:
            await seat.leave(reason="left")
        else:
            await seat.suspend()

    # Seats ------------------------------------------------------------------------------------------------------------

    async def take_seat(
        self,
        participant: Participant,
        user_info: dict[str, Any],
        tools: Mapping[str, bool],
        resume_token: str | None,
    ) -> tuple[Joined, dict[str, str] | None]:
        """Enter a room; gives the entry and the question on the table.

        Listen first, then appear, then read the records once more: whoever comes, and whatever closes the room or
        withdraws our access at the same moment, is either heard of or read.
        """
        room_id = participant.interview_id
        presence = Presence(
            redis_client(),
            room_id,
            capacity=settings.ROOM_CAPACITY,
            ttl_seconds=settings.ROOM_PRESENCE_TTL_SECONDS,
            grace_seconds=settings.ROOM_RESUME_GRACE_SECONDS,
        )
        await self._subscribe(channel_groups.room(room_id), channel_groups.person(participant.key))
        try:
            seat, entry = await Seat.take(
                layer=self.channel_layer,
                presence=presence,
                participant=participant,
                socket=self.sid,
                user_info=user_info,
                tools=tools,
                resume_token=resume_token,
            )
        except BaseException:
            await self._unsubscribe_all()
            raise
        try:
            await self._subscribe(channel_groups.peer(room_id, seat.user_id))
            question = await database_sync_to_async(services.confirm_entry)(
                participant=participant, user_id=seat.user_id, resumed=entry.resumed
            )
        except BaseException:
            await self._unsubscribe_all()
            await seat.withdraw(announced=entry.resumed)
            raise
        if entry.resumed:
            await seat.announce_resumption(replaced=entry.replaced)
        else:
            await seat.announce_arrival()
        self.seat = seat
        self._waiting_for = None
        await self._unsubscribe(channel_groups.waiting(room_id))
        self._schedule_upkeep()
        return entry, question

    async def give_up_seat(self, *, reason: str) -> None:
        """Leave the room, if in one. The socket stays and may join again."""
        seat, self.seat = self.seat, None
        if seat is None:
            return
        await self._unsubscribe_all()
        await seat.leave(reason=reason)

    async def wait_for_opening(self, participant: Participant) -> None:
        """Have this candidate told when the room opens, or that it never will."""
        self._waiting_for = participant.interview_id
        await self._subscribe(
            channel_groups.waiting(participant.interview_id), channel_groups.person(participant.key)
        )

    async def _dismiss(self, code: AccessCode) -> None:
        """Put this socket out, with the reason."""
        await self.emit("room_closed", {"code": code.value, "message": ACCESS_MESSAGES[code]})
        await self.give_up_seat(reason="closed")
        await self.disconnect_namespace()

    # From the channel layer -------------------------------------------------------------------------------------------

    async def room_event(self, message: dict[str, Any]) -> None:
        if self.seat is not None and self.seat.user_id not in message["skip"]:
            await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_joined(self, message: dict[str, Any]) -> None:
        user_id = message["user_id"]
        if self.seat is None or user_id == self.seat.user_id or user_id in self.seat.roster:
            return
        self.seat.roster.add(user_id)
        await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_left(self, message: dict[str, Any]) -> None:
        if self.seat is None or message["user_id"] not in self.seat.roster:
            return
        self.seat.roster.discard(message["user_id"])
        await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_suspended(self, message: dict[str, Any]) -> None:
        """Somebody's socket dropped: look whether they came back when their grace is over."""
        self._deliver_later(settings.ROOM_RESUME_GRACE_SECONDS + SWEEP_MARGIN_SECONDS, {"type": "seat.sweep"})

    async def peer_resumed(self, message: dict[str, Any]) -> None:
        if self.seat is not None and message["user_id"] in self.seat.roster:
            await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_replaced(self, message: dict[str, Any]) -> None:
        """A newer socket stands for our peer: this one is over, and must not touch what the newer one holds."""
        if self.seat is None or message["socket"] == self.sid:
            return
        self.seat = None
        await self.emit("replaced", {})
        await self._unsubscribe_all()
        await self.disconnect_namespace()

    async def room_opened(self, message: dict[str, Any]) -> None:
        if self.seat is not None or self._waiting_for is None:
            return
        await self._unsubscribe(channel_groups.waiting(self._waiting_for))
        self._waiting_for = None
        await self.emit("room_opened", {})

    async def room_closed(self, message: dict[str, Any]) -> None:
        if self.seat is not None or self._waiting_for is not None:
            await self._dismiss(AccessCode(message["code"]))

    async def access_withdrawn(self, message: dict[str, Any]) -> None:
        """For one room, or for every one where `room_id` is None."""
        here = self.seat.room_id if self.seat is not None else self._waiting_for
        if here is not None and message["room_id"] in (None, str(here)):
            await self._dismiss(AccessCode(message["code"]))

    # Upkeep -----------------------------------------------------------------------------------------------------------

    def _schedule_upkeep(self) -> None:
        self._deliver_later(settings.ROOM_PRESENCE_TTL_SECONDS / REFRESHES_PER_TTL, {"type": "seat.upkeep"})

    async def seat_upkeep(self, message: dict[str, Any]) -> None:
        """Keep the seat, and put right whatever the room's messages failed to tell."""
        if self.seat is None:
            return
        self._refreshes += 1
        if self._refreshes % REFRESHES_PER_ACCESS_CHECK == 0:
            code = await database_sync_to_async(still_allowed)(self.seat.participant)
            if code is not None:
                await self._dismiss(code)
                return
        try:
            refreshed = await self.seat.refresh()
        finally:
            # Redis being away for a moment must not end the upkeep.
            self._schedule_upkeep()
        if not refreshed.kept:
            # Our record is gone, so the others were told that we left. A new connection joins anew.
            self.seat = None
            await self.close_connection()
            return
        await self._reconcile({peer.user_id: peer.as_json() for peer in refreshed.peers})

    async def _reconcile(self, present: dict[str, dict[str, Any]]) -> None:
        seat = self.current_seat
        for user_id in sorted(seat.roster - present.keys()):
            seat.roster.discard(user_id)
            await self.emit("USER_LEFT", {"userId": user_id})
        for user_id in present.keys() - seat.roster:
            seat.roster.add(user_id)
            await self.emit("USER_JOINED", present[user_id])

    async def seat_sweep(self, message: dict[str, Any]) -> None:
        if self.seat is not None:
            await self.seat.sweep()

    def _deliver_later(self, delay_seconds: float, message: dict[str, Any]) -> None:
        """Have a message handled like one from the channel layer, in its turn, after a delay."""

        def deliver() -> None:
            self._timers.discard(timer)
            self.deliver(message)

        timer = asyncio.get_running_loop().call_later(delay_seconds, deliver)
        self._timers.add(timer)

    # Groups -----------------------------------------------------------------------------------------------------------

    async def _subscribe(self, *names: str) -> None:
        for name in names:
            self._groups.add(name)
            await self.channel_layer.group_add(name, self.channel_name)

    async def _unsubscribe(self, name: str) -> None:
        if name in self._groups:
            self._groups.discard(name)
            await self.channel_layer.group_discard(name, self.channel_name)

    async def _unsubscribe_all(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self._waiting_for = None
        for name in sorted(self._groups):
            await self._unsubscribe(name)
