"""How messages travel: at once within a process, together to Redis, straight into sinks."""

import asyncio
import contextvars
from typing import Any

import pytest

from talentsync.channel_layer import PubSubChannelLayer
from talentsync.channel_layer.connection import Connection
from tests.channel_layer.conftest import MakeLayer, member, receive
from tests.channel_layer.proxy import Proxy

Messages = list[dict[str, Any]]


async def test_members_in_the_process_do_not_wait_for_redis(make_layer: MakeLayer, proxy: Proxy) -> None:
    """And the copy that Redis brings later is not taken as well."""
    layer = make_layer(proxy.url)
    channel = await member(layer)
    await layer.group_send("room", {"type": "connects"})
    assert (await receive(layer, channel))["type"] == "connects"
    proxy.hold_requests()
    sending = asyncio.create_task(layer.group_send("room", {"type": "first"}))
    assert (await receive(layer, channel))["type"] == "first"
    assert not sending.done()
    proxy.thaw()
    await sending
    await layer.group_send("room", {"type": "second"})
    assert (await receive(layer, channel))["type"] == "second"


async def test_messages_sent_at_once_leave_in_one_write(
    make_layer: MakeLayer, other_layer: PubSubChannelLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order, whichever way they were sent."""
    layer = make_layer()
    channel = await member(other_layer)
    await layer.group_send("room", {"type": "count", "number": 0})
    writes: list[bytes] = []
    real_write = Connection.write

    def write(connection: Connection, data: bytes) -> None:
        writes.append(data)
        real_write(connection, data)

    monkeypatch.setattr(Connection, "write", write)

    async def send(number: int) -> None:
        message = {"type": "count", "number": number}
        if number % 2:
            layer.group_send_nowait("room", message)
        else:
            await layer.group_send("room", message)

    await asyncio.gather(*map(send, range(1, 100)))
    assert len([data for data in writes if b"PUBLISH" in data]) == 1
    assert [(await receive(other_layer, channel))["number"] for _ in range(100)] == list(range(100))


async def test_a_sender_who_gives_up_holds_up_nobody(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    channel = await member(other_layer)
    gives_up = asyncio.create_task(layer.group_send("room", {"type": "first"}))
    goes_on = asyncio.create_task(layer.group_send("room", {"type": "second"}))
    await asyncio.sleep(0)  # both are waiting for Redis now
    gives_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gives_up
    await goes_on
    assert [(await receive(other_layer, channel))["type"] for _ in range(2)] == ["first", "second"]


# Sinks ----------------------------------------------------------------------------------------------------------------


async def test_a_sink_is_called_with_each_message(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    """From this process before `group_send` waits for anything, and what waited before it was attached first."""
    channel = await member(layer)
    await layer.send(channel, {"type": "waited"})
    messages: Messages = []
    has_four = asyncio.Event()

    def sink(message: dict[str, Any]) -> None:
        messages.append(message)
        if len(messages) == 4:
            has_four.set()

    layer.attach(channel, sink)
    layer.group_send_nowait("room", {"type": "from here"})
    assert [message["type"] for message in messages] == ["waited", "from here"]
    await other_layer.group_send("room", {"type": "from there"})
    await other_layer.send(channel, {"type": "to the channel"})
    await asyncio.wait_for(has_four.wait(), 20)
    assert [message["type"] for message in messages[2:]] == ["from there", "to the channel"]


async def test_a_detached_channel_is_in_no_group(layer: PubSubChannelLayer) -> None:
    leaves, stays = await member(layer), await member(layer)
    messages: Messages = []
    layer.attach(leaves, messages.append)
    layer.detach(leaves)
    layer.detach(leaves)
    await layer.group_send("room", {"type": "late"})
    await layer.send(leaves, {"type": "late"})
    assert (await receive(layer, stays))["type"] == "late"
    assert messages == []


def fail(*_: object) -> None:
    raise RuntimeError("on purpose")


async def test_a_sink_that_fails_costs_the_others_nothing(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer, caplog: pytest.LogCaptureFixture
) -> None:
    fails, works = await member(layer), await member(layer)
    layer.attach(fails, fail)
    for sender in (layer, other_layer):
        await sender.group_send("room", {"type": "test.message"})
        assert (await receive(layer, works))["type"] == "test.message"
    assert caplog.text.count("Handing over the message 'test.message' failed") == 2


async def test_a_sink_may_leave_and_join_while_it_is_called(layer: PubSubChannelLayer) -> None:
    first, second = await member(layer), await member(layer)
    layer.attach(first, lambda _: layer.detach(second))
    await layer.group_send("room", {"type": "t"})
    await layer.group_send("room", {"type": "t"})


async def test_what_comes_from_redis_belongs_to_no_request(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer
) -> None:
    """The first request that needs the layer starts its tasks, and must not be named in their log lines."""
    request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="none")
    request_id.set("of the first request")
    channel = await member(layer)
    seen = asyncio.get_running_loop().create_future()
    layer.attach(channel, lambda _: seen.set_result(request_id.get()))
    await other_layer.group_send("room", {"type": "t"})
    assert await asyncio.wait_for(seen, 20) == "none"


async def test_what_is_no_message_is_passed_over(
    layer: PubSubChannelLayer, other_layer: PubSubChannelLayer, admin: Any, caplog: pytest.LogCaptureFixture
) -> None:
    channel = await member(layer)
    for payload in (
        b"",
        b"x",
        b"12345678" + b"\0" * 7 + b"\1" + b"\xc1",
        b"87654321" + b"\0" * 7 + b"\1\x90",
    ):
        await admin.publish("test.group.room", payload)
    await other_layer.group_send("room", {"type": "heard"})
    assert (await receive(layer, channel))["type"] == "heard"
    assert caplog.text.count("is no message") == 4
