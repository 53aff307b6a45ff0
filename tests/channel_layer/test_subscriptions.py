"""One subscription for each group and process, for as long as the group has members, and none longer."""

import asyncio

import pytest
from redis.asyncio import Redis

from talentsync.channel_layer import PubSubChannelLayer
from tests.channel_layer.conftest import MakeLayer, eventually, member, receive
from tests.channel_layer.proxy import Proxy

GROUP = "test.group.room"


async def subscribers(admin: "Redis") -> int:
    return int(dict(await admin.pubsub_numsub(GROUP))[GROUP])


async def channels_at_redis(admin: "Redis") -> int:
    return len(await admin.pubsub_channels("test.*"))


async def test_many_members_are_one_subscription(layer: PubSubChannelLayer, admin: "Redis") -> None:
    """And their channels have one inbox."""
    channels = [await member(layer) for _ in range(5)]
    assert await subscribers(admin) == 1
    assert await channels_at_redis(admin) == 2
    for channel in channels[1:]:
        await layer.group_discard("room", channel)
    assert await subscribers(admin) == 1
    await layer.group_discard("room", channels[0])
    await eventually(lambda: has_no_subscribers(admin))


async def has_no_subscribers(admin: "Redis") -> bool:
    return await subscribers(admin) == 0


async def test_receiving_that_is_cancelled_gives_the_channel_up(
    layer: PubSubChannelLayer, admin: "Redis"
) -> None:
    """So end the consumers of Channels."""
    channel = await member(layer)
    receiving = asyncio.create_task(layer.receive(channel))
    await asyncio.sleep(0)
    receiving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await receiving
    await eventually(lambda: has_no_subscribers(admin))
    with pytest.raises(RuntimeError):
        await layer.group_add("room", channel)


@pytest.mark.parametrize("is_cancelled", [True, False])
async def test_discarding_before_the_confirmation_leaves_nothing_behind(
    make_layer: MakeLayer, proxy: Proxy, admin: "Redis", is_cancelled: bool
) -> None:
    layer = make_layer(proxy.url)
    channel = await layer.new_channel()
    proxy.hold_requests()
    adding = asyncio.create_task(layer.group_add("room", channel))
    await asyncio.sleep(0)
    if is_cancelled:
        adding.cancel()
        with pytest.raises(asyncio.CancelledError):
            await adding
    await layer.group_discard("room", channel)
    await layer.group_discard("room", channel)
    proxy.thaw()
    # Redis does things in order: when this one is subscribed, it is through with the other.
    await layer.group_add("another", channel)
    assert await subscribers(admin) == 0
    if not is_cancelled:
        await adding


async def test_a_group_that_is_left_and_joined_at_once_hears(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer
) -> None:
    """The confirmation of the first subscription is not taken for that of the second."""
    layer = make_layer(proxy.url)
    channel = await layer.new_channel()
    proxy.hold_requests()
    adding = [asyncio.create_task(layer.group_add("room", channel))]
    await asyncio.sleep(0)
    await layer.group_discard("room", channel)
    adding.append(asyncio.create_task(layer.group_add("room", channel)))
    await asyncio.sleep(0)
    proxy.thaw()
    await asyncio.gather(*adding)
    await other_layer.group_send("room", {"type": "heard"})
    assert (await receive(layer, channel))["type"] == "heard"
