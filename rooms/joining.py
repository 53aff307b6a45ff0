"""Becoming a member of a room, or a waiting one before it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from channels.db import database_sync_to_async

from interviews.access.codes import AccessCode
from interviews.access.codes import refused as access_refused
from interviews.choices import Role
from rooms import channel_groups, channel_messages
from rooms.admission_rules import reason_to_ask
from rooms.arrivals import Arrival, InterviewLocked, confirm
from rooms.departures import handle_expired
from rooms.errors import RoomCode, refused
from rooms.membership import MemberConnection, Membership
from rooms.models import RequestReason
from rooms.people import user_info
from rooms.presence.store import Full, Joined, NewPlace, Presence, new_user_id, with_colour
from rooms.retrying import persistently
from rooms.services import participation
from rooms.services.participation import AdmissionNeeded, InterviewSoFar, JoinAuthorization
from talentsync.lib.errors import Refused
from talentsync.lib.redis import redis_client


class JoinResult(NamedTuple):
    """What a join gives: the membership, its place in the room, and what was before it."""

    membership: Membership
    entry: Joined
    so_far: InterviewSoFar


@asynccontextmanager
async def joining(
    connection: MemberConnection,
    *,
    room_id: UUID,
    name: str,
    media: dict[str, bool],
    webrtc: bool,
    resume_token: str | None,
) -> AsyncIterator[JoinResult]:
    """Make the socket a member of the room, unless something fails, the body of the block included.

    `name` is the one that the person typed, or empty; `webrtc` is whether their page can take part in the call.
    Raises Refused; with `waiting_for_admission` the interviewers have been asked.

    Listen first, then appear, then read the records once more: whoever comes, and whatever closes the room or
    withdraws our access at the same moment, is either heard of or read.
    """
    authorization = await _authorize(connection, room_id, name)
    participant = authorization.participant
    membership = Membership(
        connection=connection,
        layer=connection.subscriptions.layer,
        presence=Presence.from_settings(redis_client(), room_id),
        participant=participant,
        socket=connection.sid,
        user_id=new_user_id(),
        user_info=user_info(participant, name, media, has_webrtc=webrtc),
        tools=authorization.tools,
    )
    join = _Join(membership, authorization)
    try:
        yield await join.run(resume_token)
    except AdmissionNeeded as needed:
        await join.undo(needed)
        raise await connection.waiting.ask(participant, name, needed.reason) from None
    except BaseException as error:
        await join.undo(error)
        raise


class _Join:
    """One attempt to join, which knows how far it has come and undoes just that."""

    def __init__(self, membership: Membership, authorization: JoinAuthorization) -> None:
        self._membership = membership
        self._facts = authorization.facts
        self._entry: Joined | None = None
        self._confirmation: asyncio.Future[InterviewSoFar] | None = None

    async def run(self, resume_token: str | None) -> JoinResult:
        membership = self._membership
        connection, room_id = membership.connection, membership.room_id
        participant, subscriptions = membership.participant, connection.subscriptions
        for_role = [channel_groups.interviewers(room_id)] if participant.role == Role.INTERVIEWER else []
        await subscriptions.add(
            channel_groups.room(room_id), channel_groups.person(participant.key), *for_role
        )
        entry = self._entry = await self._enter(resume_token)
        membership.user_id, membership.record = entry.user_id, entry.record
        membership.user_info = with_colour(membership.user_info, entry.record)
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
        await connection.waiting.settle()
        connection.heartbeat.start(membership, subscriptions.on_reconnected)
        return JoinResult(membership, entry, so_far)

    async def _enter(self, resume_token: str | None) -> Joined:
        """Take a place, or the one that the token stands for. Raises Refused with `room_full`, or AdmissionNeeded."""
        membership, facts = self._membership, self._facts
        reason = reason_to_ask(facts)
        if reason is not None:
            new_place = NewPlace.NOBODY
        elif facts.role == Role.CANDIDATE and not facts.has_admission:
            new_place = NewPlace.ALONE
        else:
            new_place = NewPlace.ANYBODY
        entry = await membership.presence.join(
            user_id=membership.user_id,
            socket=membership.socket,
            person=membership.participant.key,
            user_info=membership.user_info,
            resume_token=resume_token,
            new_place=new_place,
        )
        if isinstance(entry, Joined):
            return entry
        await handle_expired(membership.layer, membership.room_id, entry.expired)
        if isinstance(entry, Full):
            raise refused(RoomCode.ROOM_FULL)
        if entry.in_use:
            await self._tell_own_peers()
        raise AdmissionNeeded(reason or RequestReason.LINK_IN_USE)

    async def _tell_own_peers(self) -> None:
        """Whoever is in the room by the same link hears that it was opened once more."""
        membership = self._membership
        for peer in await membership.presence.peers():
            if peer.person == membership.participant.key:
                await membership.layer.group_send(
                    channel_groups.peer(membership.room_id, peer.user_id),
                    channel_messages.event_to_peer("link_opened_again", {}),
                )

    async def _confirm(self, entry: Joined) -> InterviewSoFar:
        """Have the arrival written, and get what was before."""
        connection = self._membership.connection
        arrival = Arrival(
            participant=self._membership.participant,
            user_id=entry.user_id,
            colour=entry.record.colour,
            resumed=entry.resumed,
            request_id=connection.waiting.request_id,
        )
        self._confirmation = connection.arrivals.submit(arrival)
        try:
            return await asyncio.shield(self._confirmation)
        except InterviewLocked:
            # On this socket's thread it may wait for the lock, and holds up no other room.
            self._confirmation = asyncio.ensure_future(database_sync_to_async(confirm)(arrival))
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
        # Where presence did not answer, it may have entered us all the same.
        if self._entry is not None or not isinstance(error, AdmissionNeeded):
            await persistently(membership.withdraw)


async def _authorize(connection: MemberConnection, room_id: UUID, name: str) -> JoinAuthorization:
    """What the records allow. Somebody who is early is put on the waiting list before being refused."""
    authorize_join = database_sync_to_async(participation.authorize_join)
    request_id = connection.waiting.request_id
    authorization: JoinAuthorization = await authorize_join(
        connection.principal, room_id, request_id=request_id
    )
    if authorization.refusal == AccessCode.WAITING_FOR_INTERVIEWER:
        await connection.waiting.wait_for_opening(authorization.participant, name)
        # Asked again once on the list: the interviewer may have arrived in between, and would not be heard of.
        authorization = await authorize_join(connection.principal, room_id, request_id=request_id)
    if authorization.refusal is not None:
        raise access_refused(authorization.refusal)
    return authorization
