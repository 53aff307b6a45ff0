"""Presence in a real Valkey: atomic steps, conditional on the socket that stands for a peer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from redis.asyncio import Redis

from rooms.presence.store import Full, Joined, NewPlace, NotEntered, Presence, active_rooms, new_user_id

IVAN = {"name": "Ivan", "role": "interviewer", "media": {"audio": True, "video": True, "screen": False}}
CARA = {
    "name": "Cara “C.” ☕",
    "role": "candidate",
    "media": {"audio": False, "video": False, "screen": False},
}


@pytest.fixture
async def redis(valkey: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(valkey, decode_responses=True) as client:
        yield client


@pytest.fixture
def room_id() -> UUID:
    return uuid4()


@pytest.fixture
def presence(redis: Redis, room_id: UUID) -> Presence:
    """Two places, and times that do not pass within a test."""
    return Presence(redis, room_id, capacity=2, ttl_seconds=600, grace_seconds=600)


@pytest.fixture
def fleeting(redis: Redis, room_id: UUID) -> Presence:
    """The same room, seen by a process whose entries expire at once."""
    return Presence(redis, room_id, capacity=2, ttl_seconds=0.001, grace_seconds=0.001)


async def try_to_enter(
    presence: Presence, socket: str, *, person: str = "user:1", **fields: Any
) -> Joined | Full | NotEntered:
    return await presence.join(
        user_id=fields.get("user_id", new_user_id()),
        socket=socket,
        person=person,
        user_info=fields.get("user_info", IVAN),
        resume_token=fields.get("token"),
        new_place=fields.get("new_place", NewPlace.ANYBODY),
    )


async def enter(presence: Presence, socket: str, **fields: Any) -> Joined:
    entry = await try_to_enter(presence, socket, **fields)
    assert isinstance(entry, Joined)
    return entry


async def reaped(presence: Presence) -> list[str]:
    """Reap until something is found; expiry is Redis' own business."""
    gone = await presence.reap()
    while not gone:
        gone = await presence.reap()
    return [peer.user_id for peer in gone]


async def test_a_joiner_finds_the_others_in_order_of_arrival(presence: Presence) -> None:
    """What others may see is handed on untouched, with the colour."""
    first = await enter(presence, "s1")
    second = await enter(presence, "s2", person="invitation:1", user_info=CARA)
    assert first.peers == []
    seen = [(peer.user_id, peer.user_info) for peer in second.peers]
    assert seen == [(first.user_id, {**IVAN, "colour": 0})]
    assert [peer.user_info for peer in await presence.peers()] == [
        {**IVAN, "colour": 0},
        {**CARA, "colour": 1},
    ]


async def test_the_room_holds_its_capacity(presence: Presence) -> None:
    await enter(presence, "s1")
    await enter(presence, "s2")
    assert await try_to_enter(presence, "s3", person="user:2") == Full([])
    assert len(await presence.peers()) == 2


async def test_of_many_at_once_only_the_capacity_gets_in(presence: Presence) -> None:
    """The count and the entry are one step."""
    entries = await asyncio.gather(*(try_to_enter(presence, f"s{n}", person=f"user:{n}") for n in range(20)))
    assert sum(isinstance(entry, Joined) for entry in entries) == 2


async def test_expired_entries_make_room_and_are_given_to_the_joiner(
    presence: Presence, fleeting: Presence
) -> None:
    """The joiner that removed them must tell the room, so it gets them."""
    ghost = await enter(fleeting, "s1")
    found: list[str] = []
    while ghost.user_id not in found:
        entry = await enter(presence, "s2")
        found += [peer.user_id for peer in entry.expired]
        await presence.leave(entry.user_id, socket="s2")
    assert found == [ghost.user_id]


async def test_resuming_gives_the_same_id_and_token(presence: Presence) -> None:
    entry = await enter(presence, "old")
    assert await presence.mark_disconnected(entry.user_id, record=entry.record)
    assert [peer.disconnected for peer in await presence.peers()] == [True]

    again = await enter(presence, "new", token=entry.resume_token)

    assert again.resumed
    assert (again.user_id, again.resume_token) == (entry.user_id, entry.resume_token)
    assert not again.replaced
    assert [peer.disconnected for peer in await presence.peers()] == [False]


async def test_resuming_beside_a_living_socket_says_so(presence: Presence) -> None:
    entry = await enter(presence, "old")
    assert (await enter(presence, "new", token=entry.resume_token)).replaced


async def test_resuming_needs_no_free_place(presence: Presence) -> None:
    """A full room keeps the place of somebody whose socket dropped."""
    entry = await enter(presence, "s1")
    await enter(presence, "s2")
    await presence.mark_disconnected(entry.user_id, record=entry.record)
    assert (await enter(presence, "s3", token=entry.resume_token)).user_id == entry.user_id


async def test_a_token_is_good_for_its_person_only(presence: Presence) -> None:
    entry = await enter(presence, "s1", person="user:1")
    other = await enter(presence, "s2", person="user:2", token=entry.resume_token)
    assert not other.resumed
    assert other.user_id != entry.user_id


async def test_tokens_are_not_stored(presence: Presence, redis: Redis, room_id: UUID) -> None:
    """Somebody who can read Redis cannot resume as anybody."""
    entry = await enter(presence, "s1")
    stored = await redis.hgetall(f"talentsync:room:{room_id}:peers")
    assert entry.user_id in stored
    assert entry.resume_token not in str(stored)


async def test_an_old_socket_can_do_nothing(presence: Presence) -> None:
    """Every change is conditional on the socket that stands for the peer."""
    entry = await enter(presence, "old")
    await enter(presence, "new", token=entry.resume_token)

    assert not await presence.mark_disconnected(entry.user_id, record=entry.record)
    assert not await presence.leave(entry.user_id, socket="old")
    assert not await presence.set_info(entry.user_id, socket="old", user_info=CARA)
    assert not (await presence.refresh(entry.user_id, record=entry.record)).kept

    [peer] = await presence.peers()
    assert (peer.user_id, peer.disconnected, peer.user_info) == (entry.user_id, False, {**IVAN, "colour": 0})


async def test_each_expired_entry_goes_to_exactly_one_caller(presence: Presence, fleeting: Presence) -> None:
    entry = await enter(fleeting, "s1")
    assert await reaped(presence) == [entry.user_id]
    results = await asyncio.gather(*(presence.reap() for _ in range(10)))
    assert results == [[]] * 10


async def test_a_grace_that_is_over_ends_the_entry(presence: Presence, fleeting: Presence) -> None:
    entry = await enter(presence, "s1")
    await fleeting.mark_disconnected(entry.user_id, record=entry.record)
    assert await reaped(presence) == [entry.user_id]
    assert not (await enter(presence, "s2", token=entry.resume_token)).resumed


async def test_refreshing_keeps_the_entry(presence: Presence, fleeting: Presence) -> None:
    """A refresh that comes before anybody reaped saves an entry whose time was up."""
    entry = await enter(fleeting, "s1")
    refreshed = await presence.refresh(entry.user_id, record=entry.record)
    assert refreshed.kept
    assert await presence.reap() == []


async def test_what_redis_lost_is_written_back(presence: Presence, redis: Redis, room_id: UUID) -> None:
    """Id, person, info, place in the order and token, by whoever holds each; the token still resumes."""
    first = await enter(presence, "s1")
    second = await enter(presence, "s2", person="invitation:1", user_info=CARA)
    before = await presence.peers()
    await redis.flushall()

    for entry in (second, first):
        assert (await presence.refresh(entry.user_id, record=entry.record)).kept

    assert await presence.peers() == before
    assert await active_rooms(redis) == [room_id]
    again = await enter(presence, "s3", token=first.resume_token)
    assert (again.resumed, again.user_id) == (True, first.user_id)


async def test_while_records_come_back_a_missing_one_means_nothing(presence: Presence, redis: Redis) -> None:
    """For one time to live; a room that lost nothing is complete."""
    brief = Presence(redis, presence.room_id, capacity=2, ttl_seconds=0.2, grace_seconds=600)
    entry = await enter(presence, "s1")
    assert (await presence.refresh(entry.user_id, record=entry.record)).complete
    await redis.flushall()
    assert not (await brief.refresh(entry.user_id, record=entry.record)).complete
    while not (await brief.refresh(entry.user_id, record=entry.record)).complete:
        pass


async def test_a_dropped_socket_writes_back_what_redis_lost(presence: Presence, redis: Redis) -> None:
    """Its grace period begins all the same, and its token resumes."""
    entry = await enter(presence, "s1")
    await redis.flushall()
    assert await presence.mark_disconnected(entry.user_id, record=entry.record)
    assert [peer.disconnected for peer in await presence.peers()] == [True]
    assert (await enter(presence, "s2", token=entry.resume_token)).resumed


async def test_who_departed_is_not_written_back(presence: Presence, fleeting: Presence) -> None:
    """Neither who left, nor who expired and was reaped: the room was told."""
    left = await enter(presence, "s1")
    await presence.leave(left.user_id, socket="s1")
    expired = await enter(fleeting, "s2")
    assert await reaped(presence) == [expired.user_id]
    for entry in (left, expired):
        assert not (await presence.refresh(entry.user_id, record=entry.record)).kept
        assert not await presence.mark_disconnected(entry.user_id, record=entry.record)
    assert await presence.peers() == []


async def test_a_newer_socket_is_not_overwritten(presence: Presence, redis: Redis) -> None:
    """The older socket's refresh comes after the newer one has written the record back."""
    old = await enter(presence, "old")
    new = await enter(presence, "new", token=old.resume_token)
    await redis.flushall()
    assert (await presence.refresh(new.user_id, record=new.record)).kept
    assert not (await presence.refresh(old.user_id, record=old.record)).kept
    assert not await presence.leave(old.user_id, socket="old")
    assert len(await presence.peers()) == 1


async def test_who_leaves_after_redis_lost_it_has_left(presence: Presence, redis: Redis) -> None:
    entry = await enter(presence, "s1")
    await redis.flushall()
    assert await presence.leave(entry.user_id, socket="s1")
    assert not await presence.leave(entry.user_id, socket="s1")
    assert not (await presence.refresh(entry.user_id, record=entry.record)).kept


async def test_joining_twice_with_one_command_is_joining_once(presence: Presence) -> None:
    """As when the connection to Redis breaks before the reply, and redis-py sends it again; in the last place even."""
    await enter(presence, "s1")
    for _ in range(2):
        entry = await enter(presence, "s2", person="user:2", user_id="the same")
        assert not entry.resumed
    assert len(await presence.peers()) == 2


async def test_joining_anew_ends_ones_own_dead_entry(presence: Presence) -> None:
    """A browser that crashed has no token. Of a full room it gets its own place, and nobody else's is touched."""
    crashed = await enter(presence, "s1", person="invitation:1")
    other = await enter(presence, "s2", person="user:2")
    for entry in (crashed, other):
        await presence.mark_disconnected(entry.user_id, record=entry.record)

    again = await enter(presence, "s3", person="invitation:1")

    assert [peer.user_id for peer in again.expired] == [crashed.user_id]
    assert [peer.user_id for peer in again.peers] == [other.user_id]
    assert not (await enter(presence, "s4", person="user:2", token=other.resume_token)).expired


async def test_rooms_are_listed_while_somebody_may_be_there(
    presence: Presence, redis: Redis, room_id: UUID
) -> None:
    entry = await enter(presence, "s1")
    await presence.reap()
    assert await active_rooms(redis) == [room_id]
    await presence.leave(entry.user_id, socket="s1")
    await presence.reap()
    assert await active_rooms(redis) == []


async def test_what_others_see_can_change(presence: Presence) -> None:
    entry = await enter(presence, "s1")
    assert await presence.set_info(entry.user_id, socket="s1", user_info=CARA)
    assert [peer.user_info for peer in await presence.peers()] == [{**CARA, "colour": 0}]


async def colours_of(presence: Presence) -> dict[str, int]:
    return {peer.person: peer.user_info["colour"] for peer in await presence.peers()}


async def test_everybody_has_a_colour_of_their_own(redis: Redis, room_id: UUID) -> None:
    """The five of them, in the order in which they came; resuming and telling of oneself anew change none."""
    presence = Presence(redis, room_id, capacity=5, ttl_seconds=600, grace_seconds=600)
    entries = [await enter(presence, f"s{number}", person=f"user:{number}") for number in range(5)]
    colours = {f"user:{number}": number for number in range(5)}
    assert await colours_of(presence) == colours

    again = await enter(presence, "newer", person="user:3", token=entries[3].resume_token)
    await presence.set_info(entries[1].user_id, socket="s1", user_info=CARA)
    await redis.hdel(f"talentsync:room:{room_id}:peers", entries[2].user_id)
    await presence.refresh(entries[2].user_id, record=entries[2].record)
    assert (again.record.colour, await colours_of(presence)) == (3, colours)


async def test_who_comes_back_has_the_colour_from_before(redis: Redis, room_id: UUID) -> None:
    """A newcomer takes one that nobody had so far, or else one that is free."""
    presence = Presence(redis, room_id, capacity=5, ttl_seconds=600, grace_seconds=600)
    first = await enter(presence, "s0", person="user:0")
    await enter(presence, "s1", person="user:1")
    await presence.leave(first.user_id, socket="s0")
    for number in (2, 3, 4, 5):
        await enter(presence, f"s{number}", person=f"user:{number}")
    assert await colours_of(presence) == {"user:1": 1, "user:2": 2, "user:3": 3, "user:4": 4, "user:5": 0}
    [last] = [peer for peer in await presence.peers() if peer.person == "user:5"]
    await presence.expel(last.user_id)
    assert (await enter(presence, "s6", person="user:0")).record.colour == 0


async def test_in_a_larger_room_some_share_a_colour(redis: Redis, room_id: UUID) -> None:
    presence = Presence(redis, room_id, capacity=7, ttl_seconds=600, grace_seconds=600)
    for number in range(7):
        await enter(presence, f"s{number}", person=f"user:{number}")
    assert sorted((await colours_of(presence)).values()) == [0, 0, 1, 1, 2, 3, 4]
