"""Who is in a room, kept in Redis so that no server process holds a state that another needs.

Each peer has a record and an expiry. While its socket lives, the process that holds it pushes the expiry forward
(`refresh`); after a dropped socket the expiry is the end of the grace period (`mark_disconnected`). Whoever finds an
expired record removes it (`reap`), and because removal is atomic exactly one finder gets to tell the room. A process
that was killed simply stops refreshing.

A record names the socket that stands for the peer. Every change by a socket is conditional on that name, so the late
close of an old socket cannot touch its successor.

Redis may lose all of it. Each socket knows its own record and writes it back at its next refresh, so that nobody loses
their id, their place or their resume token; for one time to live after the first record came back, a missing one means
nothing (`Refreshed.complete`). Peers that left or expired are remembered as departed and do not come back that way.

All times are Redis' own clock: the processes' clocks need not agree. A clock that jumps, or a Redis that stood still,
expires nobody.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
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
    """What Redis holds of one peer. `token` is the hash of its resume token, `info` is JSON."""

    socket: str
    token: str
    person: str
    info: str
    # The scripts and the records in Redis say `suspended`.
    disconnected: bool = msgspec.field(name="suspended")
    since: str
    # Missing in records that an earlier version wrote.
    colour: int = 0


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
            user_info=with_colour(msgspec.json.decode(record.info), record),
            disconnected=record.disconnected,
            since_microseconds=int(record.since),
        )

    def as_json(self) -> dict[str, Any]:
        """`{userId, userInfo}`"""
        return {"userId": self.user_id, "userInfo": self.user_info}


@dataclass(frozen=True, slots=True)
class Joined:
    """A peer that is in the room. `replaced` says that a living older socket stood for it until now.

    `record` is what Redis holds of it, for writing it back. `expired` are those that are gone, one's own dead records
    among them.
    """

    user_id: str
    resume_token: str
    record: PresenceRecord
    resumed: bool
    replaced: bool
    peers: list[Peer]
    expired: list[Peer]


@dataclass(frozen=True, slots=True)
class Full:
    """The room holds as many as it may."""

    expired: list[Peer]


class NewPlace(StrEnum):
    """Who gets a place in the room that they had not before."""

    ANYBODY = "anybody"
    # Unless the same person is in the room already.
    ALONE = "alone"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class NotEntered:
    """No place was taken, because there was none for this socket by `NewPlace`; `in_use` says that it was for ALONE."""

    in_use: bool
    expired: list[Peer]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """`kept` is False when another socket stands for the peer, or it has departed.

    `complete` is False while others may still have to write back what Redis lost.
    """

    kept: bool
    complete: bool
    peers: list[Peer]
    expired: list[Peer]


def new_user_id() -> str:
    """An id for a peer that nobody can guess."""
    return secrets.token_urlsafe(12)


def encoded_info(user_info: dict[str, Any]) -> str:
    """What others see of a peer, as its record holds it."""
    return msgspec.json.encode(user_info).decode()


def with_colour(user_info: dict[str, Any], record: PresenceRecord) -> dict[str, Any]:
    """What others see of a peer, with the colour that came with its place in the room."""
    return {**user_info, "colour": record.colour}


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
        self.room_id = room_id
        self._capacity = capacity
        self._ttl_ms = round(ttl_seconds * 1000)
        self.grace_ms = round(grace_seconds * 1000)
        base = f"{PREFIX}:room:{room_id}"
        self._keys = [
            f"{base}:peers",
            f"{base}:expiries",
            ACTIVE_ROOMS_KEY,
            f"{base}:departed",
            f"{base}:settling",
            f"{base}:refreshed",
            f"{base}:colours",
        ]

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
        self,
        *,
        user_id: str,
        socket: str,
        person: str,
        user_info: dict[str, Any],
        resume_token: str | None,
        new_place: NewPlace = NewPlace.ANYBODY,
    ) -> Joined | Full | NotEntered:
        """Enter a socket as the peer that `resume_token` stands for, or else as the new peer `user_id`.

        A new peer takes the place of those of the same person whose sockets are gone.
        """
        new_token = secrets.token_urlsafe(24)
        status, user_id, replaced, expired, flat = await self._run(
            lua.JOIN,
            user_id,
            socket,
            _hash(new_token),
            person,
            encoded_info(user_info),
            self._capacity,
            self._ttl_ms,
            _hash(resume_token) if resume_token else "",
            KEY_LIFETIME_MS,
            str(self.room_id),
            new_place.value,
        )
        if status == "full":
            return Full(expired=_removed(expired))
        if status in ("in_use", "closed"):
            return NotEntered(in_use=status == "in_use", expired=_removed(expired))
        resumed = status == "resumed"
        records = dict(zip(flat[::2], flat[1::2], strict=True))
        return Joined(
            user_id=user_id,
            # The token stays the same across resumes: an acknowledgement that is lost must not make the next one fail.
            resume_token=resume_token if resumed and resume_token else new_token,
            record=msgspec.json.decode(records[user_id], type=PresenceRecord),
            resumed=resumed,
            replaced=bool(replaced),
            peers=[peer for peer in _peers(flat) if peer.user_id != user_id],
            expired=_removed(expired),
        )

    async def leave(self, user_id: str, *, socket: str) -> bool:
        """Remove the peer; True if this socket stood for it."""
        return bool(await self._run(lua.LEAVE, user_id, socket))

    async def expel(self, user_id: str) -> bool:
        """Remove the peer, whichever socket stands for it; True if it was here."""
        return bool(await self._run(lua.EXPEL, user_id))

    async def mark_disconnected(self, user_id: str, *, record: PresenceRecord) -> bool:
        """Begin the grace period after a dropped socket; True if `record.socket` stood for the peer."""
        return bool(await self._run(lua.MARK_DISCONNECTED, *self._keeping(user_id, record, self.grace_ms)))

    async def refresh(self, user_id: str, *, record: PresenceRecord) -> Refreshed:
        """Push the expiry forward, writing the record back if Redis lost it, and see who else is there."""
        status, expired, flat, settling = await self._run(
            lua.REFRESH, *self._keeping(user_id, record, self._ttl_ms)
        )
        return Refreshed(
            kept=status == "kept",
            complete=not settling,
            peers=[peer for peer in _peers(flat) if peer.user_id != user_id],
            expired=_removed(expired),
        )

    def _keeping(self, user_id: str, record: PresenceRecord, lifetime_ms: int) -> tuple[str | int, ...]:
        """The arguments of a script that keeps a peer for so long, and writes its record back if Redis lost it."""
        text = msgspec.json.encode(record).decode()
        return (
            user_id,
            record.socket,
            lifetime_ms,
            text,
            self._ttl_ms,
            KEY_LIFETIME_MS,
            str(self.room_id),
        )

    async def set_info(self, user_id: str, *, socket: str, user_info: dict[str, Any]) -> bool:
        """Store what others see of the peer; True if this socket stands for it."""
        return bool(await self._run(lua.SET_INFO, user_id, socket, encoded_info(user_info)))

    async def reap(self) -> list[Peer]:
        """Remove the expired and return them; each is returned to exactly one caller."""
        return _removed(await self._run(lua.REAP, str(self.room_id), self._ttl_ms))

    async def peers(self) -> list[Peer]:
        """Everybody with a record, by time of arrival, expired ones included until somebody reaps."""
        records = await self._redis.hgetall(self._keys[0])
        return _peers([str(part) for pair in records.items() for part in pair])


async def active_rooms(redis: Redis) -> list[UUID]:
    """Every room in which somebody may be present."""
    return [UUID(str(room_id)) for room_id in await redis.smembers(ACTIVE_ROOMS_KEY)]
