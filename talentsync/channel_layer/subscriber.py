"""The connection that is subscribed: it keeps a set of Redis channels subscribed across whatever becomes of Redis.

What is wanted is kept here, and each new connection asks for the whole of it in one command.
"""

import asyncio
import contextvars
import logging
import random
from collections.abc import Callable
from contextlib import suppress

import hiredis

from talentsync.channel_layer.address import RedisAddress
from talentsync.channel_layer.connection import Connection, open_connection, pack
from talentsync.channel_layer.errors import ChannelLayerUnavailable

logger = logging.getLogger(__name__)

# Pauses between attempts to connect; each is drawn between half of it and the whole, so that not all processes of an
# installation come back in the same moment.
FIRST_PAUSE_SECONDS = 0.1
MAX_PAUSE_SECONDS = 3.0

OnMessage = Callable[[bytes, bytes], None]


class Subscription:
    """One Redis channel that is wanted. Whoever waits is told when Redis has confirmed it."""

    __slots__ = ("is_confirmed", "waiters")

    def __init__(self) -> None:
        self.is_confirmed = False
        self.waiters: set[asyncio.Future[None]] = set()

    def tell_waiters(self) -> None:
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)


class Subscriber:
    """Subscribed to channels of one Redis for one event loop. Connects with the first channel.

    `on_message` gets the Redis channel and the payload. `on_resubscribed` is called after a connection was lost, as
    soon as Redis has confirmed all that is wanted on the next one: what was published in between is lost.
    """

    def __init__(
        self,
        address: RedisAddress,
        context: contextvars.Context,
        *,
        on_message: OnMessage,
        on_resubscribed: Callable[[], None],
        heartbeat_seconds: float,
        timeout_seconds: float,
    ) -> None:
        self._address = address
        self._context = context
        self._on_message = on_message
        self._on_resubscribed = on_resubscribed
        self._heartbeat_seconds = heartbeat_seconds
        self._timeout_seconds = timeout_seconds
        self._loop = asyncio.get_running_loop()
        self._wanted: dict[bytes, Subscription] = {}
        # SUBSCRIBEs on this connection that are not confirmed, by channel: one that was given up and is wanted again
        # has two, of which only the second counts.
        self._unconfirmed: dict[bytes, int] = {}
        # Of the channels that were asked for anew after a loss, those that are not confirmed.
        self._missing: set[bytes] | None = None
        self._outgoing: list[bytes] = []
        self._connection: Connection | None = None
        self._lost: asyncio.Future[Exception] | None = None
        self._listeners: set[asyncio.Future[None]] = set()
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, channel: bytes) -> None:
        """Want a channel from now on; to wait until it is subscribed, `wait_until_confirmed`."""
        if channel in self._wanted:
            return
        self._wanted[channel] = Subscription()
        self._ensure_running()
        if self._connection is not None:
            self._ask_for([channel])

    def unsubscribe(self, channel: bytes) -> None:
        """Give a channel up, whether it was confirmed or not."""
        subscription = self._wanted.pop(channel, None)
        if subscription is None:
            return
        subscription.tell_waiters()
        if self._connection is not None:
            self._queue(pack(b"UNSUBSCRIBE", channel))

    def is_confirmed(self, channel: bytes) -> bool:
        subscription = self._wanted.get(channel)
        return subscription is not None and subscription.is_confirmed

    async def wait_until_confirmed(self, channel: bytes) -> None:
        """Return when what is published from now on arrives, or the channel was given up meanwhile.

        Raises ChannelLayerUnavailable.
        """
        subscription = self._wanted.get(channel)
        if subscription is None or subscription.is_confirmed:
            return
        await self._wait_in(subscription.waiters, f"{self._address} did not confirm a subscription in time")

    async def check(self) -> None:
        """Return when Redis has answered on this very connection. Raises ChannelLayerUnavailable."""
        self._ensure_running()
        if self._connection is not None:
            self._connection.ping()
        await self._wait_in(self._listeners, f"{self._address} does not answer on the subscription")

    async def close(self) -> None:
        connection, task = self._connection, self._task
        self.abort(ChannelLayerUnavailable("the channel layer is being closed"))
        if task is not None:
            with suppress(asyncio.CancelledError):
                await task
        if connection is not None:
            await connection.wait_closed()

    def abort(self, error: Exception) -> None:
        """Hang up, and stay away."""
        if self._task is not None:
            self._task.cancel()
        if self._connection is not None:
            self._connection.abort(error)
        for subscription in self._wanted.values():
            subscription.tell_waiters()
        self._wanted.clear()

    async def _wait_in(self, waiters: set[asyncio.Future[None]], problem: str) -> None:
        waiter: asyncio.Future[None] = self._loop.create_future()
        waiters.add(waiter)
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await waiter
        except TimeoutError:
            raise ChannelLayerUnavailable(problem) from None
        finally:
            waiters.discard(waiter)

    # Out --------------------------------------------------------------------------------------------------------------

    def _ask_for(self, channels: list[bytes]) -> None:
        for channel in channels:
            self._unconfirmed[channel] = self._unconfirmed.get(channel, 0) + 1
        self._queue(pack(b"SUBSCRIBE", *channels))

    def _queue(self, command: bytes) -> None:
        if not self._outgoing:
            self._loop.call_soon(self._flush, context=self._context)
        self._outgoing.append(command)

    def _flush(self) -> None:
        outgoing, self._outgoing = self._outgoing, []
        if self._connection is not None and outgoing:
            self._connection.write(b"".join(outgoing))

    # In ---------------------------------------------------------------------------------------------------------------

    def _on_reply(self, reply: object) -> None:
        if isinstance(reply, list):
            kind = reply[0]
            if kind == b"message":
                self._on_message(reply[1], reply[2])
            elif kind == b"subscribe":
                self._confirm(reply[1])
        elif isinstance(reply, hiredis.ReplyError) and self._connection is not None:
            self._connection.abort(ChannelLayerUnavailable(f"{self._address} refuses: {reply}"))
            return
        if self._listeners:
            for listener in self._listeners:
                if not listener.done():
                    listener.set_result(None)

    def _confirm(self, channel: bytes) -> None:
        unconfirmed = self._unconfirmed.get(channel, 0) - 1
        if unconfirmed > 0:
            self._unconfirmed[channel] = unconfirmed
            return
        self._unconfirmed.pop(channel, None)
        subscription = self._wanted.get(channel)
        if subscription is not None:
            subscription.is_confirmed = True
            subscription.tell_waiters()
        if self._missing is not None:
            self._missing.discard(channel)
            if not self._missing:
                self._resubscribed()

    def _resubscribed(self) -> None:
        self._missing = None
        logger.info("Subscribed again at %s", self._address)
        self._on_resubscribed()

    # The connection ---------------------------------------------------------------------------------------------------

    def _ensure_running(self) -> None:
        if self._task is None:
            self._task = self._loop.create_task(self._run(), context=self._context)

    async def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        was_lost = False
        while True:
            try:
                connection = await open_connection(
                    self._address,
                    heartbeat_seconds=self._heartbeat_seconds,
                    timeout_seconds=self._timeout_seconds,
                )
            except ChannelLayerUnavailable as error:
                log = logger.warning if pause == FIRST_PAUSE_SECONDS else logger.debug
                log("No subscription: %s", error)
                for listener in self._listeners:
                    if not listener.done():
                        listener.set_exception(error)
            else:
                started = self._loop.time()
                reason = await self._stay(connection, was_lost=was_lost)
                was_lost = True
                logger.warning("The subscription was lost: %s", reason)
                # A server that hangs up at once is left alone for longer and longer as well.
                if self._loop.time() - started > MAX_PAUSE_SECONDS:
                    pause = FIRST_PAUSE_SECONDS
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  nothing to guess
            pause = min(2 * pause, MAX_PAUSE_SECONDS)

    async def _stay(self, connection: Connection, *, was_lost: bool) -> Exception:
        """Subscribe all that is wanted, and return when the connection is lost."""
        self._connection = connection
        lost: asyncio.Future[Exception] = self._loop.create_future()
        self._lost = lost
        connection.start(self._on_reply, self._on_lost)
        channels = list(self._wanted)
        if was_lost:
            self._missing = set(channels)
        if channels:
            self._ask_for(channels)
        elif was_lost:
            self._resubscribed()
        # For whoever waits in `check`, where nothing is wanted yet.
        connection.ping()
        try:
            return await lost
        finally:
            connection.abort(ChannelLayerUnavailable("the channel layer is being closed"))

    def _on_lost(self, error: Exception) -> None:
        # At once, not when the task runs: what is wanted meanwhile is asked of the next connection.
        self._connection = None
        self._missing = None
        self._unconfirmed.clear()
        self._outgoing.clear()
        for subscription in self._wanted.values():
            subscription.is_confirmed = False
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(error)
