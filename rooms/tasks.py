"""Work of the live room that no socket can be relied on to do."""

from asgiref.sync import async_to_sync
from celery import shared_task
from channels.layers import get_channel_layer
from django.conf import settings

from rooms.membership import announce_expired
from rooms.presence.store import Presence, active_rooms
from talentsync.lib.redis import redis_client


@shared_task
def sweep_rooms() -> int:
    """Remove expired peers from every room and announce them; gives how many.

    People in a room sweep it themselves. This is for rooms whose last people dropped together, so that their departure
    is recorded as well. Safe to run twice or beside itself: each expired peer is handed to one sweeper.
    """
    return async_to_sync(_sweep_rooms)()


async def _sweep_rooms() -> int:
    redis = redis_client()
    layer = get_channel_layer()
    swept = 0
    try:
        for room_id in await active_rooms(redis):
            presence = Presence(
                redis,
                room_id,
                capacity=settings.ROOM_CAPACITY,
                ttl_seconds=settings.ROOM_PRESENCE_TTL_SECONDS,
                grace_seconds=settings.ROOM_RESUME_GRACE_SECONDS,
            )
            expired = await presence.sweep()
            await announce_expired(layer, room_id, expired)
            swept += len(expired)
    finally:
        # This loop ends with the call, and its connections with it.
        await redis.aclose()
    return swept
