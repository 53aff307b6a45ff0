"""A socket's membership of a room: its peer id, who else is there, and what it may tell them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from channels.db import database_sync_to_async

from interviews.access import AccessCode, Participant
from interviews.access import refused as access_refused
from interviews.timeline import Actor
from rooms import channel_groups, channel_messages, services
from rooms.errors import RoomCode, refused
from rooms.heartbeat import Heartbeat
from rooms.presence.store import Full, Joined, Peer, Presence, Refreshed
from rooms.subscriptions import ChannelLayer, Subscriptions
from talentsync.lib.redis import redis_client


async def broadcast_user_left(layer: ChannelLayer, room_id: UUID, user_id: str) -> None:
    """Tell everybody in the room that a peer is gone."""
    await layer.group_send(channel_groups.room(room_id), channel_messages.peer_left(user_id))


async def handle_expired(layer: ChannelLayer, room_id: UUID, expired: list[Peer]) -> None:
    """Tell the room of peers whose presence expired and was removed, and record that they left."""
    for peer in expired:
        await broadcast_user_left(layer, room_id, peer.user_id)
        await database_sync_to_async(services.record_departure)(
            interview_id=room_id, actor=Actor.from_key(peer.person), user_id=peer.user_id, reason="dropped"
        )


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
    """`question` is the one that was pushed last, as `{questionText}`."""

    membership: "Membership"
    entry: Joined
    question: dict[str, str] | None


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
    roster: set[str] = field(default_factory=set)

    @property
    def room_id(self) -> UUID:
        return self.participant.interview_id

    # Joining ----------------------------------------------------------------------------------------------------------

    @classmethod
    async def join(
        cls,
        connection: MemberConnection,
        *,
        room_id: UUID,
        name: str,
        media: dict[str, bool],
        resume_token: str | None,
    ) -> JoinResult:
        """Make the socket a member of the room. Raises Refused.

        `name` is the one that the person chose, or empty for the one on record.

        Listen first, then appear, then read the records once more: whoever comes, and whatever closes the room or
        withdraws our access at the same moment, is either heard of or read.
        """
        authorization = await _authorize(connection, room_id)
        participant, subscriptions = authorization.participant, connection.subscriptions
        user_info = {"name": name or participant.name, "role": participant.role.value, "media": media}
        presence = Presence.from_settings(redis_client(), room_id)
        entry = await _enter(connection, presence, participant, user_info, resume_token)
        membership = cls(
            connection=connection,
            layer=subscriptions.layer,
            presence=presence,
            participant=participant,
            socket=connection.sid,
            user_id=entry.user_id,
            user_info=user_info,
            tools=authorization.tools,
            roster={peer.user_id for peer in entry.peers},
        )
        try:
            await subscriptions.add(channel_groups.peer(room_id, entry.user_id))
            question = await database_sync_to_async(services.confirm_join)(
                participant=participant, user_id=entry.user_id, resumed=entry.resumed
            )
        except BaseException:
            await membership._undo_join(resumed=entry.resumed)
            raise
        if entry.resumed:
            await membership._tell_of_resumption(replaced=entry.replaced)
        else:
            await membership._send_to_room(channel_messages.peer_joined(entry.user_id, user_info))
        connection.membership = membership
        await subscriptions.stop_waiting()
        connection.heartbeat.schedule()
        return JoinResult(membership, entry, question)

    async def _undo_join(self, *, resumed: bool) -> None:
        """Leave again after the records refused the join; the others know of the peer only if it resumed."""
        await self.detach()
        if resumed:
            await self.leave(reason="closed")
        else:
            await self.presence.leave(self.user_id, socket=self.socket)

    async def _tell_of_resumption(self, *, replaced: bool) -> None:
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

    async def set_media(self, media: dict[str, bool]) -> None:
        """Remember the media state for late joiners and tell the others."""
        self.user_info = {**self.user_info, "media": media}
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
        return True

    def remove_peer(self, user_id: str) -> bool:
        """Take a peer off the roster; False if it is not there."""
        if user_id not in self.roster:
            return False
        self.roster.discard(user_id)
        return True

    def reconcile(self, peers: Iterable[Peer]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Make the roster what presence says; yields the events that tell this socket of the difference."""
        present = {peer.user_id: peer for peer in peers}
        for user_id in sorted(self.roster - present.keys()):
            self.roster.discard(user_id)
            yield "USER_LEFT", {"userId": user_id}
        for user_id in present.keys() - self.roster:
            self.roster.add(user_id)
            yield "USER_JOINED", present[user_id].as_json()

    async def connected_others(self) -> int:
        """How many other peers have a living socket right now."""
        peers = await self.presence.peers()
        return sum(not peer.disconnected for peer in peers if peer.user_id != self.user_id)

    async def refresh(self) -> Refreshed:
        """Keep this peer from expiring, and tell the room of those who did."""
        refreshed = await self.presence.refresh(self.user_id, socket=self.socket)
        await handle_expired(self.layer, self.room_id, refreshed.expired)
        return refreshed

    async def reap(self) -> None:
        """Remove peers whose presence expired, and tell the room of them."""
        await handle_expired(self.layer, self.room_id, await self.presence.reap())

    # The end ----------------------------------------------------------------------------------------------------------

    async def detach(self) -> None:
        """End the socket's part: it hears nothing more of the room, and may join again."""
        self.connection.membership = None
        self.connection.heartbeat.stop()
        await self.connection.subscriptions.clear()

    async def leave(self, *, reason: str) -> None:
        """Leave the room at once. The others hear nothing if another socket stands for the peer by now."""
        await self.detach()
        if not await self.presence.leave(self.user_id, socket=self.socket):
            return
        await broadcast_user_left(self.layer, self.room_id, self.user_id)
        await database_sync_to_async(services.record_departure)(
            interview_id=self.room_id, actor=self.participant.actor, user_id=self.user_id, reason=reason
        )

    async def disconnect(self) -> None:
        """The socket dropped: keep the peer for the grace period, and have the others look again when it is over."""
        await self.detach()
        if await self.presence.mark_disconnected(self.user_id, socket=self.socket):
            await self._send_to_room(channel_messages.peer_disconnected())


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


async def _enter(
    connection: MemberConnection,
    presence: Presence,
    participant: Participant,
    user_info: dict[str, Any],
    resume_token: str | None,
) -> Joined:
    """Listen to the room and enter its presence. Raises Refused with `room_full`."""
    subscriptions, room_id = connection.subscriptions, participant.interview_id
    await subscriptions.add(channel_groups.room(room_id), channel_groups.person(participant.key))
    try:
        entry = await presence.join(
            socket=connection.sid, person=participant.key, user_info=user_info, resume_token=resume_token
        )
        await handle_expired(subscriptions.layer, room_id, entry.expired)
        if isinstance(entry, Full):
            raise refused(RoomCode.ROOM_FULL)
    except BaseException:
        await subscriptions.clear()
        raise
    return entry
