"""A socket's membership of a room: its peer id, who else is there, and what it may tell them."""

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import msgspec
from channels.db import database_sync_to_async

from interviews.access.codes import AccessCode
from interviews.access.codes import refused as access_refused
from interviews.access.rooms import Participant
from interviews.choices import Role
from rooms import channel_groups, channel_messages
from rooms.admission import services as admission
from rooms.admission.waiting import Waiting
from rooms.arrivals import Arrival
from rooms.batch_writer import BatchWriter
from rooms.departures import Departure, broadcast_user_left, handle_expired, record_departure
from rooms.errors import RoomCode, refused
from rooms.heartbeat import Heartbeat
from rooms.people import has_webrtc, resumption
from rooms.presence.store import Peer, Presence, PresenceRecord, Refreshed, encoded_info, new_user_id
from rooms.receipts import Receipts
from rooms.retrying import persistently
from rooms.services import participation
from rooms.subscriptions import ChannelLayer, Subscriptions, send_soon


class MemberConnection(Protocol):
    """What a membership uses of the socket that it belongs to."""

    membership: "Membership | None"

    @property
    def sid(self) -> str: ...

    @property
    def principal(self) -> participation.Principal: ...

    @property
    def subscriptions(self) -> Subscriptions: ...

    @property
    def heartbeat(self) -> Heartbeat: ...

    @property
    def waiting(self) -> Waiting: ...

    @property
    def arrivals(self) -> BatchWriter[Arrival, participation.InterviewSoFar]: ...


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
    # The page has said so, where its socket cannot.
    is_page_gone: bool = False
    # Who came or went by the room's messages since the last refresh was asked for, which may know less.
    _changed: set[str] = field(default_factory=set)
    # Of the questions that were pushed here and are not acknowledged yet.
    _receipts: dict[str, Receipts] = field(default_factory=dict)

    @property
    def is_observer(self) -> bool:
        """Whether this person only watches."""
        return self.participant.role == Role.OBSERVER

    @property
    def room_id(self) -> UUID:
        return self.participant.interview_id

    # Joining ----------------------------------------------------------------------------------------------------------

    async def tell_of_arrival(self) -> None:
        """Tell the others that a new peer is here."""
        await self._send_to_room(channel_messages.peer_joined(self.user_id, self.user_info))
        await self._tell_waiting_of_hosts()

    async def tell_of_resumption(self, *, replaced: bool) -> None:
        """Tell the others to offer again where they must, and an older socket that lives on that it was replaced."""
        if replaced:
            await self._send_to_peer(self.user_id, channel_messages.peer_replaced(self.socket))
        await self._send_to_room(
            channel_messages.peer_resumed(self.user_id, has_webrtc=has_webrtc(self.user_info))
        )
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
        """Broadcast an event with our id on it, unless its sender has reached everybody over data channels.

        Does not wait for Redis: a slow one would hold up the acknowledgements of all rooms. Who missed it syncs.
        """
        if not self.roster <= set(reached):
            message = channel_messages.event_to_room(
                event, {**payload, "senderId": self.user_id}, exclude=[self.user_id, *reached]
            )
            await send_soon(self.layer, channel_groups.room(self.room_id), message)

    async def connected_others(self) -> set[str]:
        """The other peers whose sockets are there, by presence."""
        peers = await self.presence.peers()
        return {peer.user_id for peer in peers if not peer.disconnected} - {self.user_id}

    async def push_question(
        self, question_text: str, *, expected: Collection[str]
    ) -> asyncio.Future[dict[str, Any]]:
        """Send a question to everybody else; gives how many got it, and of which role, once they have said so.

        Fails for nothing: a question that Redis did not take was delivered to fewer.
        """
        push_id = new_user_id()
        receipts = self._receipts[push_id] = Receipts(expected)
        receipts.acknowledgement.add_done_callback(lambda _: self._receipts.pop(push_id))
        message = channel_messages.question_pushed(question_text, sender_id=self.user_id, push_id=push_id)
        await send_soon(self.layer, channel_groups.room(self.room_id), message)
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
        await self.set_info(media=media)
        await self._broadcast_media()

    async def set_info(self, **change: Any) -> None:
        """Remember for late joiners what others may see of this person."""
        self.user_info = {**self.user_info, **change}
        self.record = msgspec.structs.replace(self._entered(), info=encoded_info(self.user_info))
        await self.presence.set_info(self.user_id, socket=self.socket, user_info=self.user_info)

    async def _broadcast_media(self) -> None:
        await self.broadcast("media_state", {**self.user_info["media"], "senderId": self.user_id})

    async def tell_interviewers(self, event: str, payload: dict[str, Any]) -> None:
        """Send an event to the interviewers in the room, this one among them."""
        message = channel_messages.event_to_interviewers(event, payload)
        await self.layer.group_send(channel_groups.interviewers(self.room_id), message)

    async def _tell_waiting_of_hosts(self) -> None:
        """Those who wait are told whether anybody is here to let them in."""
        if self.participant.role == Role.INTERVIEWER:
            await self.layer.group_send(
                channel_groups.waiting(self.room_id), channel_messages.hosts_changed()
            )

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
            yield "peer_resumed", resumption(user_id, has_webrtc=has_webrtc(present[user_id].user_info))

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
        still_admitted = database_sync_to_async(participation.still_admitted)
        code: AccessCode | None = await still_admitted(self.participant, self.user_id)
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

    async def remove(self, user_id: str) -> None:
        """Put another peer out of the room, wherever its socket is. Raises Refused: interviewers stay."""
        peers = {peer.user_id: peer for peer in await self.presence.peers()}
        target = peers.get(user_id)
        if target is None or user_id == self.user_id:
            raise refused(RoomCode.UNKNOWN_PEER)
        if target.user_info["role"] == Role.INTERVIEWER:
            raise access_refused(AccessCode.FORBIDDEN)
        await database_sync_to_async(admission.remove_participant)(
            by=self.participant, person=target.person, user_id=user_id
        )
        await persistently(partial(self._expel, target))

    async def _expel(self, target: Peer) -> None:
        await self.presence.expel(target.user_id)
        await self._send_to_peer(target.user_id, channel_messages.peer_removed())
        message = channel_messages.event_to_room("remove_peer", {"userId": target.user_id}, exclude=())
        await self._send_to_room(message)
        await broadcast_user_left(self.layer, self.room_id, target.user_id)
        await record_departure(Departure(self.room_id, target.person, target.user_id, "removed"))

    async def withdraw(self) -> None:
        """Give the place of a new peer back whose client never got its id."""
        await self.presence.leave(self.user_id, socket=self.socket)
        # Somebody may have found it in presence, or been told, and its arrival may be on record.
        await self._broadcast_departure()
        await self._record_departure("dropped")

    async def _broadcast_departure(self) -> None:
        await broadcast_user_left(self.layer, self.room_id, self.user_id)
        await self._tell_waiting_of_hosts()

    async def _record_departure(self, reason: str) -> None:
        await record_departure(Departure(self.room_id, self.participant.key, self.user_id, reason))

    async def disconnect(self, *, page_gone: bool = False) -> None:
        """The socket dropped: keep the peer for the grace period, and have the others look again when it is over.

        Where its page is gone, the others are told of it at once: it may have been reloaded, and comes back then.
        """
        await self.detach()
        await persistently(partial(self._begin_grace_period, page_gone))

    async def _begin_grace_period(self, page_gone: bool) -> None:
        if await self.presence.mark_disconnected(self.user_id, record=self._entered()):
            await self._send_to_room(channel_messages.peer_disconnected())
            if page_gone or self.is_page_gone:
                await self.broadcast("peer_away", {"userId": self.user_id})
