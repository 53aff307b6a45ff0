"""What each event does. docs/protocol.md tells it in prose; the decorators are the rules.

A handler gets the consumer, the validated payload and the payload as it came (for relaying it unchanged); it returns
the acknowledgement or raises Refused.
"""

import time
from asyncio import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson
from channels.db import database_sync_to_async
from msgspec import UNSET, structs

from interviews.access import AccessCode
from interviews.access import refused as access_refused
from rooms import document, services
from rooms.codes import RoomCode, invalid_payload, refused, too_large
from rooms.document_services import NewUpdate, sync_document
from rooms.ice import ice_configuration
from rooms.limits import Limit
from rooms.payloads import (
    Answer as AnswerPayload,
)
from rooms.payloads import (
    DocAwareness,
    DocSync,
    DocUpdate,
    Empty,
    IceCandidate,
    JoinRoom,
    MediaState,
    Offer,
    PushQuestion,
    UserInfo,
    WhiteboardDigest,
    WhiteboardPointer,
    WhiteboardSync,
    WhiteboardUpdate,
    require_small_user_info,
)
from rooms.routes import ONLY_INTERVIEWERS, Answer, Place, RouteTable, Tool
from rooms.whiteboard import InvalidElements, TooLarge, read_elements
from rooms.whiteboard_services import NewElements, scene_digest, scene_page
from rooms.yjs import Malformed, read_awareness

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer

events = RouteTable()

MEMBERSHIP = Limit(per_second=1, burst=10)
DESCRIPTIONS = Limit(per_second=10, burst=60)
CANDIDATES = Limit(per_second=50, burst=400)
MEDIA = Limit(per_second=5, burst=30)
QUESTIONS = Limit(per_second=1, burst=10)
CREDENTIALS = Limit(per_second=0.5, burst=10)
SYNCS = Limit(per_second=1, burst=20)
EDITS = Limit(per_second=60, burst=600)
CURSORS = Limit(per_second=30, burst=120)
SCENE_PAGES = Limit(per_second=5, burst=60)
STROKES = Limit(per_second=30, burst=300)
DIGESTS = Limit(per_second=0.5, burst=10)
POINTERS = Limit(per_second=40, burst=120)


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


@events.on("OFFER", Offer, limit=DESCRIPTIONS)
async def offer(consumer: "RoomConsumer", payload: Offer, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.relay("OFFER", raw, payload.target_id)
    return {}


@events.on("ANSWER", AnswerPayload, limit=DESCRIPTIONS)
async def answer(consumer: "RoomConsumer", payload: AnswerPayload, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.relay("ANSWER", raw, payload.target_id)
    return {}


@events.on("ICE_CANDIDATE", IceCandidate, limit=CANDIDATES)
async def ice_candidate(consumer: "RoomConsumer", payload: IceCandidate, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.relay("ICE_CANDIDATE", raw, payload.target_id)
    return {}


@events.on("media_state", MediaState, limit=MEDIA)
async def media_state(consumer: "RoomConsumer", payload: MediaState, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.set_media(structs.asdict(payload))
    return {}


@events.on("push_question", PushQuestion, roles=ONLY_INTERVIEWERS, limit=QUESTIONS)
async def push_question(consumer: "RoomConsumer", payload: PushQuestion, raw: dict[str, Any]) -> Answer:
    seat = consumer.current_seat
    text = await database_sync_to_async(services.record_pushed_question)(
        participant=seat.participant, question_text=payload.question_text
    )
    await seat.broadcast("push_question", {"questionText": text})
    return {"delivered": await seat.connected_others()}


@events.on("refresh_ice", Empty, limit=CREDENTIALS)
async def refresh_ice(consumer: "RoomConsumer", payload: Empty, raw: dict[str, Any]) -> Answer:
    return ice_configuration(consumer.current_seat.user_id, now=time.time())


# The shared document --------------------------------------------------------------------------------------------------


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
        read_awareness(payload.awareness, max_clients=document.MAX_AWARENESS_CLIENTS)
    except Malformed as error:
        raise invalid_payload(f"awareness: {error}") from None
    await consumer.current_seat.pass_on("doc_awareness", {"awareness": payload.awareness}, payload.reached)
    return {}


# The whiteboard -------------------------------------------------------------------------------------------------------


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
