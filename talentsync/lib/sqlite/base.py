"""Django's SQLite backend, with a queue before the file's write lock.

SQLite has no queue of its own: whoever meets the lock sleeps, looks again, sleeps longer, and after the timeout fails
with "database is locked", while others who come at the right moment pass. Here every writer first takes a lock of the
operating system, which wakes those who wait when it becomes free. It only orders them: what SQLite promises does not
depend on it, and a program that does not take it does no harm.
"""

import fcntl
import os
from functools import partial
from typing import Any

from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")


class QueueingCursor(base.SQLiteCursorWrapper):
    """Waits for its turn with statements that write and are no part of a transaction."""

    def __init__(self, connection: Any, *, database: "DatabaseWrapper") -> None:
        super().__init__(connection)
        self._database = database

    def execute(self, query: str, params: Any = None) -> Any:
        if self._database.in_atomic_block or query[:6].upper() not in WRITES:
            return super().execute(query, params)
        self._database.enter_queue()
        try:
            return super().execute(query, params)
        finally:
            self._database.leave_queue()

    def executemany(self, query: str, param_list: Any) -> Any:
        if self._database.in_atomic_block or query[:6].upper() not in WRITES:
            return super().executemany(query, param_list)
        self._database.enter_queue()
        try:
            return super().executemany(query, param_list)
        finally:
            self._database.leave_queue()


class DatabaseWrapper(base.DatabaseWrapper):
    # A file beside the database, opened anew for each connection: threads then wait for each other like processes.
    _queue: int | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        if not self.is_in_memory_db():
            name = f"{self.settings_dict['NAME']}-queue"
            self._queue = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=partial(QueueingCursor, database=self))

    def enter_queue(self) -> None:
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_EX)

    def leave_queue(self) -> None:
        if self._queue is not None:
            fcntl.flock(self._queue, fcntl.LOCK_UN)

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
            if self._queue is not None:
                os.close(self._queue)
                self._queue = None
