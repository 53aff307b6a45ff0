"""When a connection hangs up by itself."""

import asyncio
from typing import Any

import pytest

from talentsync.channel_layer.address import RedisAddress
from talentsync.channel_layer.connection import Connection

ADDRESS = RedisAddress.from_url("redis://redis.test")
HEARTBEAT_SECONDS = 3600.0


class Transport(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_aborted = False

    def write(self, data: Any) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.is_aborted

    def abort(self) -> None:
        self.is_aborted = True


class Clock:
    """The event loop's time, as far as a connection asks for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.skipped = 0.0
        loop = asyncio.get_running_loop()
        real_time = loop.time
        monkeypatch.setattr(loop, "time", lambda: real_time() + self.skipped)


@pytest.fixture
def replies() -> list[object]:
    return []


@pytest.fixture
async def transport() -> Transport:
    return Transport()


@pytest.fixture
async def connection(transport: Transport, replies: list[object]) -> Connection:
    connection = Connection(ADDRESS, HEARTBEAT_SECONDS)
    connection.connection_made(transport)
    connection.start(replies.append, replies.append)
    return connection


async def test_silence_after_a_ping_ends_it(
    connection: Connection, transport: Transport, replies: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    for _ in range(2):
        clock.skipped += HEARTBEAT_SECONDS
        connection._beat()
    assert transport.is_closing()
    connection.connection_lost(None)
    assert "redis.test:6379 has been silent" in str(replies[-1])


async def test_anything_received_is_a_sign_of_life(
    connection: Connection, transport: Transport, replies: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    for _ in range(3):
        clock.skipped += HEARTBEAT_SECONDS
        connection._beat()
        connection.data_received(b"+PO")
        connection.data_received(b"NG\r\n")
    assert not transport.is_closing()
    assert len(transport.written) == 3
    assert replies == [b"PONG"] * 3
    connection.connection_lost(None)


async def test_a_loop_that_stood_still_gives_redis_another_chance(
    connection: Connection, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer may be there, and nobody has read it yet."""
    clock = Clock(monkeypatch)
    clock.skipped += HEARTBEAT_SECONDS
    connection._beat()
    clock.skipped += 3 * HEARTBEAT_SECONDS
    connection._beat()
    assert not transport.is_closing()
    clock.skipped += HEARTBEAT_SECONDS
    connection._beat()
    assert transport.is_closing()
    connection.connection_lost(None)


async def test_whatever_is_not_redis_is_hung_up_on(
    connection: Connection, transport: Transport, replies: list[object]
) -> None:
    connection.data_received(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert transport.is_closing()
    connection.connection_lost(None)
    assert "does not speak Redis' protocol" in str(replies[-1])


async def test_nothing_is_written_to_a_connection_that_is_closing(
    connection: Connection, transport: Transport
) -> None:
    connection.abort(ConnectionError("over"))
    connection.write(b"late")
    connection.ping()
    assert transport.written == []
    assert not connection.is_usable
    connection.connection_lost(None)
