"""The connection that publishes: what is published in one turn of the event loop leaves in one write.

Every message carries its sender and a number. So what was written to a connection that then broke can be written once
more to the next one: whoever got it the first time knows it by its number.
"""

import asyncio
import contextvars
import logging
from collections import deque
from collections.abc import Iterable

import hiredis

from talentsync.channel_layer.address import RedisAddress
from talentsync.channel_layer.connection import Connection, open_connection, pack
from talentsync.channel_layer.errors import ChannelLayerUnavailable

logger = logging.getLogger(__name__)

SENDER_BYTES = 8
HEADER_BYTES = SENDER_BYTES + 8

# What may wait for Redis to take it. More means that it takes nothing.
MAX_WAITING_BYTES = 16 * 1024 * 1024


class Batch:
    """The messages of one turn of the loop, and who waits until Redis has taken them."""

    __slots__ = ("answered", "commands", "error", "is_over", "size", "timer", "waiters", "was_retried")

    def __init__(self) -> None:
        self.commands: list[bytes] = []
        self.size = 0
        self.waiters: list[asyncio.Future[None]] = []
        self.answered = 0
        self.error: Exception | None = None
        self.was_retried = False
        self.is_over = False
        self.timer: asyncio.TimerHandle | None = None

    def finish(self, error: Exception | None) -> int:
        """Tell whoever waits; the first time counts. Gives how many messages failed with nobody waiting for them."""
        if self.is_over:
            return 0
        self.is_over = True
        if self.timer is not None:
            self.timer.cancel()
        for waiter in self.waiters:
            if waiter.done():  # whoever waited was cancelled
                continue
            if error is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(error)
        return 0 if error is None else len(self.commands) - len(self.waiters)


def _log_failures(count: int, error: Exception | None) -> None:
    """Tell of messages that nobody waits for: `group_send_nowait`."""
    if count > 0:
        logger.warning("Messages that may not have been published: %d (%s)", count, error)


class Publisher:
    """Publishes to one Redis for one event loop. Connects when there is something to publish."""

    def __init__(
        self,
        address: RedisAddress,
        sender: bytes,
        context: contextvars.Context,
        *,
        heartbeat_seconds: float,
        timeout_seconds: float,
    ) -> None:
        self._address = address
        self._sender = sender
        self._context = context
        self._heartbeat_seconds = heartbeat_seconds
        self._timeout_seconds = timeout_seconds
        self._loop = asyncio.get_running_loop()
        self._sequence = 0
        self._waiting_bytes = 0
        self._next: Batch | None = None
        self._unsent: deque[Batch] = deque()
        self._unanswered: deque[Batch] = deque()
        self._connection: Connection | None = None
        self._connecting: asyncio.Task[None] | None = None

    def publish(self, channel: bytes, body: bytes) -> Batch:
        """Send a message with the others of this turn, in order. Raises ChannelLayerUnavailable."""
        if self._waiting_bytes > MAX_WAITING_BYTES:
            raise ChannelLayerUnavailable(f"{self._address} takes no messages")
        batch = self._next
        if batch is None:
            batch = self._next = Batch()
            self._loop.call_soon(self._close_batch, context=self._context)
        self._sequence += 1
        payload = self._sender + self._sequence.to_bytes(8, "big") + body
        command = pack(b"PUBLISH", channel, payload)
        batch.commands.append(command)
        batch.size += len(command)
        self._waiting_bytes += len(command)
        return batch

    async def wait_until_taken(self, batch: Batch) -> None:
        """Raises ChannelLayerUnavailable where Redis may not have taken the messages."""
        waiter: asyncio.Future[None] = self._loop.create_future()
        batch.waiters.append(waiter)
        await waiter

    async def close(self) -> None:
        error = ChannelLayerUnavailable("the channel layer is being closed")
        connection = self._connection
        self.abort(error)
        if connection is not None:
            await connection.wait_closed()

    def abort(self, error: Exception) -> None:
        """Hang up, and try nothing again."""
        if self._connecting is not None:
            self._connecting.cancel()
        batches = [*self._unanswered, *self._unsent]
        if self._next is not None:
            batches.append(self._next)
        self._unanswered.clear()
        self._unsent.clear()
        self._fail(batches, error)
        if self._connection is not None:
            self._connection.abort(error)

    # Sending ----------------------------------------------------------------------------------------------------------

    def _close_batch(self) -> None:
        batch, self._next = self._next, None
        if batch is None or batch.is_over:
            return
        batch.timer = self._loop.call_later(self._timeout_seconds, self._expire, batch)
        self._unsent.append(batch)
        self._send_or_connect()

    def _expire(self, batch: Batch) -> None:
        # Its place is kept: Redis may answer yet.
        error = ChannelLayerUnavailable(f"{self._address} did not answer in time")
        _log_failures(batch.finish(error), error)

    def _send_or_connect(self) -> None:
        if self._connection is not None:
            # One that is closing has lost nothing of these: they go to the next, when it is known to be lost.
            if self._connection.is_usable:
                self._send(self._connection)
        elif self._connecting is None:
            self._connecting = self._loop.create_task(self._connect(), context=self._context)

    def _send(self, connection: Connection) -> None:
        commands: list[bytes] = []
        while self._unsent:
            batch = self._unsent.popleft()
            if batch.is_over:
                self._waiting_bytes -= batch.size
            else:
                commands += batch.commands
                self._unanswered.append(batch)
        if commands:
            connection.write(b"".join(commands))

    async def _connect(self) -> None:
        try:
            connection = await open_connection(
                self._address,
                heartbeat_seconds=self._heartbeat_seconds,
                timeout_seconds=self._timeout_seconds,
            )
        except ChannelLayerUnavailable as error:
            self._connecting = None
            batches, self._unsent = self._unsent, deque()
            self._fail(batches, error)
            return
        self._connecting = None
        self._connection = connection
        connection.start(self._on_reply, self._on_lost, self._on_ping)
        self._send_or_connect()

    def _fail(self, batches: Iterable[Batch], error: Exception) -> None:
        unheard = 0
        for batch in batches:
            self._waiting_bytes -= batch.size
            unheard += batch.finish(error)
        _log_failures(unheard, error)

    # What comes back --------------------------------------------------------------------------------------------------

    def _on_ping(self) -> None:
        """Keep its place among the commands that will be answered."""
        batch = Batch()
        batch.commands.append(b"")
        batch.is_over = True
        self._unanswered.append(batch)

    def _on_reply(self, reply: object) -> None:
        if not self._unanswered:  # Redis says why it hangs up
            return
        batch = self._unanswered[0]
        batch.answered += 1
        if isinstance(reply, hiredis.ReplyError):
            batch.error = ChannelLayerUnavailable(f"{self._address} refused a message: {reply}")
        if batch.answered == len(batch.commands):
            self._unanswered.popleft()
            self._waiting_bytes -= batch.size
            _log_failures(batch.finish(batch.error), batch.error)

    def _on_lost(self, error: Exception) -> None:
        self._connection = None
        again: list[Batch] = []
        failed: list[Batch] = []
        for batch in self._unanswered:
            if batch.is_over or batch.was_retried:
                failed.append(batch)
            else:
                batch.commands = batch.commands[batch.answered :]
                batch.answered = 0
                batch.was_retried = True
                again.append(batch)
        self._unanswered.clear()
        self._fail(failed, error)
        self._unsent.extendleft(reversed(again))
        if self._unsent:
            self._send_or_connect()
