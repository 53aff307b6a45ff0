"""Channel layers of several processes in one: each object has connections and groups of its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import redis
from redis.asyncio import Redis

from talentsync.channel_layer import PubSubChannelLayer
from tests.channel_layer.proxy import Proxy

PATIENCE_SECONDS = 20.0  # how long tests wait for something before they call it missing
POLL_SECONDS = 0.01

MakeLayer = Callable[..., PubSubChannelLayer]


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await condition():  # noqa: ASYNC110  Redis tells nobody of it
            await asyncio.sleep(POLL_SECONDS)


async def receive(layer: PubSubChannelLayer, channel: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await layer.receive(channel)


async def member(layer: PubSubChannelLayer, group: str = "room") -> str:
    """A new channel in the group."""
    channel = await layer.new_channel()
    await layer.group_add(group, channel)
    return channel


@pytest_asyncio.fixture
async def make_layer(valkey: str) -> AsyncIterator[MakeLayer]:
    """Make layers with the options given as keywords; all are closed after the test."""
    layers: list[PubSubChannelLayer] = []

    def make(url: str = valkey, **options: Any) -> PubSubChannelLayer:
        layers.append(PubSubChannelLayer([url], **{"prefix": "test", **options}))
        return layers[-1]

    yield make
    for layer in layers:
        await layer.flush()


@pytest.fixture
def layer(make_layer: MakeLayer) -> PubSubChannelLayer:
    return make_layer()


@pytest.fixture
def other_layer(make_layer: MakeLayer) -> PubSubChannelLayer:
    """What another process would have."""
    return make_layer()


@pytest_asyncio.fixture
async def admin(valkey: str) -> AsyncIterator["Redis"]:
    """A client that asks Redis what it sees."""
    async with redis.asyncio.Redis.from_url(valkey, decode_responses=True) as client:
        yield client


@pytest_asyncio.fixture
async def proxy(valkey: str, tmp_path: Path) -> AsyncIterator[Proxy]:
    proxy = Proxy(tmp_path / "proxy.sock", valkey.removeprefix("unix://"))
    await proxy.start()
    yield proxy
    await proxy.stop()
