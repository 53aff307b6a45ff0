"""The live room's Socket.IO consumer. It only dispatches: which handler an event has, what a room message means here.

Every event goes the same way: rate, event known, in the room, role, payload, handler; the first that fails refuses it.
"""

import asyncio
from typing import Any

from django.conf import settings

from interviews.access.codes import MESSAGES as ACCESS_MESSAGES
from interviews.access.codes import AccessCode
from interviews.access.codes import refused as access_refused
from interviews.choices import Role
from rooms.admission.waiting import DENIED, Waiting, may_ask_again
from rooms.arrivals import Arrival
from rooms.authentication import authenticate
from rooms.batch_writer import BatchWriter
from rooms.document.store import NewUpdate
from rooms.errors import RoomCode, refused
from rooms.events import events
from rooms.events.rate_limits import RateLimit, RateLimiter
from rooms.events.registry import STORED_BYTES_LIMIT, UNKNOWN_EVENT_LIMIT, Acknowledgement, EventSpec, Written
from rooms.events.schemas import decode
from rooms.heartbeat import Heartbeat
from rooms.membership import Membership
from rooms.models import AdmissionRequest, RequestReason, RequestState
from rooms.presence.store import Refreshed
from rooms.services import participation
from rooms.subscriptions import Subscriptions
from rooms.whiteboard.store import NewElements
from talentsync.lib.errors import Refused
from talentsync.socketio import (
    Acknowledge,
    ConnectionRefused,
    DisconnectReason,
    EncodedEvent,
    SocketIOConsumer,
)

# Events of one socket that wait to be written; with more it has to wait.
MAX_UNACKNOWLEDGED = 64


class RoomConsumer(SocketIOConsumer):
    """One socket of one person, in at most one room: a `rooms.connection.RoomConnection`."""

    immediate_messages = frozenset({"socketio.event", "room.event", "peer.resumed"})

    principal: participation.Principal
    subscriptions: Subscriptions
    waiting: Waiting

    def __init__(
        self,
        *,
        arrivals: BatchWriter[Arrival, participation.InterviewSoFar],
        documents: BatchWriter[NewUpdate, bool],
        whiteboards: BatchWriter[NewElements, bool],
    ) -> None:
        self.arrivals = arrivals
        self.documents = documents
        self.whiteboards = whiteboards
        self.membership: Membership | None = None
        self.heartbeat = Heartbeat(self.deliver)
        self._limiter = RateLimiter(settings.ROOM_RATE_FACTOR)
        self._unacknowledged: set[asyncio.Future[Acknowledgement] | Written] = set()

    def require_membership(self) -> Membership:
        if self.membership is None:
            raise refused(RoomCode.NOT_IN_ROOM)
        return self.membership

    def consume_bytes(self, count: int) -> None:
        self._consume("bytes", STORED_BYTES_LIMIT, count)

    # Socket.IO --------------------------------------------------------------------------------------------------------

    async def on_connect(self, namespace: str, auth: object) -> None:
        try:
            self.principal = await authenticate(auth, self.scope["cookies"])
        except Refused as refusal:
            raise ConnectionRefused(refusal.message, data={"code": refusal.code.value}) from None
        self.count_person(str(self.principal.user_id or self.principal.token))
        self.subscriptions = Subscriptions(self.channel_layer, self.channel_name)
        self.waiting = Waiting(self.subscriptions, self.deliver)

    async def on_event(
        self, namespace: str, event: str, arguments: list[Any], acknowledge: Acknowledge | None
    ) -> None:
        try:
            spec = self._permitted(event)
            acknowledgement = await spec.handler(self, decode(arguments, spec.payload_type), arguments[0])
        except Refused as refusal:
            await self._refuse(event, acknowledge, refusal)
        else:
            if isinstance(acknowledgement, asyncio.Future):
                await self._acknowledge_later(event, acknowledge, acknowledgement)
            elif acknowledge is not None:
                await acknowledge(acknowledgement)

    def _permitted(self, event: str) -> EventSpec:
        """The event's spec, if this socket may send it now. Raises Refused."""
        spec = events.by_event.get(event)
        if spec is None:
            self._consume("", UNKNOWN_EVENT_LIMIT)
            raise refused(RoomCode.UNKNOWN_EVENT)
        self._consume(event, spec.limit)
        if spec.requires_membership:
            membership = self.require_membership()
            if membership.participant.role not in spec.roles:
                raise access_refused(AccessCode.FORBIDDEN)
            if spec.tool is not None and not membership.tools[spec.tool]:
                raise refused(RoomCode.TOOL_OFF)
        return spec

    def _consume(self, name: str, limit: RateLimit, amount: float = 1) -> None:
        if not self._limiter.consume(name, limit, asyncio.get_running_loop().time(), amount):
            raise refused(RoomCode.RATE_LIMITED)

    async def _refuse(self, event: str, acknowledge: Acknowledge | None, refusal: Refused) -> None:
        if acknowledge is None:
            await self.emit("error", {"event": event[:64], **refusal.as_json()})
        else:
            await acknowledge({"error": refusal.as_json()})

    async def _acknowledge_later(
        self, event: str, acknowledge: Acknowledge | None, future: asyncio.Future[Acknowledgement] | Written
    ) -> None:
        """Let the socket go on with its next event, unless too many are unacknowledged by now."""

        def deliver(future: asyncio.Future[Acknowledgement] | Written) -> None:
            self._unacknowledged.discard(future)
            self.deliver(
                {
                    "type": "acknowledgement.ready",
                    "event": event,
                    "acknowledge": acknowledge,
                    "future": future,
                }
            )

        self._unacknowledged.add(future)
        future.add_done_callback(deliver)
        while len(self._unacknowledged) >= MAX_UNACKNOWLEDGED:
            await asyncio.wait(self._unacknowledged, return_when=asyncio.FIRST_COMPLETED)

    async def acknowledgement_ready(self, message: dict[str, Any]) -> None:
        acknowledge: Acknowledge | None = message["acknowledge"]
        try:
            result = message["future"].result()
        except Refused as refusal:
            await self._refuse(message["event"], acknowledge, refusal)
        except Exception:
            # Logged where it happened.
            await self._refuse(message["event"], acknowledge, refused(RoomCode.INTERNAL_ERROR))
        else:
            if acknowledge is not None:
                await acknowledge({} if isinstance(result, bool) else result)

    async def on_disconnect(self, namespace: str, reason: DisconnectReason) -> None:
        if self.membership is None:
            self.heartbeat.stop()
            await self.waiting.settle()
            await self.subscriptions.clear()
        elif reason is DisconnectReason.CLIENT_LEFT:
            await self.membership.leave(reason="left")
        else:
            await self.membership.disconnect(page_gone=reason is DisconnectReason.PAGE_GONE)

    async def _close_room(self, code: AccessCode) -> None:
        """Put this socket out of the room, and disconnect it, with the reason."""
        await self.emit("room_closed", {"code": code.value, "message": ACCESS_MESSAGES[code]})
        if self.membership is not None:
            await self.membership.leave(reason="removed" if code == AccessCode.REMOVED else "closed")
        await self.disconnect_namespace()

    # From the channel layer -------------------------------------------------------------------------------------------

    async def socketio_event(self, message: dict[str, Any]) -> None:
        if self.membership is not None:
            await super().socketio_event(message)

    async def room_event(self, message: dict[str, Any]) -> None:
        if self.membership is not None and self.membership.user_id not in message["exclude"]:
            await self.send_encoded(EncodedEvent.from_message(message))

    async def question_pushed(self, message: dict[str, Any]) -> None:
        membership = self.membership
        if membership is not None and membership.user_id != message["sender_id"]:
            await self.send_encoded(EncodedEvent.from_message(message))
            await membership.confirm_question(sender_id=message["sender_id"], push_id=message["push_id"])

    async def question_received(self, message: dict[str, Any]) -> None:
        if self.membership is not None:
            self.membership.take_receipt(message["push_id"], message["user_id"], Role(message["role"]))

    async def peer_joined(self, message: dict[str, Any]) -> None:
        if self.membership is not None and self.membership.add_peer(message["user_id"]):
            await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_left(self, message: dict[str, Any]) -> None:
        if self.membership is not None and self.membership.remove_peer(message["user_id"]):
            await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_disconnected(self, message: dict[str, Any]) -> None:
        """Somebody's socket dropped: look whether they came back when their grace period is over."""
        self.heartbeat.schedule_reaping()

    async def peer_resumed(self, message: dict[str, Any]) -> None:
        if self.membership is not None and message["user_id"] in self.membership.roster:
            await self.send_encoded(EncodedEvent.from_message(message))

    async def peer_replaced(self, message: dict[str, Any]) -> None:
        """A newer socket stands for our peer: this one is over, and must not touch what the newer one holds."""
        membership = self.membership
        if membership is None or message["socket"] == self.sid:
            return
        self.membership = None
        await self.emit("replaced", {})
        await membership.detach()
        await self.disconnect_namespace()

    async def peer_removed(self, message: dict[str, Any]) -> None:
        """An interviewer took our peer out of the room."""
        if self.membership is not None:
            await self._close_room(AccessCode.REMOVED)

    # Before the room --------------------------------------------------------------------------------------------------

    async def room_opened(self, message: dict[str, Any]) -> None:
        """The first interviewer is here: whoever is early asks again."""
        if self._waits_because(RequestReason.EARLY):
            await self.emit("room_opened", {})

    async def room_unlocked(self, message: dict[str, Any]) -> None:
        if self._waits_because(RequestReason.LOCKED):
            await self.emit("room_opened", {})

    def _waits_because(self, reason: RequestReason) -> bool:
        request = self.waiting.request
        return self.membership is None and request is not None and request.reason == reason

    async def hosts_changed(self, message: dict[str, Any]) -> None:
        if self.membership is None and self.waiting.request is not None:
            await self.emit("admission_update", {"interviewers": await self.waiting.hosts()})

    async def admission_decided(self, message: dict[str, Any]) -> None:
        if message["request_id"] == str(self.waiting.request_id):
            await self.waiting.check()

    async def admission_checked(self, message: dict[str, Any]) -> None:
        """What the record of our request says now."""
        request: AdmissionRequest | None = message["current"]
        if self.membership is not None or self.waiting.request is not message["request"]:
            return
        if request is None or request.state == RequestState.WITHDRAWN:
            # Its lease ran out while this process stood still: asked anew.
            self.waiting.forget()
            await self.emit("room_opened", {})
        elif request.state == RequestState.DENIED:
            self.waiting.forget()
            await self.subscriptions.stop_waiting()
            await self.emit("admission_denied", {"message": DENIED})
        elif may_ask_again(request):
            await self.emit("room_opened", {})
        else:
            await self.emit("admission_update", {"interviewers": await self.waiting.hosts()})

    async def room_closed(self, message: dict[str, Any]) -> None:
        if self.membership is not None or self.subscriptions.waiting_for is not None:
            await self._close_room(AccessCode(message["code"]))

    async def access_withdrawn(self, message: dict[str, Any]) -> None:
        """For one room, or for every one where `room_id` is None."""
        room_id = self.subscriptions.waiting_for if self.membership is None else self.membership.room_id
        if room_id is not None and message["room_id"] in (None, str(room_id)):
            await self._close_room(AccessCode(message["code"]))

    # Heartbeat --------------------------------------------------------------------------------------------------------

    async def presence_refreshed(self, message: dict[str, Any]) -> None:
        """Put right whatever the room's messages failed to tell."""
        membership = self.membership
        if membership is None or membership is not message["membership"]:
            return
        self.heartbeat.handled()
        refreshed: Refreshed = message["refreshed"]
        if not refreshed.kept:
            # The others were told that we left, or another socket stands for us. A new connection joins anew.
            await membership.detach()
            await self.close_connection()
            return
        for event, payload in membership.reconcile(refreshed):
            await self.emit(event, payload)

    async def access_denied(self, message: dict[str, Any]) -> None:
        if self.membership is not None and self.membership is message["membership"]:
            await self._close_room(message["code"])
