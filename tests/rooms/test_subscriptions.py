"""What the room asks of the channel layer: sending without waiting, and joining groups at once."""

import asyncio
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from rooms.subscriptions import Subscriptions, send_soon
from talentsync.channel_layer import ChannelLayerUnavailable

PATIENCE_SECONDS = 20.0
MESSAGE = {"type": "test.message"}


class StockLayer:
    """Like Channels' layers: `group_send` waits, and may fail."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self._failure = failure

    async def group_add(self, group: str, channel: str) -> None:
        raise NotImplementedError

    async def group_discard(self, group: str, channel: str) -> None:
        raise NotImplementedError

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self._send(group, message)

    def _send(self, group: str, message: dict[str, Any]) -> None:
        if self._failure is not None:
            raise self._failure
        self.sent.append((group, message))


class OurLayer(StockLayer):
    """Knows how not to wait."""

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        raise AssertionError("it waits for Redis")

    def group_send_nowait(self, group: str, message: dict[str, Any]) -> None:
        self._send(group, message)


@pytest.mark.parametrize("kind", [StockLayer, OurLayer])
async def test_sending_soon_goes_by_either_layer(kind: type[StockLayer]) -> None:
    layer = kind()
    await send_soon(layer, "room", MESSAGE)
    assert layer.sent == [("room", MESSAGE)]


@pytest.mark.parametrize(
    "layer",
    [
        StockLayer(RedisConnectionError("Redis is away")),
        OurLayer(ChannelLayerUnavailable("Redis takes no messages")),
    ],
)
async def test_sending_soon_logs_what_fails(layer: StockLayer, caplog: pytest.LogCaptureFixture) -> None:
    await send_soon(layer, "room", MESSAGE)
    assert "A message to the group room was not published" in caplog.text


class ConfirmingAtOnce(StockLayer):
    """Confirms nothing before so many groups are being joined, and then refuses some of them."""

    def __init__(self, groups: int, *, refused: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.joined: set[str] = set()
        self._all_are_under_way = asyncio.Barrier(groups)
        self._refused = refused

    async def group_add(self, group: str, channel: str) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._all_are_under_way.wait()
        if group in self._refused:
            raise ChannelLayerUnavailable(group)
        self.joined.add(group)

    async def group_discard(self, group: str, channel: str) -> None:
        self.joined.discard(group)


async def test_groups_are_joined_together() -> None:
    layer = ConfirmingAtOnce(3)
    await Subscriptions(layer, "channel").add("room", "person", "interviewers")
    assert layer.joined == {"room", "person", "interviewers"}


async def test_of_groups_that_cannot_all_be_joined_none_is_left() -> None:
    """And it is known at the time of the failure which were."""
    layer = ConfirmingAtOnce(3, refused=frozenset({"room"}))
    subscriptions = Subscriptions(layer, "channel")
    with pytest.raises(ChannelLayerUnavailable, match="room"):
        await subscriptions.add("room", "person", "interviewers")
    assert layer.joined == {"person", "interviewers"}
    await subscriptions.clear()
    assert layer.joined == set()
