"""Who is in a room, kept in Redis so that no server process holds a state that another needs.

Each peer has a record and an expiry. While its socket lives, the process that holds it pushes the expiry forward
(`refresh`); after a dropped socket the expiry is the end of the grace period (`mark_disconnected`). Whoever finds an
expired record removes it (`reap`), and because removal is atomic exactly one finder gets to tell the room. A process
that was killed simply stops refreshing.

A record names the socket that stands for the peer. Every change by a socket is conditional on that name, so the late
close of an old socket cannot touch its successor.

All times are Redis' own clock: the processes' clocks need not agree.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import msgspec
from django.conf import settings
from redis.asyncio import Redis

from rooms.presence import lua

PREFIX = "talentsync"
ACTIVE_ROOMS_KEY = f"{PREFIX}:rooms"
# The keys of a room that nobody refreshes any more vanish by themselves after this.
KEY_LIFETIME_MS = 24 * 60 * 60 * 1000


class PresenceRecord(msgspec.Struct, frozen=True):
    """What Redis holds of one peer."""

    socket: str
    token: str
    person: str
    info: str
    # The scripts and the records in Redis say `suspended`.
    disconnected: bool = msgspec.field(name="suspended")
    since: str


@dataclass(frozen=True, slots=True)
class Peer:
    """One peer, as the room's rules speak of it. `user_info` is what other peers may see."""

    user_id: str
    person: str
    user_info: dict[str, Any]
    disconnected: bool
    since_microseconds: int

    @classmethod
    def from_record(cls, user_id: str, text: str) -> Self:
        record = msgspec.json.decode(text, type=PresenceRecord)
        return cls(
            user_id=user_id,
            person=record.person,
            user_info=msgspec.json.decode(record.info),
            disconnected=record.disconnected,
            since_microseconds=int(record.since),
        )

    def as_json(self) -> dict[str, Any]:
        """`{userId, userInfo}`"""
        return {"userId": self.user_id, "userInfo": self.user_info}


@dataclass(frozen=True, slots=True)
class Joined:
    """A peer that is in the room. `replaced` says that a living older socket stood for it until now."""

    user_id: str
    resume_token: str
    resumed: bool
    replaced: bool
    peers: list[Peer]
    expired: list[Peer]


@dataclass(frozen=True, slots=True)
class Full:
    """The room holds as many as it may."""

    expired: list[Peer]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """`kept` is False when another socket, or nobody, stands for the peer any more."""

    kept: bool
    peers: list[Peer]
    expired: list[Peer]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _peers(flat: Sequence[str]) -> list[Peer]:
    """From a reply of alternating ids and records, by time of arrival."""
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return sorted((Peer.from_record(*pair) for pair in pairs), key=lambda peer: peer.since_microseconds)


def _removed(pairs: Sequence[Sequence[str]]) -> list[Peer]:
    return [Peer.from_record(user_id, text) for user_id, text in pairs]


class Presence:
    """The presence of one room, seen through one Redis client."""

    def __init__(
        self, redis: Redis, room_id: UUID, *, capacity: int, ttl_seconds: float, grace_seconds: float
    ) -> None:
        self._redis = redis
        self._room_id = room_id
        self._capacity = capacity
        self._ttl_ms = round(ttl_seconds * 1000)
        self.grace_ms = round(grace_seconds * 1000)
        base = f"{PREFIX}:room:{room_id}"
        self._keys = [f"{base}:peers", f"{base}:expiries", ACTIVE_ROOMS_KEY]

    @classmethod
    def from_settings(cls, redis: Redis, room_id: UUID) -> Self:
        """With the capacity and times of this installation."""
        return cls(
            redis,
            room_id,
            capacity=settings.ROOM_CAPACITY,
            ttl_seconds=settings.ROOM_PRESENCE_TTL_SECONDS,
            grace_seconds=settings.ROOM_RESUME_GRACE_SECONDS,
        )

    async def _run(self, script: str, *arguments: str | int) -> Any:
        return await self._redis.register_script(script)(keys=self._keys, args=list(arguments))

    async def join(
        self, *, socket: str, person: str, user_info: dict[str, Any], resume_token: str | None
    ) -> Joined | Full:
        """Enter a socket, as the peer that `resume_token` stands for if that one is still there."""
        user_id = secrets.token_urlsafe(12)
        new_token = secrets.token_urlsafe(24)
        status, user_id, replaced, expired, flat = await self._run(
            lua.JOIN,
            user_id,
            socket,
            _hash(new_token),
            person,
            msgspec.json.encode(user_info).decode(),
            self._capacity,
            self._ttl_ms,
            _hash(resume_token) if resume_token else "",
            KEY_LIFETIME_MS,
            str(self._room_id),
        )
        if status == "full":
            return Full(expired=_removed(expired))
        resumed = status == "resumed"
        return Joined(
            user_id=user_id,
            # The token stays the same across resumes: an acknowledgement that is lost must not make the next one fail.
            resume_token=resume_token if resumed and resume_token else new_token,
            resumed=resumed,
            replaced=bool(replaced),
            peers=[peer for peer in _peers(flat) if peer.user_id != user_id],
            expired=_removed(expired),
        )

    async def leave(self, user_id: str, *, socket: str) -> bool:
        """Remove the peer; True if this socket stood for it."""
        return bool(await self._run(lua.LEAVE, user_id, socket))

    async def mark_disconnected(self, user_id: str, *, socket: str) -> bool:
        """Begin the grace period after a dropped socket; True if this socket stood for the peer."""
        return bool(await self._run(lua.MARK_DISCONNECTED, user_id, socket, self.grace_ms))

    async def refresh(self, user_id: str, *, socket: str) -> Refreshed:
        """Push the expiry forward, and see who else is there."""
        status, expired, flat = await self._run(lua.REFRESH, user_id, socket, self._ttl_ms, KEY_LIFETIME_MS)
        return Refreshed(
            kept=status == "kept",
            peers=[peer for peer in _peers(flat) if peer.user_id != user_id],
            expired=_removed(expired),
        )

    async def set_info(self, user_id: str, *, socket: str, user_info: dict[str, Any]) -> bool:
        """Store what others see of the peer; True if this socket stands for it."""
        info = msgspec.json.encode(user_info).decode()
        return bool(await self._run(lua.SET_INFO, user_id, socket, info))

    async def reap(self) -> list[Peer]:
        """Remove the expired and return them; each is returned to exactly one caller."""
        return _removed(await self._run(lua.REAP, str(self._room_id)))

    async def peers(self) -> list[Peer]:
        """Everybody with a record, by time of arrival, expired ones included until somebody reaps."""
        records = await self._redis.hgetall(self._keys[0])
        return _peers([str(part) for pair in records.items() for part in pair])


async def active_rooms(redis: Redis) -> list[UUID]:
    """Every room in which somebody may be present."""
    return [UUID(str(room_id)) for room_id in await redis.smembers(ACTIVE_ROOMS_KEY)]
