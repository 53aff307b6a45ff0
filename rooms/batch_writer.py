"""Group commit: what is handed in while one transaction is under way is written together in the next.

So a lone writer waits for nobody, many cost little more than one, and nothing is answered before it is on disk.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from channels.db import database_sync_to_async

from talentsync.lib.errors import Refused

logger = logging.getLogger(__name__)

# Bounds how long one transaction holds its locks.
MAX_BATCH = 500

# True: stored. False: it said nothing new, and is as good as stored.
Outcome = bool | Refused


class Change(Protocol):
    """Something that a person did to a room."""

    @property
    def interview_id(self) -> UUID: ...


C = TypeVar("C", bound=Change)
C_contra = TypeVar("C_contra", bound=Change, contravariant=True)


class Store(Protocol[C_contra]):
    """Where changes go. Called by one thread, one call at a time."""

    def append(self, changes: Sequence[C_contra]) -> Sequence[Outcome]:
        """Write them in one transaction; an outcome for each. Raises what a database raises, having written nothing."""

    @property
    def needs_upkeep(self) -> bool: ...

    def upkeep(self) -> None:
        """Whatever should be done now and then but keep nobody waiting."""


Announce = Callable[[], Awaitable[None]]
Handed = tuple[C, Announce, "asyncio.Future[dict[str, Any]]"]


class BatchWriter(Generic[C]):
    """Takes changes from coroutines and hands them to a store in batches, in the order in which they came.

    Belongs to one event loop. Its thread is its own: writing never waits behind the other work of a process.
    """

    def __init__(self, store: Store[C], *, name: str) -> None:
        self._store = store
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._waiting: list[Handed[C]] = []
        self._writer: asyncio.Task[None] | None = None

    def submit(self, change: C, announce: Announce) -> "asyncio.Future[dict[str, Any]]":
        """Have a change written. The future ends with `{}` once that is done, or with what append refused or raised.

        `announce` is called for a change that was stored, before the future ends; in the order of the changes, and
        whatever has become of the socket that they came from.
        """
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting.append((change, announce, future))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_waiting())
        return future

    async def _write_waiting(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
                await self._write(batch)
                if self._store.needs_upkeep:
                    await self._keep_up()
        finally:
            self._writer = None

    async def _keep_up(self) -> None:
        try:
            await self._in_thread(self._store.upkeep)
        except Exception:
            logger.exception("The upkeep of a log failed")

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        run = database_sync_to_async(function, thread_sensitive=False, executor=self._executor)
        return await run(*arguments)

    async def _write(self, batch: list[Handed[C]]) -> None:
        changes = [change for change, _, _ in batch]
        try:
            outcomes: Sequence[Outcome] = await self._in_thread(self._store.append, changes)
        except Exception as error:
            await self._write_room_by_room(batch, error)
            return
        stored = [
            announce for (_, announce, _), outcome in zip(batch, outcomes, strict=True) if outcome is True
        ]
        for result in await asyncio.gather(*(announce() for announce in stored), return_exceptions=True):
            if isinstance(result, Exception):
                # It is on disk, and whoever missed it syncs.
                logger.error("Passing on a change failed", exc_info=result)
        for (_, _, future), outcome in zip(batch, outcomes, strict=True):
            if future.cancelled():
                continue
            if isinstance(outcome, Refused):
                future.set_exception(outcome)
            else:
                future.set_result({})

    async def _write_room_by_room(self, batch: list[Handed[C]], error: Exception) -> None:
        """One room's trouble must not be the others'."""
        rooms: dict[UUID, list[Handed[C]]] = {}
        for handed in batch:
            rooms.setdefault(handed[0].interview_id, []).append(handed)
        if len(rooms) > 1:
            for one_room in rooms.values():
                await self._write(one_room)
            return
        logger.error("Writing changes of room %s failed", *rooms, exc_info=error)
        for _, _, future in batch:
            if not future.cancelled():
                future.set_exception(error)
