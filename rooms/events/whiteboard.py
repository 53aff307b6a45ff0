"""Handlers of the whiteboard's events: scene pages, updates, digests and pointers."""

from functools import partial
from typing import Any

import orjson
from msgspec import UNSET

from rooms.connection import RoomConnection
from rooms.errors import invalid_payload, too_large
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, Acknowledgement, Tool, Written, events
from rooms.events.schemas import WhiteboardDigest, WhiteboardPointer, WhiteboardSync, WhiteboardUpdate
from rooms.reading import read
from rooms.whiteboard.scene import InvalidElements, TooLarge, read_elements
from rooms.whiteboard.store import NewElements, scene_digest, scene_page

SCENE_PAGES = RateLimit(per_second=5, burst=60)
STROKES = RateLimit(per_second=30, burst=300)
DIGESTS = RateLimit(per_second=0.5, burst=10)
POINTERS = RateLimit(per_second=40, burst=120)


@events.on("whiteboard_sync", WhiteboardSync, roles=EVERYBODY, tool=Tool.WHITEBOARD, limit=SCENE_PAGES)
async def whiteboard_sync(
    connection: RoomConnection, payload: WhiteboardSync, raw: dict[str, Any]
) -> Acknowledgement:
    membership = connection.require_membership()
    page = await read(
        scene_page,
        membership.room_id,
        after=None if payload.after is UNSET else payload.after,
    )
    return {
        "elements": [orjson.Fragment(element) for element in page.elements],
        "next": page.next,
        "digest": page.digest,
        "readOnly": page.read_only or membership.is_observer,
    }


@events.on("whiteboard_update", WhiteboardUpdate, tool=Tool.WHITEBOARD, limit=STROKES)
async def whiteboard_update(
    connection: RoomConnection, payload: WhiteboardUpdate, raw: dict[str, Any]
) -> Written:
    try:
        elements = read_elements(payload.elements)
    except InvalidElements as error:
        raise invalid_payload(str(error)) from None
    except TooLarge as error:
        raise too_large(str(error)) from None
    connection.consume_bytes(sum(element.size for element in elements))
    membership = connection.require_membership()
    event = {"elements": [orjson.Fragment(element.json) for element in elements]}
    return connection.whiteboards.submit(
        NewElements(membership.room_id, membership.participant.actor, elements),
        partial(membership.relay, "whiteboard_update", event, reached=payload.reached),
    )


@events.on("whiteboard_digest", WhiteboardDigest, roles=EVERYBODY, tool=Tool.WHITEBOARD, limit=DIGESTS)
async def whiteboard_digest(
    connection: RoomConnection, payload: WhiteboardDigest, raw: dict[str, Any]
) -> Acknowledgement:
    ours = await read(scene_digest, connection.require_membership().room_id)
    return {"matches": payload.digest == ours}


@events.on("whiteboard_pointer", WhiteboardPointer, tool=Tool.WHITEBOARD, limit=POINTERS)
async def whiteboard_pointer(
    connection: RoomConnection, payload: WhiteboardPointer, raw: dict[str, Any]
) -> Acknowledgement:
    pointer = {name: value for name, value in raw.items() if name != "reached"}
    await connection.require_membership().relay("whiteboard_pointer", pointer, reached=payload.reached)
    return {}
