"""Telling the room, and its timeline, that a peer is gone, whatever is away at that moment."""

import logging
from functools import partial
from uuid import UUID

import msgspec
from channels.db import database_sync_to_async
from redis.asyncio import Redis

from interviews.timeline import Actor
from rooms import channel_groups, channel_messages
from rooms.presence.store import PREFIX, Peer
from rooms.retrying import persistently
from rooms.services import participation
from rooms.subscriptions import ChannelLayer
from talentsync.lib.redis import redis_client

logger = logging.getLogger(__name__)

# Departures that the database could not take when they happened.
POSTPONED_KEY = f"{PREFIX}:departures"


class Departure(msgspec.Struct, frozen=True):
    """What the timeline is to hold of a peer that left. `person` is an actor's key."""

    room_id: UUID
    person: str
    user_id: str
    reason: str


async def broadcast_user_left(layer: ChannelLayer, room_id: UUID, user_id: str) -> None:
    """Tell everybody in the room that a peer is gone."""
    await layer.group_send(channel_groups.room(room_id), channel_messages.peer_left(user_id))


async def handle_expired(layer: ChannelLayer, room_id: UUID, expired: list[Peer]) -> None:
    """Tell the room of peers whose presence was removed, and record that they left. Fails for none of them."""
    for peer in expired:
        await persistently(partial(broadcast_user_left, layer, room_id, peer.user_id))
    for peer in expired:
        await record_departure(Departure(room_id, peer.person, peer.user_id, "dropped"))


async def record_departure(departure: Departure) -> None:
    """Write that a peer left, or have `record_postponed` do it once the database is back."""
    try:
        await _write(departure)
    except Exception:
        logger.exception("Recording a departure failed")
        await persistently(partial(_postpone, departure))


async def _write(departure: Departure) -> None:
    await database_sync_to_async(participation.record_departure)(
        interview_id=departure.room_id,
        actor=Actor.from_key(departure.person),
        user_id=departure.user_id,
        reason=departure.reason,
    )


async def _postpone(departure: Departure) -> None:
    await redis_client().sadd(POSTPONED_KEY, msgspec.json.encode(departure).decode())


async def record_postponed(redis: Redis) -> None:
    """Write the departures that the database could not take before; each is given to one caller."""
    while (popped := await redis.spop(POSTPONED_KEY)) is not None:
        text = str(popped)
        try:
            await _write(msgspec.json.decode(text, type=Departure))
        except BaseException:
            await redis.sadd(POSTPONED_KEY, text)
            raise
