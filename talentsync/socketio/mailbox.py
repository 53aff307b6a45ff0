"""What waits for the one task that runs a connection's hooks."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """A queue for one taker.

    `post` never waits; a writer that can be slowed down awaits `wait_for_room` after it.

    Smaller than asyncio.Queue, which matters because every idle connection holds one.
    """

    __slots__ = ("_items", "_mail", "_room", "_room_for")

    def __init__(self, room_for: int) -> None:
        self._items: deque[Item] = deque()
        self._room_for = room_for
        self._mail: asyncio.Future[None] | None = None
        self._room: asyncio.Future[None] | None = None

    def post(self, item: Item) -> None:
        self._items.append(item)
        if self._mail is not None and not self._mail.done():
            self._mail.set_result(None)

    async def take(self) -> Item:
        while not self._items:
            self._mail = asyncio.get_running_loop().create_future()
            await self._mail
        if self._room is not None and len(self._items) <= self._room_for and not self._room.done():
            self._room.set_result(None)
        return self._items.popleft()

    @property
    def full(self) -> bool:
        return len(self._items) >= self._room_for

    async def wait_for_room(self) -> None:
        """For one waiter at a time."""
        while self.full:
            self._room = asyncio.get_running_loop().create_future()
            try:
                await self._room
            finally:
                self._room = None
