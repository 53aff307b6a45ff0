"""Work of the live room that no socket can be relied on to do."""

from asgiref.sync import async_to_sync
from celery import shared_task
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import OperationalError

from rooms import channel_groups
from rooms.admission.services import withdraw_lost
from rooms.channel_messages import event_to_interviewers
from rooms.departures import handle_expired, record_postponed
from rooms.presence.store import Presence, active_rooms
from rooms.running import runner
from talentsync.lib.redis import redis_client


# Retried only for a database that is locked or away: all else the row remembers, and the schedule sends it again.
@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def run_code(run_id: str) -> None:
    """Run a room's shared code, unless somebody else has taken it."""
    run = runner.claim(run_id)
    if run is not None:
        runner.execute(run)


# Beats that waited while no worker was there say no more than the last of them.
@shared_task(expires=30)
def dispatch_runs() -> int:
    """Send runs asked for while the broker was away, those to be tried again, and those whose worker was lost."""
    return runner.dispatch()


@shared_task
def sweep_rooms() -> int:
    """Remove peers whose presence expired from every room, and tell the rooms; gives how many.

    The sockets in a room do so themselves. This is for rooms whose last people dropped together, so that their
    departure is recorded as well, for departures that the database could not take, and for whoever waited in a process
    that was killed. Safe to run twice or beside
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
        for request in await database_sync_to_async(withdraw_lost)():
            over = {"requestId": str(request.pk), "outcome": "left"}
            message = event_to_interviewers("admission_withdrawn", over)
            await layer.group_send(channel_groups.interviewers(request.interview_id), message)
    finally:
        # This loop ends with the call, and its connections with it.
        await redis.aclose(close_connection_pool=True)
    return reaped
