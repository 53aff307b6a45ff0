"""Handlers of coming and going: JOIN_ROOM, LEAVE_ROOM and page_gone."""

import time
from typing import Any

from django.utils import timezone
from msgspec import UNSET, UnsetType, structs

from rooms.connection import RoomConnection
from rooms.errors import RoomCode, refused
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, Acknowledgement, events
from rooms.events.schemas import Empty, JoinRoom, require_small_user_info
from rooms.ice_servers import ice_configuration
from rooms.joining import joining

MEMBERSHIP = RateLimit(per_second=1, burst=10)


@events.on("JOIN_ROOM", JoinRoom, requires_membership=False, limit=MEMBERSHIP)
async def join_room(connection: RoomConnection, payload: JoinRoom, raw: dict[str, Any]) -> Acknowledgement:
    require_small_user_info(raw)
    if connection.membership is not None:
        raise refused(RoomCode.ALREADY_JOINED)
    join = joining(
        connection,
        room_id=payload.room_id,
        name=_printable(payload.user_info.name),
        media=structs.asdict(payload.user_info.media),
        webrtc=payload.user_info.webrtc,
        resume_token=None if payload.resume_token is UNSET else payload.resume_token,
    )
    async with join as (membership, entry, so_far):
        last = so_far.questions[-1] if so_far.questions else None
        return {
            "userId": entry.user_id,
            "resumeToken": entry.resume_token,
            "resumed": entry.resumed,
            "userInfo": membership.user_info,
            "peers": [peer.as_json() for peer in entry.peers],
            **ice_configuration(entry.user_id, now=time.time()),
            "tools": membership.tools,
            "question": None if last is None else {"questionText": last["questionText"]},
            "questions": so_far.questions,
            "startedAt": so_far.started_at.isoformat(),
            "serverTime": timezone.now().isoformat(),
            "resumeGraceMs": membership.presence.grace_ms,
        }


def _printable(name: str | UnsetType) -> str:
    """A chosen name on one line, without what cannot be seen; empty if nothing is left of it."""
    chosen = "" if name is UNSET else " ".join(name.split())
    return "".join(character for character in chosen if character.isprintable())


@events.on("LEAVE_ROOM", Empty, roles=EVERYBODY, limit=MEMBERSHIP)
async def leave_room(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    await connection.require_membership().leave(reason="left")
    return {}


@events.on("page_gone", Empty, roles=EVERYBODY, limit=MEMBERSHIP)
async def page_gone(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    """The last word of a page that polls; its session ends right after, and the others are told then."""
    connection.require_membership().is_page_gone = True
    return {}
