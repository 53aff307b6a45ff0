"""Work of the live room that no socket can be relied on to do."""

from asgiref.sync import async_to_sync
from celery import shared_task
from channels.layers import get_channel_layer

from rooms.departures import handle_expired, record_postponed
from rooms.presence.store import Presence, active_rooms
from talentsync.lib.redis import redis_client


@shared_task
def sweep_rooms() -> int:
    """Remove peers whose presence expired from every room, and tell the rooms; gives how many.

    The sockets in a room do so themselves. This is for rooms whose last people dropped together, so that their
    departure is recorded as well, and for departures that the database could not take. Safe to run twice or beside
    itself: each expired peer is given to one caller.
    """
    return async_to_sync(_reap_rooms)()


async def _reap_rooms() -> int:
    redis = redis_client()
    layer = get_channel_layer()
    reaped = 0
    try:
        for room_id in await active_rooms(redis):
            expired = await Presence.from_settings(redis, room_id).reap()
            await handle_expired(layer, room_id, expired)
            reaped += len(expired)
        await record_postponed(redis)
    finally:
        # This loop ends with the call, and its connections with it.
        await redis.aclose(close_connection_pool=True)
    return reaped
