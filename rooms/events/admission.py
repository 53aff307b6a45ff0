"""Handlers of the door's events: who is let in, who is put out, and whether the room is locked."""

from functools import partial
from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from interviews.choices import Role
from rooms import channel_groups, channel_messages
from rooms.admission import services
from rooms.connection import RoomConnection
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, ONLY_INTERVIEWERS, Acknowledgement, events
from rooms.events.schemas import AdmissionDecision, Empty, LockRoom, PeerId
from rooms.membership import Membership
from rooms.models import RequestState
from rooms.reading import read
from rooms.retrying import persistently

DECISIONS = RateLimit(per_second=2, burst=20)
LOCKS = RateLimit(per_second=0.5, burst=10)
SYNCS = RateLimit(per_second=1, burst=20)


@events.on("admit", AdmissionDecision, roles=ONLY_INTERVIEWERS, limit=DECISIONS)
async def admit(
    connection: RoomConnection, payload: AdmissionDecision, raw: dict[str, Any]
) -> Acknowledgement:
    return await _decide(connection.require_membership(), payload.request_id, RequestState.ADMITTED)


@events.on("deny", AdmissionDecision, roles=ONLY_INTERVIEWERS, limit=DECISIONS)
async def deny(
    connection: RoomConnection, payload: AdmissionDecision, raw: dict[str, Any]
) -> Acknowledgement:
    return await _decide(connection.require_membership(), payload.request_id, RequestState.DENIED)


async def _decide(membership: Membership, request_id: UUID, outcome: RequestState) -> Acknowledgement:
    await database_sync_to_async(services.decide)(
        by=membership.participant, request_id=request_id, outcome=outcome
    )
    told = {
        "requestId": str(request_id),
        "outcome": outcome.value,
        "decidedBy": membership.participant.name,
    }

    async def tell() -> None:
        await membership.layer.group_send(
            channel_groups.waiting(membership.room_id), channel_messages.admission_decided(request_id)
        )
        await membership.tell_interviewers("admission_withdrawn", told)

    # It is decided, whether or not everybody can be told at once.
    await persistently(tell)
    return {}


@events.on("remove_peer", PeerId, roles=ONLY_INTERVIEWERS, limit=DECISIONS)
async def remove_peer(connection: RoomConnection, payload: PeerId, raw: dict[str, Any]) -> Acknowledgement:
    await connection.require_membership().remove(payload.user_id)
    return {}


@events.on("lock_room", LockRoom, roles=ONLY_INTERVIEWERS, limit=LOCKS)
async def lock_room(connection: RoomConnection, payload: LockRoom, raw: dict[str, Any]) -> Acknowledgement:
    membership = connection.require_membership()
    await database_sync_to_async(services.set_lock)(by=membership.participant, locked=payload.locked)
    # Told where nothing changed as well: somebody may have missed it.
    await persistently(partial(_tell_of_lock, membership, locked=payload.locked))
    return {}


async def _tell_of_lock(membership: Membership, *, locked: bool) -> None:
    await membership.broadcast("lock_room", {"locked": locked})
    if not locked:
        await membership.layer.group_send(
            channel_groups.waiting(membership.room_id), channel_messages.room_unlocked()
        )


@events.on("admission_sync", Empty, roles=EVERYBODY, limit=SYNCS)
async def admission_sync(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    participant = connection.require_membership().participant
    return await read(_state_of_door, participant.interview_id, participant.role)


def _state_of_door(interview_id: UUID, role: Role) -> Acknowledgement:
    """Who waits is for interviewers to know."""
    requests = services.waiting_in_room(interview_id) if role == Role.INTERVIEWER else []
    return {
        "locked": services.is_locked(interview_id),
        "requests": [services.as_json(request) for request in requests],
    }
