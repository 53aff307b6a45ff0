"""Tells a room how its run stands, from a server process as from a worker."""

import asyncio
import logging
from uuid import UUID

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from rooms import channel_groups, channel_messages
from rooms.running.presenters import Json

logger = logging.getLogger(__name__)

SENDING_SECONDS = 5.0


async def broadcast_run(interview_id: UUID, state: Json) -> None:
    """Send a `run_state` to everybody in the room. It never fails: whoever missed it learns it from `run_sync`."""
    message = channel_messages.event_to_room("run_state", state, exclude=())
    try:
        async with asyncio.timeout(SENDING_SECONDS):
            await get_channel_layer().group_send(channel_groups.room(interview_id), message)
    except (RedisError, OSError, TimeoutError) as error:
        logger.warning("Nobody was told of run %s: %s", state["runId"], error)
