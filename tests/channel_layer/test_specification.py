"""What Channels' specification of a channel layer asks for."""

import asyncio
import random
from typing import Any

import pytest
from channels.exceptions import ChannelFull

from talentsync.channel_layer import PubSubChannelLayer
from tests.channel_layer.conftest import MakeLayer, member, receive

# Channels -------------------------------------------------------------------------------------------------------------


async def test_a_message_to_a_channel_is_received(layer: PubSubChannelLayer) -> None:
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "test.message", "text": "Ahoy-hoy!"})
    assert await receive(layer, channel) == {"type": "test.message", "text": "Ahoy-hoy!"}


async def test_a_message_to_a_channel_of_another_process(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    channel = await other_layer.new_channel()
    await layer.send(channel, {"type": "test.message"})
    assert await receive(other_layer, channel) == {"type": "test.message"}


async def test_messages_to_a_channel_keep_their_order(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    channel = await other_layer.new_channel()
    for number in range(3):
        await layer.send(channel, {"type": "count", "number": number})
    assert [(await receive(other_layer, channel))["number"] for _ in range(3)] == [0, 1, 2]


async def test_a_channel_of_no_process(layer: PubSubChannelLayer, other_layer: PubSubChannelLayer) -> None:
    """Whoever receives on it gets what is sent from the moment that Redis has confirmed it."""
    receiving = asyncio.create_task(receive(other_layer, "test-channel"))
    sending = asyncio.create_task(send_until_cancelled(layer, "test-channel"))
    assert await receiving == {"type": "test.message"}
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


async def send_until_cancelled(layer: PubSubChannelLayer, channel: str) -> None:
    while True:
        await layer.send(channel, {"type": "test.message"})


async def test_a_channel_of_no_process_in_this_one(layer: PubSubChannelLayer) -> None:
    """The copy that comes back from Redis is not taken for a second message."""
    receiving = asyncio.create_task(receive(layer, "test-channel"))
    await asyncio.sleep(0)  # it has its channel now
    await layer.send("test-channel", {"type": "first"})
    assert await receiving == {"type": "first"}
    await layer.send("test-channel", {"type": "second"})
    assert await receive(layer, "test-channel") == {"type": "second"}


async def test_names_differ_whatever_the_seed(layer: PubSubChannelLayer) -> None:
    names = set()
    for _ in range(2):
        random.seed(1)
        names.add(await layer.new_channel())
    assert len(names) == 2


async def test_nobody_receives_what_nobody_sent(layer: PubSubChannelLayer) -> None:
    channel = await layer.new_channel()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await layer.receive(channel)


async def test_several_receive_on_one_channel(layer: PubSubChannelLayer) -> None:
    """Each message has one of them, and none is lost with one who gives up."""
    channel = await layer.new_channel()
    receivers = [asyncio.create_task(receive(layer, channel)) for _ in range(3)]
    await asyncio.sleep(0)
    for number in range(2):
        await layer.send(channel, {"type": "count", "number": number})
    receivers[0].cancel()
    numbers = {(await receiver)["number"] for receiver in receivers[1:]}
    assert numbers == {0, 1}


@pytest.mark.parametrize(
    "message",
    [
        {"type": "t", "bytes": b"\x00\xff", "nested": {"list": [1, 2.5, None, True, "ü"]}},
        {"type": "t", "text": "x" * 300_000},
        {},
    ],
)
async def test_messages_arrive_as_they_were_sent(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer, message: dict[str, Any]
) -> None:
    here, there = await member(layer), await member(other_layer)
    await layer.group_send("room", message)
    assert await receive(layer, here) == message
    assert await receive(other_layer, there) == message


async def test_each_receiver_has_a_copy_of_its_own(layer: PubSubChannelLayer) -> None:
    channels = [await member(layer) for _ in range(2)]
    message = {"type": "t", "list": [1]}
    await layer.group_send("room", message)
    for channel in channels:
        received = await receive(layer, channel)
        assert received == {"type": "t", "list": [1]}
        received["list"].append(2)
    assert message == {"type": "t", "list": [1]}


# Names and messages ---------------------------------------------------------------------------------------------------

BAD_NAMES = ["bad name!", "x" * 100, "ü", "", "a/b", 7, None]


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_bad_names_are_refused(layer: PubSubChannelLayer, name: Any) -> None:
    channel = await layer.new_channel()
    for call in (
        layer.group_add(name, channel),
        layer.group_discard(name, channel),
        layer.group_send(name, {"type": "t"}),
        layer.send(name, {"type": "t"}),
        layer.receive(name),
        layer.group_add("room", name),
        layer.group_discard("room", name),
        layer.new_channel("bad prefix" if not isinstance(name, str) else f"{name} "),
    ):
        with pytest.raises(TypeError):
            await call
    with pytest.raises(TypeError):
        layer.group_send_nowait(name, {"type": "t"})
    with pytest.raises(TypeError):
        layer.attach(name, lambda _: None)


@pytest.mark.parametrize("message", ["text", None, ["list"]])
async def test_a_message_is_a_dict(layer: PubSubChannelLayer, message: Any) -> None:
    channel = await layer.new_channel()
    with pytest.raises(TypeError):
        await layer.send(channel, message)
    with pytest.raises(TypeError):
        await layer.group_send("room", message)


def test_one_host_is_a_list_too() -> None:
    with pytest.raises(TypeError):
        PubSubChannelLayer("redis://localhost")


def test_extensions_are_told() -> None:
    assert set(PubSubChannelLayer.extensions) == {"groups", "flush"}


# Capacity and expiry --------------------------------------------------------------------------------------------------


async def test_a_full_channel_refuses(make_layer: MakeLayer) -> None:
    layer = make_layer(capacity=2)
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "first"})
    await layer.send(channel, {"type": "second"})
    with pytest.raises(ChannelFull):
        await layer.send(channel, {"type": "third"})
    assert [(await receive(layer, channel))["type"] for _ in range(2)] == ["first", "second"]
    await layer.send(channel, {"type": "fourth"})
    assert (await receive(layer, channel))["type"] == "fourth"


async def test_a_full_member_of_a_group_is_passed_over(
    make_layer: MakeLayer, other_layer: PubSubChannelLayer
) -> None:
    """From here and from elsewhere; the others have every message."""
    layer = make_layer(channel_capacity={"small.*": 1})
    full = await layer.new_channel("small")
    await layer.group_add("room", full)
    roomy = await member(layer)
    for sender in (layer, other_layer):
        for number in range(2):
            await sender.group_send("room", {"type": "count", "number": number})
    assert [(await receive(layer, roomy))["number"] for _ in range(4)] == [0, 1, 0, 1]
    assert (await receive(layer, full))["number"] == 0
    await layer.send(full, {"type": "last"})
    assert (await receive(layer, full))["type"] == "last"


async def test_what_is_too_old_makes_room(make_layer: MakeLayer) -> None:
    layer = make_layer(capacity=1, expiry=0)
    channel = await layer.new_channel()
    for _ in range(3):
        await layer.send(channel, {"type": "expires at once"})
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await layer.receive(channel)


# Groups ---------------------------------------------------------------------------------------------------------------


async def test_members_get_what_is_sent_to_a_group(layer: PubSubChannelLayer) -> None:
    first, second, third = [await member(layer) for _ in range(3)]
    await layer.group_discard("room", second)
    await layer.group_send("room", {"type": "to the group"})
    await layer.send(second, {"type": "to the one that left"})
    assert (await receive(layer, first))["type"] == "to the group"
    assert (await receive(layer, third))["type"] == "to the group"
    assert (await receive(layer, second))["type"] == "to the one that left"


async def test_groups_reach_every_process_once(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    here, there = await member(layer), await member(other_layer)
    for sender in (layer, other_layer):
        await sender.group_send("room", {"type": "first"})
        await sender.group_send("room", {"type": "second"})
        for receiver, channel in ((layer, here), (other_layer, there)):
            assert [(await receive(receiver, channel))["type"] for _ in range(2)] == ["first", "second"]


async def test_adding_twice_is_adding_once(layer: PubSubChannelLayer) -> None:
    channel = await member(layer)
    await layer.group_add("room", channel)
    await layer.group_send("room", {"type": "first"})
    await layer.group_send("room", {"type": "second"})
    assert [(await receive(layer, channel))["type"] for _ in range(2)] == ["first", "second"]


async def test_discarding_before_adding(layer: PubSubChannelLayer) -> None:
    await layer.group_discard("room", await layer.new_channel())


async def test_a_channel_of_another_process_cannot_be_added(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    channel = await other_layer.new_channel()
    with pytest.raises(RuntimeError, match="not a channel of this process"):
        await layer.group_add("room", channel)


async def test_a_group_left_by_all_can_be_joined_again(layer: PubSubChannelLayer) -> None:
    channel = await layer.new_channel()
    for _ in range(3):
        await layer.group_add("room", channel)
        await layer.group_discard("room", channel)
    await layer.group_add("room", channel)
    await layer.group_send("room", {"type": "heard"})
    assert (await receive(layer, channel))["type"] == "heard"


async def test_two_who_join_a_group_at_once_both_hear(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    """They share one subscription, and it outlives the first of them."""
    channels = [await layer.new_channel() for _ in range(2)]
    await asyncio.gather(*(layer.group_add("room", channel) for channel in channels))
    await layer.group_discard("room", channels[0])
    await other_layer.group_send("room", {"type": "heard"})
    assert (await receive(layer, channels[1]))["type"] == "heard"


async def test_prefixes_keep_installations_apart(layer: PubSubChannelLayer, make_layer: MakeLayer) -> None:
    stranger = make_layer(prefix="another")
    channel, strangers_channel = await member(layer), await member(stranger)
    await stranger.group_send("room", {"type": "theirs"})
    await layer.group_send("room", {"type": "ours"})
    assert (await receive(layer, channel))["type"] == "ours"
    assert (await receive(stranger, strangers_channel))["type"] == "theirs"


# Flush ----------------------------------------------------------------------------------------------------------------


async def test_flush_forgets_channels_and_groups(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    old = await member(layer)
    await layer.send(old, {"type": "forgotten"})
    await layer.flush()
    with pytest.raises(RuntimeError):
        await layer.group_add("room", old)
    new = await member(layer)
    await other_layer.group_send("room", {"type": "heard"})
    assert (await receive(layer, new))["type"] == "heard"


async def test_flushing_what_was_never_used(layer: PubSubChannelLayer) -> None:
    await layer.flush()
