"""Handlers of what people attend to: where somebody works and whom they follow, and what candidates do elsewhere."""

from functools import partial
from typing import Any

from channels.db import database_sync_to_async
from msgspec import UNSET

from rooms.activity import note_activity, noted_so_far
from rooms.connection import RoomConnection
from rooms.errors import RoomCode, invalid_payload, refused
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, ONLY_CANDIDATES, ONLY_INTERVIEWERS, Acknowledgement, events
from rooms.events.schemas import Activity, Empty, Place
from rooms.reading import read
from rooms.retrying import persistently

PLACES = RateLimit(per_second=3, burst=30)
ACTIVITIES = RateLimit(per_second=0.5, burst=10)
SYNCS = RateLimit(per_second=1, burst=20)


@events.on("place", Place, roles=EVERYBODY, limit=PLACES)
async def place(connection: RoomConnection, payload: Place, raw: dict[str, Any]) -> Acknowledgement:
    membership = connection.require_membership()
    if payload.follows is not UNSET and payload.follows not in membership.roster:
        raise refused(RoomCode.UNKNOWN_PEER)
    await membership.set_info(place=raw)
    await membership.broadcast("place", {**raw, "userId": membership.user_id})
    return {}


@events.on("activity", Activity, roles=ONLY_CANDIDATES, limit=ACTIVITIES)
async def activity(connection: RoomConnection, payload: Activity, raw: dict[str, Any]) -> Acknowledgement:
    characters = None if payload.characters is UNSET else payload.characters
    if (payload.kind == "paste") == (characters is None):
        raise invalid_payload("characters belongs to a paste, and to nothing else.")
    membership = connection.require_membership()
    event = await database_sync_to_async(note_activity)(
        participant=membership.participant, activity=payload.kind, characters=characters
    )
    at = event.created_at.isoformat()
    told = {**raw, "userId": membership.user_id, "at": at}
    # It is on record, whether or not everybody can be told at once.
    await persistently(partial(membership.tell_interviewers, "activity", told))
    return {"at": at}


@events.on("activity_sync", Empty, roles=ONLY_INTERVIEWERS, limit=SYNCS)
async def activity_sync(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    return await read(noted_so_far, connection.require_membership().participant)
