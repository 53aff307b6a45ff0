"""Handlers of the shared code's events: sync, updates and awareness."""

from asyncio import Future
from functools import partial
from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async

from rooms.document import update_validator
from rooms.document.store import NewUpdate, sync_document
from rooms.document.yjs_encoding import Malformed, read_awareness
from rooms.errors import invalid_payload
from rooms.events.rate_limits import Limit
from rooms.events.registry import Answer, Tool, events
from rooms.events.schemas import DocAwareness, DocSync, DocUpdate

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer

SYNCS = Limit(per_second=1, burst=20)
EDITS = Limit(per_second=60, burst=600)
CURSORS = Limit(per_second=30, burst=120)


@events.on("doc_sync", DocSync, tool=Tool.CODE_EDITOR, limit=SYNCS)
async def doc_sync(consumer: "RoomConsumer", payload: DocSync, raw: dict[str, Any]) -> Answer:
    sync = await database_sync_to_async(sync_document)(consumer.current_seat.room_id, payload.state_vector)
    return {"update": sync.update, "stateVector": sync.state_vector, "readOnly": sync.read_only}


@events.on("doc_update", DocUpdate, tool=Tool.CODE_EDITOR, limit=EDITS)
async def doc_update(consumer: "RoomConsumer", payload: DocUpdate, raw: dict[str, Any]) -> Future[Answer]:
    consumer.spend_bytes(len(payload.update))
    seat = consumer.current_seat
    return consumer.documents.submit(
        NewUpdate(seat.room_id, seat.participant.actor, payload.update),
        partial(seat.pass_on, "doc_update", {"update": payload.update}, payload.reached),
    )


@events.on("doc_awareness", DocAwareness, tool=Tool.CODE_EDITOR, limit=CURSORS)
async def doc_awareness(consumer: "RoomConsumer", payload: DocAwareness, raw: dict[str, Any]) -> Answer:
    try:
        read_awareness(payload.awareness, max_clients=update_validator.MAX_AWARENESS_CLIENTS)
    except Malformed as error:
        raise invalid_payload(f"awareness: {error}") from None
    await consumer.current_seat.pass_on("doc_awareness", {"awareness": payload.awareness}, payload.reached)
    return {}
