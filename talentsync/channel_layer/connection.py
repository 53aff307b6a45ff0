"""One connection to Redis, as callbacks: a reply is handed on as soon as it is parsed, without waking a task.

A connection may be dead without anybody having said so: a host that vanished, a firewall that forgot it, a process that
is frozen. So Redis is asked for a PING every few seconds, and one that is silent until the next is hung up on.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, cast

import hiredis

from talentsync.channel_layer.address import RedisAddress
from talentsync.channel_layer.errors import ChannelLayerUnavailable

logger = logging.getLogger(__name__)

_INCOMPLETE = object()

OnReply = Callable[[Any], None]
OnLost = Callable[[Exception], None]


def pack(*parts: str | bytes) -> bytes:
    """A command as Redis reads it."""
    command: bytes = hiredis.pack_command(parts)  # type: ignore[arg-type]  # the stub means any length, and says one
    return command


_PING = pack("PING")


class Connection(asyncio.Protocol):
    """Opened by `open_connection`, silent until `start`."""

    def __init__(self, address: RedisAddress, heartbeat_seconds: float) -> None:
        self._address = address
        self._heartbeat_seconds = heartbeat_seconds
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._reader = hiredis.Reader(notEnoughData=_INCOMPLETE)
        self._on_reply: OnReply = self._on_early_reply
        self._on_lost: OnLost | None = None
        self._on_ping: Callable[[], None] = lambda: None
        self._first_reply: asyncio.Future[Any] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._error: Exception | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_ping_unanswered = False
        self._next_heartbeat = 0.0

    @property
    def is_usable(self) -> bool:
        """False as soon as the end of the connection is known, which is before `on_lost` is called."""
        return self._transport is not None and not self._transport.is_closing()

    def start(self, on_reply: OnReply, on_lost: OnLost, on_ping: Callable[[], None] = lambda: None) -> None:
        """Hand on every reply, errors as `hiredis.ReplyError`, and once the end, with its reason.

        `on_ping` is called when a PING leaves: one of the replies will be for it.
        """
        self._on_reply, self._on_lost, self._on_ping = on_reply, on_lost, on_ping
        if self._error is not None:
            self._loop.call_soon(on_lost, self._error)
        else:
            self._schedule_heartbeat()

    def write(self, data: bytes) -> None:
        """Lost where the connection is being closed, as `on_lost` will say."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def ping(self) -> None:
        self.write(_PING)
        self._on_ping()

    def abort(self, error: Exception) -> None:
        """Hang up now, whatever is still to be written."""
        self._error = self._error or error
        if self._transport is not None:
            self._transport.abort()

    async def wait_closed(self) -> None:
        if self._transport is not None:
            await asyncio.shield(self._closed)

    async def authenticate(self) -> None:
        """Raises OSError where Redis wants other credentials."""
        credentials = [part for part in (self._address.username, self._address.password) if part is not None]
        self.write(pack("AUTH", *credentials))
        reply = await self._first_reply
        if isinstance(reply, hiredis.ReplyError):
            raise ChannelLayerUnavailable(f"the credentials were refused: {reply}")

    # asyncio.Protocol -------------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._is_ping_unanswered = False
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _INCOMPLETE:
                self._on_reply(reply)
        except hiredis.ProtocolError as error:
            self.abort(ChannelLayerUnavailable(f"{self._address} does not speak Redis' protocol: {error}"))

    def connection_lost(self, error: Exception | None) -> None:
        self._error = self._error or ChannelLayerUnavailable(
            f"{self._address} closed the connection" if error is None else f"{self._address}: {error}"
        )
        if self._timer is not None:
            self._timer.cancel()
        if not self._first_reply.done():
            self._first_reply.set_result(hiredis.ReplyError(str(self._error)))
        if not self._closed.done():
            self._closed.set_result(None)
        if self._on_lost is not None:
            self._on_lost(self._error)

    def _on_early_reply(self, reply: Any) -> None:
        if not self._first_reply.done():
            self._first_reply.set_result(reply)

    # Heartbeat --------------------------------------------------------------------------------------------------------

    def _schedule_heartbeat(self) -> None:
        self._next_heartbeat = self._loop.time() + self._heartbeat_seconds
        self._timer = self._loop.call_at(self._next_heartbeat, self._beat)

    def _beat(self) -> None:
        # A timer this late means that our loop stood still: the answer may be there, unread.
        is_late = self._loop.time() > self._next_heartbeat + self._heartbeat_seconds / 2
        if self._is_ping_unanswered and not is_late:
            self.abort(
                ChannelLayerUnavailable(f"{self._address} has been silent for {self._heartbeat_seconds:g} s")
            )
            return
        self._is_ping_unanswered = True
        self.ping()
        self._schedule_heartbeat()


async def open_connection(
    address: RedisAddress, *, heartbeat_seconds: float, timeout_seconds: float
) -> Connection:
    """Connect and authenticate. Raises ChannelLayerUnavailable."""
    loop = asyncio.get_running_loop()
    connection = Connection(address, heartbeat_seconds)
    try:
        async with asyncio.timeout(timeout_seconds):
            if address.path is not None:
                await loop.create_unix_connection(lambda: connection, address.path)
            else:
                await loop.create_connection(
                    lambda: connection, address.host, address.port, ssl=address.ssl_context
                )
            if address.password is not None:
                await connection.authenticate()
    except BaseException as error:
        failure = ChannelLayerUnavailable(f"{address} cannot be reached: {str(error) or 'no answer'}")
        connection.abort(failure)
        if isinstance(error, OSError):  # TimeoutError and our own are
            raise failure from error
        raise
    return connection
