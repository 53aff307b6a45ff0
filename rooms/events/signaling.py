"""Handlers of WebRTC signaling: descriptions, ICE candidates, media states and relay credentials."""

import time
from typing import TYPE_CHECKING, Any

from msgspec import structs

from rooms.events.rate_limits import Limit
from rooms.events.registry import Answer, events
from rooms.events.schemas import Answer as AnswerPayload
from rooms.events.schemas import Empty, IceCandidate, MediaState, Offer
from rooms.ice_servers import ice_configuration

if TYPE_CHECKING:
    from rooms.consumers import RoomConsumer

DESCRIPTIONS = Limit(per_second=10, burst=60)
ICE_CANDIDATES = Limit(per_second=50, burst=400)
MEDIA = Limit(per_second=5, burst=30)
CREDENTIALS = Limit(per_second=0.5, burst=10)


@events.on("OFFER", Offer, limit=DESCRIPTIONS)
async def offer(consumer: "RoomConsumer", payload: Offer, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.relay("OFFER", raw, payload.target_id)
    return {}


@events.on("ANSWER", AnswerPayload, limit=DESCRIPTIONS)
async def answer(consumer: "RoomConsumer", payload: AnswerPayload, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.relay("ANSWER", raw, payload.target_id)
    return {}


@events.on("ICE_CANDIDATE", IceCandidate, limit=ICE_CANDIDATES)
async def ice_candidate(consumer: "RoomConsumer", payload: IceCandidate, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.relay("ICE_CANDIDATE", raw, payload.target_id)
    return {}


@events.on("media_state", MediaState, limit=MEDIA)
async def media_state(consumer: "RoomConsumer", payload: MediaState, raw: dict[str, Any]) -> Answer:
    await consumer.current_seat.set_media(structs.asdict(payload))
    return {}


@events.on("refresh_ice", Empty, limit=CREDENTIALS)
async def refresh_ice(consumer: "RoomConsumer", payload: Empty, raw: dict[str, Any]) -> Answer:
    return ice_configuration(consumer.current_seat.user_id, now=time.time())
