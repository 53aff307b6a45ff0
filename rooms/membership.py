"""A socket's seat in a room: its peer id, who else is there, and what it may tell them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from channels.db import database_sync_to_async

from interviews.access import Participant
from interviews.timeline import Actor
from rooms import channel_groups, services
from rooms.errors import RoomCode, refused
from rooms.presence.store import Full, Joined, Peer, Presence, Refreshed
from talentsync.socketio import encode_event


class ChannelLayer(Protocol):
    """What a seat needs of Channels."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None: ...


async def announce_departure(layer: ChannelLayer, room_id: UUID, user_id: str) -> None:
    """Tell everybody in the room that a peer is gone."""
    event = encode_event("USER_LEFT", {"userId": user_id})
    await layer.group_send(
        channel_groups.room(room_id), {"type": "peer.left", "user_id": user_id, **event.to_message()}
    )


async def announce_expired(layer: ChannelLayer, room_id: UUID, expired: list[Peer]) -> None:
    """Announce and record peers whose records were found expired and removed: their sockets dropped for good."""
    for peer in expired:
        await announce_departure(layer, room_id, peer.user_id)
        await database_sync_to_async(services.record_departure)(
            interview_id=room_id, actor=Actor.from_key(peer.person), user_id=peer.user_id, reason="dropped"
        )


@dataclass(slots=True)
class Seat:
    """Held by one socket from JOIN_ROOM until it leaves, drops or is replaced.

    `roster` mirrors the room for this socket: what it was told of, so that every USER_JOINED is followed by one
    USER_LEFT. It follows the room's group messages and is reconciled with presence at every upkeep, because Redis
    delivers each message at most once.
    """

    layer: ChannelLayer
    presence: Presence
    participant: Participant
    socket: str
    user_id: str
    user_info: dict[str, Any]
    tools: Mapping[str, bool]
    roster: set[str] = field(default_factory=set)

    @property
    def room_id(self) -> UUID:
        return self.participant.interview_id

    @classmethod
    async def take(
        cls,
        *,
        layer: ChannelLayer,
        presence: Presence,
        participant: Participant,
        socket: str,
        user_info: dict[str, Any],
        tools: Mapping[str, bool],
        resume_token: str | None,
    ) -> "tuple[Seat, Joined]":
        """Enter the room's presence. Raises Refused with `room_full`."""
        entry = await presence.join(
            socket=socket, person=participant.key, user_info=user_info, resume_token=resume_token
        )
        await announce_expired(layer, participant.interview_id, entry.expired)
        if isinstance(entry, Full):
            raise refused(RoomCode.ROOM_FULL)
        seat = cls(layer, presence, participant, socket, entry.user_id, user_info, tools)
        seat.roster.update(peer.user_id for peer in entry.peers)
        return seat, entry

    # Telling the others -----------------------------------------------------------------------------------------------

    async def announce_arrival(self) -> None:
        await self._tell_room(
            "peer.joined", "USER_JOINED", {"userId": self.user_id, "userInfo": self.user_info}
        )

    async def announce_resumption(self, *, replaced: bool) -> None:
        """Tell the others to offer again where they must, and an older socket that lives on that it was replaced."""
        if replaced:
            await self.layer.group_send(
                channel_groups.peer(self.room_id, self.user_id),
                {"type": "peer.replaced", "socket": self.socket},
            )
        await self._tell_room("peer.resumed", "peer_resumed", {"userId": self.user_id})
        # Devices may have changed while the socket was down, and no USER_JOINED tells of them.
        await self.broadcast("media_state", {**self.user_info["media"], "senderId": self.user_id})

    async def _tell_room(self, kind: str, event: str, payload: dict[str, Any]) -> None:
        encoded = encode_event(event, payload)
        await self.layer.group_send(
            channel_groups.room(self.room_id), {"type": kind, "user_id": self.user_id, **encoded.to_message()}
        )

    async def broadcast(self, event: str, payload: dict[str, Any]) -> None:
        """Send an event to everybody else in the room, encoded once."""
        encoded = encode_event(event, payload)
        await self.layer.group_send(
            channel_groups.room(self.room_id),
            {"type": "socketio.event", "skip": self.socket, **encoded.to_message()},
        )

    async def pass_on(self, event: str, payload: dict[str, Any], reached: Collection[str]) -> None:
        """Send an event with our id on it to everybody else in the room whom the sender has not reached by itself."""
        if self.roster <= set(reached):
            return
        encoded = encode_event(event, {**payload, "senderId": self.user_id})
        await self.layer.group_send(
            channel_groups.room(self.room_id),
            {"type": "room.event", "skip": [self.user_id, *reached], **encoded.to_message()},
        )

    async def relay(self, event: str, payload: dict[str, Any], target_id: str) -> None:
        """Send an event to one peer of this room with our id on it. Raises Refused with `unknown_peer`."""
        if target_id not in self.roster:
            raise refused(RoomCode.UNKNOWN_PEER)
        encoded = encode_event(event, {**payload, "senderId": self.user_id})
        await self.layer.group_send(
            channel_groups.peer(self.room_id, target_id), {"type": "socketio.event", **encoded.to_message()}
        )

    async def set_media(self, media: dict[str, bool]) -> None:
        """Remember the media state for late joiners and tell the others."""
        self.user_info = {**self.user_info, "media": media}
        await self.presence.set_info(self.user_id, socket=self.socket, user_info=self.user_info)
        await self.broadcast("media_state", {**media, "senderId": self.user_id})

    async def connected_others(self) -> int:
        """How many other peers have a living socket right now."""
        peers = await self.presence.peers()
        return sum(not peer.suspended for peer in peers if peer.user_id != self.user_id)

    async def withdraw(self, *, announced: bool) -> None:
        """Undo an entry that the records refused; the others know of it only where it was a resumption."""
        if announced:
            await self.leave(reason="closed")
        else:
            await self.presence.leave(self.user_id, socket=self.socket)

    # The end ----------------------------------------------------------------------------------------------------------

    async def leave(self, *, reason: str) -> None:
        """Give the seat up at once. Nothing happens if another socket holds it by now."""
        if not await self.presence.leave(self.user_id, socket=self.socket):
            return
        await announce_departure(self.layer, self.room_id, self.user_id)
        await database_sync_to_async(services.record_departure)(
            interview_id=self.room_id, actor=self.participant.actor, user_id=self.user_id, reason=reason
        )

    async def suspend(self) -> None:
        """The socket dropped: keep the seat for the grace, and have the others look again when it is over."""
        if await self.presence.suspend(self.user_id, socket=self.socket):
            await self.layer.group_send(
                channel_groups.room(self.room_id), {"type": "peer.suspended", "user_id": self.user_id}
            )

    # Upkeep -----------------------------------------------------------------------------------------------------------

    async def refresh(self) -> Refreshed:
        """Keep the seat from expiring, and announce whoever else has expired."""
        refreshed = await self.presence.refresh(self.user_id, socket=self.socket)
        await announce_expired(self.layer, self.room_id, refreshed.expired)
        return refreshed

    async def sweep(self) -> None:
        await announce_expired(self.layer, self.room_id, await self.presence.sweep())
