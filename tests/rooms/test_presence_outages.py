"""Presence when Redis stood still with its data kept, or its clock jumped: that nobody refreshed is nobody's fault."""

from uuid import UUID

import pytest
from redis.asyncio import Redis

from rooms.heartbeat import REFRESHES_PER_TTL
from rooms.presence.store import Joined, NewPlace, NotEntered, Presence, Refreshed
from tests.rooms.test_presence import enter, presence, redis, room_id, try_to_enter

__all__ = ["presence", "redis", "room_id"]

# As the fixture `presence` has it.
TTL_MS = 600_000
HOUR_MS = 60 * 60 * 1000


async def clock_jumps(presence: Presence, redis: Redis, by_ms: int) -> None:
    """What a jump of Redis' clock means to a room: every time in it moves the other way. Forward, time has passed."""
    base = f"talentsync:room:{presence.room_id}"
    for peer in await presence.peers():
        await redis.zincrby(f"{base}:expiries", -by_ms, peer.user_id)
    if await redis.exists(f"{base}:refreshed"):
        await redis.decrby(f"{base}:refreshed", by_ms)


async def refresh(presence: Presence, entry: Joined) -> Refreshed:
    return await presence.refresh(entry.user_id, record=entry.record)


async def two_who_refresh_in_turn(presence: Presence, redis: Redis) -> tuple[Joined, Joined]:
    """The second did so an interval ago, the first just now."""
    first, second = await enter(presence, "s1"), await enter(presence, "s2", person="user:2")
    await refresh(presence, second)
    await clock_jumps(presence, redis, TTL_MS // REFRESHES_PER_TTL)
    await refresh(presence, first)
    return first, second


OUTAGES = pytest.mark.parametrize("times_to_live", [0.8, 1.2, 1.8, 2.2])


@OUTAGES
async def test_an_outage_expires_nobody(presence: Presence, redis: Redis, times_to_live: float) -> None:
    """Whoever is the first to refresh after it, and however soon the others follow."""
    both = await two_who_refresh_in_turn(presence, redis)
    await clock_jumps(presence, redis, round(times_to_live * TTL_MS))
    for entry in both:
        refreshed = await refresh(presence, entry)
        assert (refreshed.kept, refreshed.expired, len(refreshed.peers)) == (True, [], 1)


@OUTAGES
async def test_a_newcomer_after_an_outage_expires_nobody(
    redis: Redis, room_id: UUID, times_to_live: float
) -> None:
    presence = Presence(redis, room_id, capacity=3, ttl_seconds=TTL_MS / 1000, grace_seconds=600)
    both = await two_who_refresh_in_turn(presence, redis)
    await clock_jumps(presence, redis, round(times_to_live * TTL_MS))
    newcomer = await enter(presence, "s3", person="user:3")
    assert newcomer.expired == []
    assert {peer.user_id for peer in newcomer.peers} == {entry.user_id for entry in both}
    for entry in both:
        assert (await refresh(presence, entry)).kept


@OUTAGES
async def test_a_sweep_after_an_outage_expires_nobody(
    presence: Presence, redis: Redis, times_to_live: float
) -> None:
    both = await two_who_refresh_in_turn(presence, redis)
    await clock_jumps(presence, redis, round(times_to_live * TTL_MS))
    assert await presence.reap() == []
    for entry in both:
        assert (await refresh(presence, entry)).kept


async def test_before_the_first_refresh_as_well(presence: Presence, redis: Redis) -> None:
    """Joining says that somebody is there, too."""
    both = await enter(presence, "s1"), await enter(presence, "s2", person="user:2")
    await clock_jumps(presence, redis, round(1.5 * TTL_MS))
    for entry in both:
        assert (await refresh(presence, entry)).kept


async def test_a_killed_room_expires_however_often_it_is_swept(presence: Presence, redis: Redis) -> None:
    """Its people have one more time to live, and not one for each sweep; nor for each who knocks in vain."""
    both = await two_who_refresh_in_turn(presence, redis)
    gone: list[str] = []
    for _ in range(3):
        await clock_jumps(presence, redis, TTL_MS)
        entry = await try_to_enter(presence, "s3", person="user:3", new_place=NewPlace.NOBODY)
        assert isinstance(entry, NotEntered)
        gone += [peer.user_id for peer in (*entry.expired, *await presence.reap())]
    assert set(gone) == {entry.user_id for entry in both}
    assert len(gone) == 2


async def test_a_grace_period_ends_in_time_where_nobody_else_is_there(
    presence: Presence, redis: Redis
) -> None:
    """Nobody should have refreshed, so that nobody did tells nothing."""
    entry = await enter(presence, "s1")
    await presence.mark_disconnected(entry.user_id, record=entry.record)
    await clock_jumps(presence, redis, TTL_MS)
    assert [peer.user_id for peer in await presence.reap()] == [entry.user_id]


async def test_who_alone_stops_refreshing_expires(presence: Presence, redis: Redis) -> None:
    """Redis answered the others all the time."""
    alive, dead = await two_who_refresh_in_turn(presence, redis)
    gone: list[str] = []
    for _ in range(REFRESHES_PER_TTL):
        await clock_jumps(presence, redis, TTL_MS // REFRESHES_PER_TTL)
        gone += [peer.user_id for peer in (await refresh(presence, alive)).expired]
    assert gone == [dead.user_id]


async def test_an_outage_shortens_no_grace_period(redis: Redis, room_id: UUID) -> None:
    """It may be much longer than a time to live."""
    presence = Presence(redis, room_id, capacity=2, ttl_seconds=600, grace_seconds=6000)
    alive, dropped = await enter(presence, "s1"), await enter(presence, "s2", person="user:2")
    await refresh(presence, alive)
    await presence.mark_disconnected(dropped.user_id, record=dropped.record)
    for _ in range(3):
        await clock_jumps(presence, redis, round(1.5 * TTL_MS))
        assert (await refresh(presence, alive)).expired == []


@pytest.mark.parametrize("by_ms", [HOUR_MS, -HOUR_MS])
async def test_a_clock_that_jumps_expires_nobody(presence: Presence, redis: Redis, by_ms: int) -> None:
    entries = [await enter(presence, "s1"), await enter(presence, "s2", person="user:2")]
    for entry in entries:
        await refresh(presence, entry)
    await clock_jumps(presence, redis, by_ms)
    for entry in entries:
        refreshed = await refresh(presence, entry)
        assert (refreshed.kept, refreshed.expired, len(refreshed.peers)) == (True, [], 1)


async def test_a_clock_that_jumps_back_keeps_no_ghost(redis: Redis, room_id: UUID) -> None:
    """Whoever died before the jump expires as if it had not been."""
    presence = Presence(redis, room_id, capacity=2, ttl_seconds=0.1, grace_seconds=600)
    alive, dead = await enter(presence, "s1"), await enter(presence, "s2", person="user:2")
    await refresh(presence, alive)
    await clock_jumps(presence, redis, -HOUR_MS)
    gone: list[str] = []
    while not gone:
        gone = [peer.user_id for peer in (await refresh(presence, alive)).expired]
    assert gone == [dead.user_id]
