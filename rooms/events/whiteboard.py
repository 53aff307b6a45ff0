"""Handlers of the whiteboard's events: scene pages, updates, digests and pointers."""

from asyncio import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from channels.db import database_sync_to_async
from msgspec import UNSET

from rooms.errors import invalid_payload, too_large
from rooms.events.rate_limits import Limit
from rooms.events.registry import Answer, Tool, events
from rooms.events.schemas import WhiteboardDigest, WhiteboardPointer, WhiteboardSync, WhiteboardUpdate
from rooms.whiteboard.scene import InvalidElements, TooLarge, read_elements
from rooms.whiteboard.store import NewElements, scene_digest, scene_page

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer

SCENE_PAGES = Limit(per_second=5, burst=60)
STROKES = Limit(per_second=30, burst=300)
DIGESTS = Limit(per_second=0.5, burst=10)
POINTERS = Limit(per_second=40, burst=120)


@events.on("whiteboard_sync", WhiteboardSync, tool=Tool.WHITEBOARD, limit=SCENE_PAGES)
async def whiteboard_sync(consumer: "RoomConsumer", payload: WhiteboardSync, raw: dict[str, Any]) -> Answer:
    page = await database_sync_to_async(scene_page)(
        consumer.current_seat.room_id, after=None if payload.after is UNSET else payload.after
    )
    return {
        "elements": [orjson.Fragment(element) for element in page.elements],
        "next": page.next,
        "digest": page.digest,
        "readOnly": page.read_only,
    }


@events.on("whiteboard_update", WhiteboardUpdate, tool=Tool.WHITEBOARD, limit=STROKES)
async def whiteboard_update(
    consumer: "RoomConsumer", payload: WhiteboardUpdate, raw: dict[str, Any]
) -> Future[Answer]:
    try:
        elements = read_elements(payload.elements)
    except InvalidElements as error:
        raise invalid_payload(str(error)) from None
    except TooLarge as error:
        raise too_large(str(error)) from None
    consumer.spend_bytes(sum(element.size for element in elements))
    seat = consumer.current_seat
    event = {"elements": [orjson.Fragment(element.json) for element in elements]}
    return consumer.whiteboards.submit(
        NewElements(seat.room_id, seat.participant.actor, elements),
        partial(seat.pass_on, "whiteboard_update", event, payload.reached),
    )


@events.on("whiteboard_digest", WhiteboardDigest, tool=Tool.WHITEBOARD, limit=DIGESTS)
async def whiteboard_digest(
    consumer: "RoomConsumer", payload: WhiteboardDigest, raw: dict[str, Any]
) -> Answer:
    ours = await database_sync_to_async(scene_digest)(consumer.current_seat.room_id)
    return {"matches": payload.digest == ours}


@events.on("whiteboard_pointer", WhiteboardPointer, tool=Tool.WHITEBOARD, limit=POINTERS)
async def whiteboard_pointer(
    consumer: "RoomConsumer", payload: WhiteboardPointer, raw: dict[str, Any]
) -> Answer:
    pointer = {name: value for name, value in raw.items() if name != "reached"}
    await consumer.current_seat.pass_on("whiteboard_pointer", pointer, payload.reached)
    return {}
