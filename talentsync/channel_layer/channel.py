"""A channel of this process: where its messages go."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from channels.exceptions import ChannelFull

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Sink = Callable[[Message], None]

encode = msgspec.msgpack.Encoder().encode
decode = msgspec.msgpack.Decoder(Message).decode


class Channel:
    """Messages wait, encoded, until somebody receives them; with a `sink` none does.

    At most `capacity` wait, and none for longer than `expiry` seconds.
    """

    __slots__ = ("_capacity", "_expiry", "_items", "_loop", "_receivers", "groups", "name", "sink")

    def __init__(self, name: str, *, capacity: int, expiry: float) -> None:
        self.name = name
        self.groups: set[str] = set()
        self.sink: Sink | None = None
        self._capacity = capacity
        self._expiry = expiry
        self._items: deque[tuple[float, bytes]] = deque()
        self._receivers: deque[asyncio.Future[None]] = deque()
        self._loop = asyncio.get_running_loop()

    @property
    def has_receivers(self) -> bool:
        return bool(self._receivers)

    def put(self, body: bytes) -> None:
        """Have a message wait. Raises ChannelFull."""
        self._drop_expired()
        if len(self._items) >= self._capacity:
            raise ChannelFull(self.name)
        self._items.append((self._loop.time() + self._expiry, body))
        self._wake_receiver()

    async def get(self) -> Message:
        """The oldest message, as a copy of the receiver's own."""
        while True:
            message = self.take()
            if message is not None:
                return message
            receiver: asyncio.Future[None] = self._loop.create_future()
            self._receivers.append(receiver)
            try:
                await receiver
            except asyncio.CancelledError:
                if receiver.done() and not receiver.cancelled() and self._items:
                    self._wake_receiver()  # woken for a message that somebody else must take now
                raise
            finally:
                if receiver in self._receivers:
                    self._receivers.remove(receiver)

    def take(self) -> Message | None:
        """The oldest message if one waits. What is none is passed over."""
        self._drop_expired()
        while self._items:
            _, body = self._items.popleft()
            try:
                return decode(body)
            except msgspec.MsgspecError as error:
                logger.warning("What came to %s is no message: %s", self.name, error)
        return None

    def _drop_expired(self) -> None:
        now = self._loop.time()
        while self._items and self._items[0][0] <= now:
            self._items.popleft()

    def _wake_receiver(self) -> None:
        while self._receivers:
            receiver = self._receivers.popleft()
            if not receiver.done():
                receiver.set_result(None)
                return
