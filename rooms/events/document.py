"""Handlers of the shared code's events: sync, updates and awareness."""

from functools import partial
from typing import Any

from rooms.connection import RoomConnection
from rooms.document import update_validator
from rooms.document.store import NewUpdate, sync_document
from rooms.document.yjs_encoding import DecodeError, read_awareness
from rooms.errors import invalid_payload
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, Acknowledgement, Tool, Written, events
from rooms.events.schemas import DocAwareness, DocSync, DocUpdate
from rooms.reading import read

SYNCS = RateLimit(per_second=1, burst=20)
EDITS = RateLimit(per_second=60, burst=600)
CURSORS = RateLimit(per_second=30, burst=120)


@events.on("doc_sync", DocSync, roles=EVERYBODY, tool=Tool.CODE_EDITOR, limit=SYNCS)
async def doc_sync(connection: RoomConnection, payload: DocSync, raw: dict[str, Any]) -> Acknowledgement:
    membership = connection.require_membership()
    sync = await read(sync_document, membership.room_id, payload.state_vector)
    return {
        "update": sync.update,
        "stateVector": sync.state_vector,
        "readOnly": sync.read_only or membership.is_observer,
    }


@events.on("doc_update", DocUpdate, tool=Tool.CODE_EDITOR, limit=EDITS)
async def doc_update(connection: RoomConnection, payload: DocUpdate, raw: dict[str, Any]) -> Written:
    connection.consume_bytes(len(payload.update))
    membership = connection.require_membership()
    return connection.documents.submit(
        NewUpdate(membership.room_id, membership.participant.actor, payload.update),
        partial(membership.relay, "doc_update", {"update": payload.update}, reached=payload.reached),
    )


@events.on("doc_awareness", DocAwareness, tool=Tool.CODE_EDITOR, limit=CURSORS)
async def doc_awareness(
    connection: RoomConnection, payload: DocAwareness, raw: dict[str, Any]
) -> Acknowledgement:
    try:
        read_awareness(payload.awareness, max_clients=update_validator.MAX_AWARENESS_CLIENTS)
    except DecodeError as error:
        raise invalid_payload(f"awareness: {error}") from None
    await connection.require_membership().relay(
        "doc_awareness", {"awareness": payload.awareness}, reached=payload.reached
    )
    return {}
