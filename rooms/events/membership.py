"""Handlers of JOIN_ROOM and LEAVE_ROOM."""

import time
from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async
from msgspec import UNSET, structs

from interviews.access import AccessCode
from interviews.access import refused as access_refused
from rooms import services
from rooms.errors import RoomCode, refused
from rooms.events.rate_limits import Limit
from rooms.events.registry import Answer, Place, events
from rooms.events.schemas import Empty, JoinRoom, UserInfo, require_small_user_info
from rooms.ice_servers import ice_configuration

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer

MEMBERSHIP = Limit(per_second=1, burst=10)


@events.on("JOIN_ROOM", JoinRoom, place=Place.ANYWHERE, limit=MEMBERSHIP)
async def join_room(consumer: "RoomConsumer", payload: JoinRoom, raw: dict[str, Any]) -> Answer:
    require_small_user_info(raw)
    if consumer.seat is not None:
        raise refused(RoomCode.ALREADY_JOINED)
    admission = await _admission(consumer, payload)
    participant = admission.participant
    user_info = {
        "name": _display_name(payload.user_info, participant.name),
        "role": participant.role.value,
        "media": structs.asdict(payload.user_info.media),
    }
    entry, question = await consumer.take_seat(
        participant,
        user_info,
        admission.tools,
        None if payload.resume_token is UNSET else payload.resume_token,
    )
    return {
        "userId": entry.user_id,
        "resumeToken": entry.resume_token,
        "resumed": entry.resumed,
        "userInfo": user_info,
        "peers": [peer.as_json() for peer in entry.peers],
        **ice_configuration(entry.user_id, now=time.time()),
        "tools": admission.tools,
        "question": question,
        "resumeGraceMs": consumer.resume_grace_ms,
    }


async def _admission(consumer: "RoomConsumer", payload: JoinRoom) -> services.Admission:
    """The records' answer. A candidate who is early is put on the waiting list before being refused."""
    admit = database_sync_to_async(services.admit)
    admission: services.Admission = await admit(consumer.visitor, payload.room_id)
    if admission.refusal == AccessCode.WAITING_FOR_INTERVIEWER:
        await consumer.wait_for_opening(admission.participant)
        # Asked again once on the list: the interviewer may have arrived in between, and would not be heard of.
        admission = await admit(consumer.visitor, payload.room_id)
    if admission.refusal is not None:
        raise access_refused(admission.refusal)
    return admission


def _display_name(user_info: UserInfo, name_on_record: str) -> str:
    """The name a person chose, on one line, or the one we know where nothing is left of it."""
    chosen = "" if user_info.name is UNSET else " ".join(user_info.name.split())
    printable = "".join(character for character in chosen if character.isprintable())
    return printable or name_on_record


@events.on("LEAVE_ROOM", Empty, limit=MEMBERSHIP)
async def leave_room(consumer: "RoomConsumer", payload: Empty, raw: dict[str, Any]) -> Answer:
    await consumer.give_up_seat(reason="left")
    return {}
