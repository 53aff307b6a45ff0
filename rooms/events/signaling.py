"""Handlers of WebRTC signaling: descriptions, ICE candidates, media states and relay credentials."""

import time
from typing import Any

from msgspec import structs

from rooms.connection import RoomConnection
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import Acknowledgement, events
from rooms.events.schemas import Answer, Empty, IceCandidate, MediaState, Offer
from rooms.ice_servers import ice_configuration

DESCRIPTIONS = RateLimit(per_second=10, burst=60)
ICE_CANDIDATES = RateLimit(per_second=50, burst=400)
MEDIA = RateLimit(per_second=5, burst=30)
CREDENTIALS = RateLimit(per_second=0.5, burst=10)


@events.on("OFFER", Offer, limit=DESCRIPTIONS)
async def offer(connection: RoomConnection, payload: Offer, raw: dict[str, Any]) -> Acknowledgement:
    await connection.require_membership().send_to(payload.target_id, "OFFER", raw)
    return {}


@events.on("ANSWER", Answer, limit=DESCRIPTIONS)
async def answer(connection: RoomConnection, payload: Answer, raw: dict[str, Any]) -> Acknowledgement:
    await connection.require_membership().send_to(payload.target_id, "ANSWER", raw)
    return {}


@events.on("ICE_CANDIDATE", IceCandidate, limit=ICE_CANDIDATES)
async def ice_candidate(
    connection: RoomConnection, payload: IceCandidate, raw: dict[str, Any]
) -> Acknowledgement:
    await connection.require_membership().send_to(payload.target_id, "ICE_CANDIDATE", raw)
    return {}


@events.on("media_state", MediaState, limit=MEDIA)
async def media_state(
    connection: RoomConnection, payload: MediaState, raw: dict[str, Any]
) -> Acknowledgement:
    await connection.require_membership().set_media(structs.asdict(payload))
    return {}


@events.on("refresh_ice", Empty, limit=CREDENTIALS)
async def refresh_ice(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    return ice_configuration(connection.require_membership().user_id, now=time.time())
