"""Group commit: what is submitted while one transaction is under way is written together in the next.

So a lone writer waits for nobody, many cost little more than one, and nothing is acknowledged before it is on disk.
"""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from channels.db import database_sync_to_async

from talentsync.lib.errors import Refused

logger = logging.getLogger(__name__)

# Bounds how long one transaction holds its locks.
MAX_BATCH = 500

# True: stored. False: it said nothing new, and is as good as stored.
WriteResult = bool | Refused


class Change(Protocol):
    """Something that a person did to a room."""

    @property
    def interview_id(self) -> UUID: ...


C = TypeVar("C", bound=Change)
C_contra = TypeVar("C_contra", bound=Change, contravariant=True)


class Store(Protocol[C_contra]):
    """Where changes go. Called by one thread, one call at a time."""

    def append(self, changes: Sequence[C_contra]) -> Sequence[WriteResult]:
        """Write them in one transaction; a result for each. Raises what a database raises, having written nothing."""

    @property
    def needs_maintenance(self) -> bool: ...

    def maintain(self) -> None:
        """Whatever should be done now and then but keep nobody waiting."""


OnStored = Callable[[], Awaitable[None]]


class PendingWrite(NamedTuple, Generic[C]):
    """A change that waits to be written, and who is to hear of it."""

    change: C
    on_stored: OnStored
    future: asyncio.Future[dict[str, Any]]


class BatchWriter(Generic[C]):
    """Collects changes from coroutines and gives them to a store in batches, in the order in which they came.

    Belongs to one event loop. Its thread is its own: writing never waits behind the other work of a process.
    """

    def __init__(self, store: Store[C], *, name: str) -> None:
        self._store = store
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._pending: list[PendingWrite[C]] = []
        self._writer: asyncio.Task[None] | None = None

    def submit(self, change: C, on_stored: OnStored) -> asyncio.Future[dict[str, Any]]:
        """Have a change written. The future ends with `{}` once that is done, or with what append refused or raised.

        `on_stored` is called for a change that was stored, before the future ends; in the order of the changes, and
        whatever has become of the socket that they came from.
        """
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._pending.append(PendingWrite(change, on_stored, future))
        if self._writer is None:
            # In no context: it writes for many, and its log lines must not carry the id of the first one's request.
            self._writer = asyncio.create_task(self._write_pending(), context=contextvars.Context())
        return future

    async def _write_pending(self) -> None:
        try:
            while self._pending:
                batch, self._pending = self._pending[:MAX_BATCH], self._pending[MAX_BATCH:]
                await self._write(batch)
                if self._store.needs_maintenance:
                    await self._maintain()
        finally:
            self._writer = None

    async def _maintain(self) -> None:
        try:
            await self._in_thread(self._store.maintain)
        except Exception:
            logger.exception("Maintaining a log failed")

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        run = database_sync_to_async(function, thread_sensitive=False, executor=self._executor)
        return await run(*arguments)

    async def _write(self, batch: list[PendingWrite[C]]) -> None:
        changes = [pending.change for pending in batch]
        try:
            results: Sequence[WriteResult] = await self._in_thread(self._store.append, changes)
        except Exception as error:
            await self._retry_per_room(batch, error)
            return
        callbacks = [
            pending.on_stored() for pending, result in zip(batch, results, strict=True) if result is True
        ]
        for failure in await asyncio.gather(*callbacks, return_exceptions=True):
            if isinstance(failure, Exception):
                # The change is on disk, and whoever missed it syncs.
                logger.error("Broadcasting a change failed", exc_info=failure)
        for pending, result in zip(batch, results, strict=True):
            if pending.future.cancelled():
                continue
            if isinstance(result, Refused):
                pending.future.set_exception(result)
            else:
                pending.future.set_result({})

    async def _retry_per_room(self, batch: list[PendingWrite[C]], error: Exception) -> None:
        """Write each room's changes in a transaction of its own: one room's trouble must not be the others'."""
        rooms: dict[UUID, list[PendingWrite[C]]] = {}
        for pending in batch:
            rooms.setdefault(pending.change.interview_id, []).append(pending)
        if len(rooms) > 1:
            for one_room in rooms.values():
                await self._write(one_room)
            return
        logger.error("Writing changes of room %s failed", *rooms, exc_info=error)
        for pending in batch:
            if not pending.future.cancelled():
                pending.future.set_exception(error)
