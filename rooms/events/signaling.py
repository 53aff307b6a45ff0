"""Handlers of WebRTC signaling: descriptions, ICE candidates, media states and relay credentials."""

import time
from typing import Any

from msgspec import structs

from interviews.access.codes import AccessCode
from interviews.access.codes import refused as access_refused
from rooms.connection import RoomConnection
from rooms.events.rate_limits import RateLimit
from rooms.events.registry import EVERYBODY, Acknowledgement, events
from rooms.events.schemas import (
    Answer,
    AnswerDescription,
    Empty,
    IceCandidate,
    MediaState,
    Offer,
    OfferDescription,
)
from rooms.ice_servers import ice_configuration
from rooms.membership import Membership
from rooms.sdp import sends_audio

DESCRIPTIONS = RateLimit(per_second=10, burst=60)
ICE_CANDIDATES = RateLimit(per_second=50, burst=400)
MEDIA = RateLimit(per_second=5, burst=30)
CREDENTIALS = RateLimit(per_second=0.5, burst=10)


def _require_silence(membership: Membership, sdp: str | OfferDescription | AnswerDescription) -> None:
    """Refuse an observer's description that would send sound. Raises Refused with `forbidden`."""
    text = sdp if isinstance(sdp, str) else sdp.sdp
    if membership.is_observer and sends_audio(text):
        raise access_refused(AccessCode.FORBIDDEN)


@events.on("OFFER", Offer, roles=EVERYBODY, limit=DESCRIPTIONS)
async def offer(connection: RoomConnection, payload: Offer, raw: dict[str, Any]) -> Acknowledgement:
    membership = connection.require_membership()
    _require_silence(membership, payload.sdp)
    await membership.send_to(payload.target_id, "OFFER", raw)
    return {}


@events.on("ANSWER", Answer, roles=EVERYBODY, limit=DESCRIPTIONS)
async def answer(connection: RoomConnection, payload: Answer, raw: dict[str, Any]) -> Acknowledgement:
    membership = connection.require_membership()
    _require_silence(membership, payload.sdp)
    await membership.send_to(payload.target_id, "ANSWER", raw)
    return {}


@events.on("ICE_CANDIDATE", IceCandidate, roles=EVERYBODY, limit=ICE_CANDIDATES)
async def ice_candidate(
    connection: RoomConnection, payload: IceCandidate, raw: dict[str, Any]
) -> Acknowledgement:
    await connection.require_membership().send_to(payload.target_id, "ICE_CANDIDATE", raw)
    return {}


@events.on("media_state", MediaState, roles=EVERYBODY, limit=MEDIA)
async def media_state(
    connection: RoomConnection, payload: MediaState, raw: dict[str, Any]
) -> Acknowledgement:
    membership = connection.require_membership()
    if membership.is_observer and (payload.audio or payload.screen):
        raise access_refused(AccessCode.FORBIDDEN)
    await membership.set_media(structs.asdict(payload))
    return {}


@events.on("refresh_ice", Empty, roles=EVERYBODY, limit=CREDENTIALS)
async def refresh_ice(connection: RoomConnection, payload: Empty, raw: dict[str, Any]) -> Acknowledgement:
    return ice_configuration(connection.require_membership().user_id, now=time.time())
