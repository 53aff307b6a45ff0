"""What the room asks of the channel layer: sending without waiting, and joining groups at once."""

from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from rooms.subscriptions import send_soon
from talentsync.channel_layer import ChannelLayerUnavailable

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
