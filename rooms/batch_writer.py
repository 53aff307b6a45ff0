"""Group commit: what is submitted while one transaction is under way is written together in the next.

So a lone writer waits for nobody, many cost little more than one, and nothing is acknowledged before it is on disk.
"""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import attrgetter
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db import close_old_connections

from talentsync.lib.errors import Refused

logger = logging.getLogger(__name__)

# Bounds how long one transaction holds its locks.
MAX_BATCH = 500

# Of a log. True: stored. False: it said nothing new, and is as good as stored.
WriteResult = bool | Refused


class Change(Protocol):
    """Something that a person did to a room."""

    @property
    def interview_id(self) -> UUID: ...


C = TypeVar("C", bound=Change)
C_contra = TypeVar("C_contra", bound=Change, contravariant=True)
# What a store gives for a change that it has not refused.
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
T = TypeVar("T")


class Store(Protocol[C_contra, R_co]):
    """Where changes go. Called by one thread, one call at a time."""

    def append(self, changes: Sequence[C_contra]) -> Sequence[R_co | Exception]:
        """Write them in one transaction; a result for each, or why it was not written.

        Raises what a database raises, having written nothing.
        """

    @property
    def needs_maintenance(self) -> bool: ...

    def maintain(self) -> None:
        """Whatever should be done now and then but keep nobody waiting."""


def _with_usable_connection(function: Callable[..., T], *arguments: Any) -> T:
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


OnStored = Callable[[], Awaitable[None]]


class PendingWrite(NamedTuple, Generic[C, R]):
    """A change that waits to be written, and who is to hear of it."""

    change: C
    on_stored: OnStored | None
    future: asyncio.Future[R]


class BatchWriter(Generic[C, R]):
    """Collects changes from coroutines and gives them to a store in batches, in the order in which they came.

    Belongs to one event loop. Its thread is its own: writing never waits behind the other work of a process.

    After a batch that failed, changes with the same `unit` are written together once more, and fail together.
    """

    def __init__(
        self,
        store: Store[C, R],
        *,
        name: str,
        max_batch: int = MAX_BATCH,
        unit: Callable[[C], Hashable] = attrgetter("interview_id"),
    ) -> None:
        self._store = store
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._max_batch = max_batch
        self._unit = unit
        self._pending: list[PendingWrite[C, R]] = []
        self._writer: asyncio.Task[None] | None = None

    def submit(self, change: C, on_stored: OnStored | None = None) -> asyncio.Future[R]:
        """Have a change written. The future ends with its result once that is done, or with what append gave or raised.

        `on_stored` is called where the result is True, before the future ends; in the order of the changes, and
        whatever has become of the socket that they came from.
        """
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._pending.append(PendingWrite(change, on_stored, future))
        if self._writer is None:
            # In no context: it writes for many, and its log lines must not carry the id of the first one's request.
            self._writer = asyncio.create_task(self._write_pending(), context=contextvars.Context())
        return future

    async def _write_pending(self) -> None:
        batch: list[PendingWrite[C, R]] = []
        try:
            while self._pending:
                batch, self._pending = self._pending[: self._max_batch], self._pending[self._max_batch :]
                await self._write(batch)
                if self._store.needs_maintenance:
                    await self._maintain()
        except BaseException:
            # The event loop ends: nobody is to wait for ever for what is not told any more.
            for pending in (*batch, *self._pending):
                pending.future.cancel()
            self._pending = []
            raise
        finally:
            self._writer = None

    async def _maintain(self) -> None:
        try:
            await self._in_thread(self._store.maintain)
        except Exception:
            logger.exception("Maintaining a log failed")

    async def _in_thread(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call it in the writer's own thread, whose database connection is looked after as in Channels.

        Without `database_sync_to_async`: the thread is nobody else's and there is no context to take along, so that its
        bookkeeping would cost each keystroke more than the call itself.
        """
        call = partial(_with_usable_connection, function, *arguments)
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    async def _write(self, batch: list[PendingWrite[C, R]]) -> None:
        changes = [pending.change for pending in batch]
        try:
            results: Sequence[R | Exception] = await self._in_thread(self._store.append, changes)
        except Exception as error:
            await self._retry_by_unit(batch, error)
            return
        callbacks = [
            pending.on_stored()
            for pending, result in zip(batch, results, strict=True)
            if result is True and pending.on_stored is not None
        ]
        for failure in await asyncio.gather(*callbacks, return_exceptions=True):
            if isinstance(failure, Exception):
                # The change is on disk, and whoever missed it syncs.
                logger.error("Broadcasting a change failed", exc_info=failure)
        for pending, result in zip(batch, results, strict=True):
            if pending.future.cancelled():
                continue
            if isinstance(result, Exception):
                pending.future.set_exception(result)
            else:
                pending.future.set_result(result)

    async def _retry_by_unit(self, batch: list[PendingWrite[C, R]], error: Exception) -> None:
        """Write each unit's changes in a transaction of its own: one room's trouble must not be the others'."""
        units: dict[Hashable, list[PendingWrite[C, R]]] = {}
        for pending in batch:
            units.setdefault(self._unit(pending.change), []).append(pending)
        if len(units) > 1:
            for one_unit in units.values():
                await self._write(one_unit)
            return
        logger.error("Writing changes of room %s failed", batch[0].change.interview_id, exc_info=error)
        for pending in batch:
            if not pending.future.cancelled():
                pending.future.set_exception(error)
