"""A socket's membership of a room: its peer id, who else is there, and what it may tell them."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import msgspec
from channels.db import database_sync_to_async

from interviews.access import AccessCode, Participant, still_allowed
from interviews.access import refused as access_refused
from interviews.choices import Role
from rooms import channel_groups, channel_messages, services
from rooms.departures import (
    Departure,
    broadcast_user_left,
    handle_expired,
    persistently,
    record_departure,
)
from rooms.errors import RoomCode, refused
from rooms.heartbeat import Heartbeat
from rooms.presence.store import (
    Full,
    Joined,
    Peer,
    Presence,
    PresenceRecord,
    Refreshed,
    encoded_info,
    new_user_id,
)
from rooms.receipts import Receipts
from rooms.subscriptions import ChannelLayer, Subscriptions
from talentsync.lib.errors import Refused
from talentsync.lib.redis import redis_client


class MemberConnection(Protocol):
    """What a membership uses of the socket that it belongs to."""

    membership: "Membership | None"

    @property
    def sid(self) -> str: ...

    @property
    def principal(self) -> services.Principal: ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def heartbeat(self) -> Heartbeat: ...


class JoinResult(NamedTuple):
    """What a join gives: the membership, its place in the room, and what was before it."""

    membership: "Membership"
    entry: Joined
    so_far: services.InterviewSoFar


@dataclass(slots=True)
class Membership:
    """Held by one socket from JOIN_ROOM until it leaves, drops or is replaced.

    `roster` mirrors the room for this socket: what it was told of, so that every USER_JOINED is followed by one
    USER_LEFT. It follows the room's group messages and is reconciled with presence at every heartbeat, because Redis
    delivers each message at most once.
    """

    connection: MemberConnection
    layer: ChannelLayer
    presence: Presence
    participant: Participant
    socket: str
    user_id: str
    user_info: dict[str, Any]
    tools: Mapping[str, bool]
    # What Redis holds of this peer, for writing it back; None until the room was entered.
    record: PresenceRecord | None = None
    roster: set[str] = field(default_factory=set)
    # Who came or went by the room's messages since the last refresh was asked for, which may know less.
    _changed: set[str] = field(default_factory=set)
    # Of the questions that were pushed here and are not acknowledged yet.
    _receipts: dict[str, Receipts] = field(default_factory=dict)

    @property
    def room_id(self) -> UUID:
        return self.participant.interview_id

    # Joining ----------------------------------------------------------------------------------------------------------

    @classmethod
    @asynccontextmanager
    async def joining(
        cls,
        connection: MemberConnection,
        *,
        room_id: UUID,
        name: str,
        media: dict[str, bool],
        resume_token: str | None,
    ) -> AsyncIterator[JoinResult]:
        """Make the socket a member of the room, unless something fails, the body of the block included.

        `name` is the one that the person chose, or empty for the one on record. Raises Refused.

        Listen first, then appear, then read the records once more: whoever comes, and whatever closes the room or
        withdraws our access at the same moment, is either heard of or read.
        """
        authorization = await _authorize(connection, room_id)
        participant = authorization.participant
        membership = cls(
            connection=connection,
            layer=connection.subscriptions.layer,
            presence=Presence.from_settings(redis_client(), room_id),
            participant=participant,
            socket=connection.sid,
            user_id=new_user_id(),
            user_info={"name": name or participant.name, "role": participant.role.value, "media": media},
            tools=authorization.tools,
        )
        join = _Join(membership)
        try:
            yield await join.run(resume_token)
        except BaseException as error:
            await join.undo(error)
            raise

    async def tell_of_arrival(self) -> None:
        """Tell the others that a new peer is here."""
        await self._send_to_room(channel_messages.peer_joined(self.user_id, self.user_info))

    async def tell_of_resumption(self, *, replaced: bool) -> None:
        """Tell the others to offer again where they must, and an older socket that lives on that it was replaced."""
        if replaced:
            await self._send_to_peer(self.user_id, channel_messages.peer_replaced(self.socket))
        await self._send_to_room(channel_messages.peer_resumed(self.user_id))
        # Devices may have changed while the socket was down, and no USER_JOINED tells of them.
        await self._broadcast_media()

    # Telling the others -----------------------------------------------------------------------------------------------

    async def send_to(self, target_id: str, event: str, payload: dict[str, Any]) -> None:
        """Send an event to one peer of this room with our id on it. Raises Refused with `unknown_peer`."""
        if target_id not in self.roster:
            raise refused(RoomCode.UNKNOWN_PEER)
        message = channel_messages.event_to_peer(event, {**payload, "senderId": self.user_id})
        await self._send_to_peer(target_id, message)

    async def broadcast(self, event: str, payload: dict[str, Any], *, exclude: Collection[str] = ()) -> None:
        """Send an event, encoded once, to everybody else in the room but the peers in `exclude`."""
        message = channel_messages.event_to_room(event, payload, exclude=[self.user_id, *exclude])
        await self._send_to_room(message)

    async def relay(self, event: str, payload: dict[str, Any], *, reached: Collection[str]) -> None:
        """Broadcast an event with our id on it, unless its sender has reached everybody over data channels."""
        if not self.roster <= set(reached):
            await self.broadcast(event, {**payload, "senderId": self.user_id}, exclude=reached)

    async def push_question(self, question_text: str) -> asyncio.Future[dict[str, Any]]:
        """Send a question to everybody else; gives how many got it, and of which role, once they have said so."""
        peers = await self.presence.peers()
        expected = {peer.user_id for peer in peers if not peer.disconnected} - {self.user_id}
        push_id = new_user_id()
        receipts = self._receipts[push_id] = Receipts(expected)
        receipts.acknowledgement.add_done_callback(lambda _: self._receipts.pop(push_id))
        await self._send_to_room(
            channel_messages.question_pushed(question_text, sender_id=self.user_id, push_id=push_id)
        )
        return receipts.acknowledgement

    async def confirm_question(self, *, sender_id: str, push_id: str) -> None:
        """Tell who pushed a question that it was passed on to this client."""
        receipt = channel_messages.question_received(push_id, self.user_id, self.participant.role)
        await self._send_to_peer(sender_id, receipt)

    def take_receipt(self, push_id: str, user_id: str, role: Role) -> None:
        """Somebody got a question that was pushed here; one that comes too late is not counted."""
        receipts = self._receipts.get(push_id)
        if receipts is not None:
            receipts.add(user_id, role)

    async def set_media(self, media: dict[str, bool]) -> None:
        """Remember the media state for late joiners and tell the others."""
        self.user_info = {**self.user_info, "media": media}
        self.record = msgspec.structs.replace(self._entered(), info=encoded_info(self.user_info))
        await self.presence.set_info(self.user_id, socket=self.socket, user_info=self.user_info)
        await self._broadcast_media()

    async def _broadcast_media(self) -> None:
        await self.broadcast("media_state", {**self.user_info["media"], "senderId": self.user_id})

    async def _send_to_room(self, message: channel_messages.Message) -> None:
        await self.layer.group_send(channel_groups.room(self.room_id), message)

    async def _send_to_peer(self, user_id: str, message: channel_messages.Message) -> None:
        await self.layer.group_send(channel_groups.peer(self.room_id, user_id), message)

    # The others -------------------------------------------------------------------------------------------------------

    def add_peer(self, user_id: str) -> bool:
        """Enter a peer in the roster; False if it is there already, or is this one."""
        if user_id == self.user_id or user_id in self.roster:
            return False
        self.roster.add(user_id)
        self._changed.add(user_id)
        return True

    def remove_peer(self, user_id: str) -> bool:
        """Take a peer off the roster; False if it is not there."""
        if user_id not in self.roster:
            return False
        self.roster.discard(user_id)
        self._changed.add(user_id)
        return True

    def reconcile(self, refreshed: Refreshed) -> Iterator[tuple[str, dict[str, Any]]]:
        """Make the roster what presence says; yields the events that tell this socket of the difference."""
        present = {peer.user_id: peer for peer in refreshed.peers}
        if refreshed.complete:
            for user_id in sorted(self.roster - present.keys() - self._changed):
                self.roster.discard(user_id)
                yield "USER_LEFT", {"userId": user_id}
        for user_id in present.keys() - self.roster - self._changed:
            self.roster.add(user_id)
            yield "USER_JOINED", present[user_id].as_json()
            # Whatever they sent us meanwhile is lost, and they may not know of us: both sides offer again.
            yield "peer_resumed", {"userId": user_id}

    # What the heartbeat asks for --------------------------------------------------------------------------------------

    async def refresh(self) -> Refreshed:
        """Keep this peer from expiring, and see who else is there."""
        self._changed.clear()
        return await self.presence.refresh(self.user_id, record=self._entered())

    async def reap(self) -> None:
        """Remove peers whose presence expired, and tell the room of them."""
        await self.handle_expired(await self.presence.reap())

    async def handle_expired(self, expired: list[Peer]) -> None:
        """Tell the room of peers whose presence expired."""
        await handle_expired(self.layer, self.room_id, expired)

    async def check_access(self) -> AccessCode | None:
        """Why this person may not be here any more, as the records say now."""
        code: AccessCode | None = await database_sync_to_async(still_allowed)(self.participant)
        return code

    def _entered(self) -> PresenceRecord:
        assert self.record is not None
        return self.record

    # The end ----------------------------------------------------------------------------------------------------------

    async def detach(self) -> None:
        """End the socket's part: it hears nothing more of the room, and may join again."""
        self.connection.membership = None
        self.connection.heartbeat.stop()
        await self.connection.subscriptions.clear()

    async def leave(self, *, reason: str) -> None:
        """Leave the room at once. The others hear nothing if another socket stands for the peer by now."""
        await self.detach()
        await persistently(partial(self._give_place_back, reason))

    async def _give_place_back(self, reason: str) -> None:
        if await self.presence.leave(self.user_id, socket=self.socket):
            await persistently(self._broadcast_departure)
            await self._record_departure(reason)

    async def withdraw(self) -> None:
        """Give the place of a new peer back whose client never got its id."""
        await self.presence.leave(self.user_id, socket=self.socket)
        # Somebody may have found it in presence, or been told, and its arrival may be on record.
        await self._broadcast_departure()
        await self._record_departure("dropped")

    async def _broadcast_departure(self) -> None:
        await broadcast_user_left(self.layer, self.room_id, self.user_id)

    async def _record_departure(self, reason: str) -> None:
        await record_departure(Departure(self.room_id, self.participant.key, self.user_id, reason))

    async def disconnect(self) -> None:
        """The socket dropped: keep the peer for the grace period, and have the others look again when it is over."""
        await self.detach()
        await persistently(self._begin_grace_period)

    async def _begin_grace_period(self) -> None:
        if await self.presence.mark_disconnected(self.user_id, record=self._entered()):
            await self._send_to_room(channel_messages.peer_disconnected())


class _Join:
    """One attempt to join, which knows how far it has come and undoes just that."""

    def __init__(self, membership: Membership) -> None:
        self._membership = membership
        self._entry: Joined | None = None
        self._confirmation: asyncio.Future[services.InterviewSoFar] | None = None

    async def run(self, resume_token: str | None) -> JoinResult:
        membership = self._membership
        connection, room_id = membership.connection, membership.room_id
        subscriptions = connection.subscriptions
        await subscriptions.add(
            channel_groups.room(room_id), channel_groups.person(membership.participant.key)
        )
        entry = self._entry = await self._enter(resume_token)
        membership.user_id, membership.record = entry.user_id, entry.record
        membership.roster = {peer.user_id for peer in entry.peers}
        await handle_expired(membership.layer, room_id, entry.expired)
        await subscriptions.add(channel_groups.peer(room_id, entry.user_id))
        so_far = await self._confirm(entry)
        # From here on what the others send is passed on to the client.
        connection.membership = membership
        if entry.resumed:
            await membership.tell_of_resumption(replaced=entry.replaced)
        else:
            await membership.tell_of_arrival()
        await subscriptions.stop_waiting()
        connection.heartbeat.start(membership, subscriptions.on_reconnected)
        return JoinResult(membership, entry, so_far)

    async def _enter(self, resume_token: str | None) -> Joined:
        """Take a place. Raises Refused with `room_full`."""
        membership = self._membership
        entry = await membership.presence.join(
            user_id=membership.user_id,
            socket=membership.socket,
            person=membership.participant.key,
            user_info=membership.user_info,
            resume_token=resume_token,
        )
        if isinstance(entry, Full):
            await handle_expired(membership.layer, membership.room_id, entry.expired)
            raise refused(RoomCode.ROOM_FULL)
        return entry

    async def _confirm(self, entry: Joined) -> services.InterviewSoFar:
        """Have the arrival written, and get what was before."""
        self._confirmation = asyncio.ensure_future(
            database_sync_to_async(services.confirm_join)(
                participant=self._membership.participant, user_id=entry.user_id, resumed=entry.resumed
            )
        )
        return await asyncio.shield(self._confirmation)

    async def undo(self, error: BaseException) -> None:
        """Give back what was taken. Where a resumption failed by no rule, the peer keeps its grace period."""
        membership = self._membership
        if self._entry is not None and self._entry.resumed:
            if isinstance(error, Refused):
                await membership.leave(reason="closed")
            else:
                await membership.disconnect()
            return
        await membership.detach()
        if self._confirmation is not None:
            # A thread cannot be stopped: what it writes after we were cancelled comes before the departure.
            await asyncio.wait({self._confirmation})
        await persistently(membership.withdraw)


async def _authorize(connection: MemberConnection, room_id: UUID) -> services.JoinAuthorization:
    """What the records allow. A candidate who is early is put on the waiting list before being refused."""
    authorize_join = database_sync_to_async(services.authorize_join)
    authorization: services.JoinAuthorization = await authorize_join(connection.principal, room_id)
    if authorization.refusal == AccessCode.WAITING_FOR_INTERVIEWER:
        await connection.subscriptions.wait_for_opening(authorization.participant)
        # Asked again once on the list: the interviewer may have arrived in between, and would not be heard of.
        authorization = await authorize_join(connection.principal, room_id)
    if authorization.refusal is not None:
        raise access_refused(authorization.refusal)
    return authorization
