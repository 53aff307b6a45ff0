"""What waits for the one task that runs a connection's hooks."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class EventQueue(Generic[Item]):
    """A queue for one taker, which says when it is full and when it is not any more.

    `put` never waits. Smaller than asyncio.Queue, which matters because every idle connection holds one.
    """

    __slots__ = ("_full", "_items", "_max_items", "_on_change", "_taker")

    def __init__(self, max_items: int, on_change: Callable[[bool], None]) -> None:
        self._items: deque[Item] = deque()
        self._max_items = max_items
        self._on_change = on_change
        self._full = False
        self._taker: asyncio.Future[None] | None = None

    def put(self, item: Item) -> None:
        self._items.append(item)
        if self._taker is not None and not self._taker.done():
            self._taker.set_result(None)

    def put_event(self, item: Item) -> None:
        """Put what a client sent, which is read no further while the queue is full."""
        self.put(item)
        if not self._full and len(self._items) >= self._max_items:
            self._full = True
            self._on_change(True)

    @property
    def is_idle(self) -> bool:
        """Whether the taker waits for an item, so that whatever is handled now is handled in its turn."""
        return self._taker is not None and not self._taker.done() and not self._items

    async def take(self) -> Item:
        while not self._items:
            self._taker = asyncio.get_running_loop().create_future()
            try:
                await self._taker
            finally:
                self._taker = None
        item = self._items.popleft()
        if self._full and len(self._items) < self._max_items:
            self._full = False
            self._on_change(False)
        return item
