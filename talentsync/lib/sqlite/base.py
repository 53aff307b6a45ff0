"""Django's SQLite backend, with a queue before the file's write lock.

SQLite has no queue of its own: whoever meets the lock sleeps, looks again, sleeps longer, and after the timeout fails
with "database is locked", while others who come at the right moment pass. Here every writer first takes a lock of its
process, which wakes those who wait when it becomes free, and then one among the few processes of a machine. Both only
order the writers: what SQLite promises does not depend on them, and a program that does not take them does no harm.
Whoever waits longer than `QUEUE_SECONDS` fails as with SQLite's own lock: somebody holds a transaction open.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

QUEUE_SECONDS = 60.0
# How often the lock among processes is tried; each of them has one writer at a time that does.
POLL_SECONDS = 0.001
# Of this process, by the database's name.
_locks: dict[str, threading.Lock] = {}
# A child has none of its parent's threads, which alone could let go of what they hold.
os.register_at_fork(after_in_child=_locks.clear)

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")


class QueueingCursor(base.SQLiteCursorWrapper):
    """Waits for its turn with statements that write and are no part of a transaction."""

    def __init__(self, connection: Any, *, database: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self._database = database
        # What a statement with RETURNING gave: SQLite keeps its lock until all of it has been read.
        self._returned: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        self._returned = None
        if self._database.in_atomic_block or query[:6].upper() not in WRITES:
            return super().execute(query, params)
        self._database.enter_queue()
        try:
            result = super().execute(query, params)
            if self.description is not None:
                self._returned = iter(super().fetchall())
            return result
        finally:
            self._database.leave_queue()

    def executemany(self, query: str, param_list: Any) -> Any:
        self._returned = None
        if self._database.in_atomic_block or query[:6].upper() not in WRITES:
            return super().executemany(query, param_list)
        self._database.enter_queue()
        try:
            return super().executemany(query, param_list)
        finally:
            self._database.leave_queue()

    def fetchone(self) -> Any:
        return super().fetchone() if self._returned is None else next(self._returned, None)

    def fetchmany(self, size: int | None = 1) -> Any:
        return super().fetchmany(size) if self._returned is None else list(islice(self._returned, size))

    def fetchall(self) -> Any:
        return super().fetchall() if self._returned is None else list(self._returned)


class DatabaseWrapper(base.DatabaseWrapper):
    # A file beside the database, opened anew for each connection.
    _queue: int | None = None
    # The lock of this process while this connection has its turn.
    _turn: "threading.Lock | None" = None
    queue_seconds = QUEUE_SECONDS

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            name = f"{self.settings_dict['NAME']}-queue"
            self._queue = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=partial(QueueingCursor, database=self))

    def enter_queue(self) -> None:
        """Wait for this connection's turn to write. Raises OperationalError after `queue_seconds`."""
        if self._queue is None or self._turn is not None:
            return
        deadline = time.monotonic() + self.queue_seconds
        lock = _locks.setdefault(str(self.settings_dict["NAME"]), threading.Lock())
        if not lock.acquire(timeout=self.queue_seconds):
            raise OperationalError("database is locked: this process has written for too long")
        try:
            while not _has_locked(self._queue):
                if time.monotonic() > deadline:
                    raise OperationalError("database is locked: another process has written for too long")
                time.sleep(POLL_SECONDS)
        except BaseException:
            lock.release()
            raise
        self._turn = lock

    def leave_queue(self) -> None:
        lock, self._turn = self._turn, None
        if lock is None:
            return
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)
        lock.release()

    def _start_transaction_under_autocommit(self) -> None:
        self.ensure_connection()
        self.enter_queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.leave_queue()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self.leave_queue()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self.leave_queue()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.leave_queue()
            if self._queue is not None:
                os.close(self._queue)
                self._queue = None


def _has_locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
