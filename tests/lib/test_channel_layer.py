"""The channel layer: published in order, nothing lost, nobody left waiting, no group deaf."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio.client import PubSub
from redis.exceptions import ConnectionError as RedisConnectionError

from talentsync.lib.channel_layer import PipeliningChannelLayer, PipeliningConnection


@pytest_asyncio.fixture
async def layer(valkey: str) -> AsyncIterator[PipeliningChannelLayer]:
    layer = PipeliningChannelLayer(hosts=[valkey], prefix="test")
    yield layer
    await layer.flush()


async def test_messages_sent_at_once_arrive_in_order(layer: PipeliningChannelLayer) -> None:
    """More than one round trip's worth: some leave at once, the others together behind them."""
    channel = await layer.new_channel()
    await layer.group_add("room", channel)
    numbers = range(200)
    await asyncio.gather(
        *(layer.group_send("room", {"type": "count", "number": number}) for number in numbers)
    )
    received = [(await layer.receive(channel))["number"] for _ in numbers]
    assert received == list(numbers)


async def test_a_sender_who_gives_up_holds_up_nobody(layer: PipeliningChannelLayer) -> None:
    channel = await layer.new_channel()
    await layer.group_add("room", channel)
    gives_up = asyncio.create_task(layer.group_send("room", {"type": "first"}))
    goes_on = asyncio.create_task(layer.group_send("room", {"type": "second"}))
    await asyncio.sleep(0)  # both are waiting for Redis now
    gives_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gives_up
    await goes_on
    received = {(await layer.receive(channel))["type"] for _ in range(2)}
    assert received == {"first", "second"}


async def test_every_sender_hears_that_redis_is_away(tmp_path: Path) -> None:
    """And the next who send try anew."""
    layer = PipeliningChannelLayer(hosts=[f"unix://{tmp_path}/nobody.sock"], prefix="test")
    for _ in range(2):
        outcomes = await asyncio.gather(
            *(layer.group_send("room", {"type": "lost"}) for _ in range(3)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [RedisConnectionError] * 3
    await layer.flush()


async def test_a_subscription_that_was_lost_is_sent_again(
    layer: PipeliningChannelLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the connection breaks behind a SUBSCRIBE: group_add returns when the group really hears."""
    channel = await layer.new_channel()
    real_subscribe = PubSub.subscribe
    lost: list[object] = []

    async def lose_the_first(pubsub: PubSub, *names: str) -> None:
        if lost:
            await real_subscribe(pubsub, *names)
        else:
            lost.extend(names)

    monkeypatch.setattr(PubSub, "subscribe", lose_the_first)
    await layer.group_add("room", channel)
    await layer.group_send("room", {"type": "heard"})
    assert (await layer.receive(channel))["type"] == "heard"
    assert lost


async def test_a_confirmation_that_is_quicker_than_its_subscriber_counts(
    layer: PipeliningChannelLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis may answer before the task that sent the SUBSCRIBE runs again: it is not sent a second time."""
    real_subscribe, real_receive = PubSub.subscribe, PipeliningConnection._receive_message
    confirmed = asyncio.Event()
    sent: list[str] = []

    def receive(connection: PipeliningConnection, message: dict[str, Any] | None) -> None:
        real_receive(connection, message)
        if message is not None and message["channel"].endswith(b"room"):
            confirmed.set()

    async def return_when_confirmed(pubsub: PubSub, name: str) -> None:
        sent.append(name)
        await real_subscribe(pubsub, name)
        if name.endswith("room"):
            await confirmed.wait()

    monkeypatch.setattr(PipeliningConnection, "_receive_message", receive)
    monkeypatch.setattr(PubSub, "subscribe", return_when_confirmed)
    channel = await layer.new_channel()
    await layer.group_add("room", channel)
    assert len(sent) == 2


async def test_two_who_join_a_group_at_once_both_hear(layer: PipeliningChannelLayer) -> None:
    """They share one subscription, and it outlives the first of them."""
    channels = [await layer.new_channel() for _ in range(2)]
    await asyncio.gather(*(layer.group_add("room", channel) for channel in channels))
    await layer.group_discard("room", channels[0])
    await layer.group_send("room", {"type": "heard"})
    assert (await layer.receive(channels[1]))["type"] == "heard"


async def test_a_group_left_by_all_can_be_joined_again(layer: PipeliningChannelLayer) -> None:
    channel = await layer.new_channel()
    for _ in range(3):
        await layer.group_add("room", channel)
        await layer.group_discard("room", channel)
    await layer.group_add("room", channel)
    await layer.group_send("room", {"type": "heard"})
    assert (await layer.receive(channel))["type"] == "heard"
