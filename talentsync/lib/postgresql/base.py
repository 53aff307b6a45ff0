"""Django's PostgreSQL backend with fewer round trips.

A round trip wakes the server and, here, a thread that then waits for the interpreter, which under load takes longer
than the statement. Two that tell nobody anything are spared:

- BEGIN goes to the server in one message with the transaction's first statement.
- A kept connection that was used a moment ago is not asked before each request whether it still works, as Django does
  (CONN_HEALTH_CHECKS). A server that ends, or ends the connection, has written that into the socket or closed it, which
  is seen without asking. Only what lies between can lose a connection silently, and it does that to idle ones: who was
  idle is asked.
"""

import select
import time
from typing import Any

from django.db.backends.postgresql import base, operations
from django.db.backends.postgresql.psycopg_any import sql
from django.db.backends.utils import debug_transaction

# The stubs know Django's cursors without psycopg.
_Cursor: Any = base.Cursor
_ServerSideCursor: Any = base.ServerSideCursor

# A connection that nobody used for so long is asked. Firewalls and NAT forget one after minutes.
IDLE_SECONDS = 10.0
# Before the first statement of a transaction.
BEGIN = "BEGIN;"


class Cursor(_Cursor):  # type: ignore[misc]
    """Sends BEGIN with the statement where a transaction is to begin with it."""

    # None for a cursor that Django's wrapper did not make.
    database: "DatabaseWrapper | None" = None

    def execute(self, query: Any, *args: Any, **options: Any) -> Any:
        if self.database is None or not self.database.is_to_begin:
            return super().execute(query, *args, **options)
        self.database.is_to_begin = False
        super().execute(BEGIN + query if isinstance(query, str) else sql.SQL(BEGIN) + query, *args, **options)
        self.nextset()
        return self

    def executemany(self, *args: Any, **options: Any) -> Any:
        self._begin()
        return super().executemany(*args, **options)

    def copy(self, *args: Any, **options: Any) -> Any:
        self._begin()
        return super().copy(*args, **options)

    def stream(self, *args: Any, **options: Any) -> Any:
        self._begin()
        return super().stream(*args, **options)

    def _begin(self) -> None:
        if self.database is not None:
            self.database.begin()


class DatabaseOperations(operations.DatabaseOperations):
    """Logs the first statement of a transaction apart from its BEGIN, as Django does."""

    def last_executed_query(self, *args: Any) -> str:
        return str(super().last_executed_query(*args)).removeprefix(BEGIN)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    # Whether the first statement of a transaction is still to come.
    is_to_begin = False
    # When a statement was sent last, by the monotonic clock.
    _used_at = 0.0
    health_check_done: bool

    def get_connection_params(self) -> Any:
        return {**super().get_connection_params(), "cursor_factory": Cursor}

    # Transactions -----------------------------------------------------------------------------------------------------

    # psycopg stays in autocommit and begins nothing of its own accord.

    def _start_transaction_under_autocommit(self) -> None:
        # Logged where Django logs it.
        with debug_transaction(self, "BEGIN"):
            self.is_to_begin = True

    def begin(self) -> None:
        """Send BEGIN now, where it is still to be sent."""
        if self.is_to_begin:
            self.is_to_begin = False
            self.connection.execute("BEGIN")

    def create_cursor(self, name: str | None = None) -> Any:
        if name is None or self.get_autocommit():
            cursor = super().create_cursor(name)
            cursor.database = self
            return cursor
        self.begin()
        # Django asks psycopg whether there is a transaction, beyond whose end the cursor need not live.
        return _ServerSideCursor(self.connection, name=name, scrollable=False, withhold=False)

    def _commit(self) -> None:
        self.is_to_begin = False
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self.is_to_begin = False
        super()._rollback()  # type: ignore[misc]

    def _close(self) -> None:
        self.is_to_begin = False
        super()._close()  # type: ignore[misc]

    # Kept connections -------------------------------------------------------------------------------------------------

    def _cursor(self, name: str | None = None) -> Any:
        cursor = super()._cursor(name)  # type: ignore[misc]
        self._used_at = time.monotonic()
        return cursor

    def close_if_health_check_failed(self) -> None:
        if not self.health_check_done and self._was_just_used() and self._is_silent():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def _was_just_used(self) -> bool:
        return self.connection is not None and time.monotonic() - self._used_at < IDLE_SECONDS

    def _is_silent(self) -> bool:
        """Whether the server has neither said anything unasked nor closed the connection."""
        if self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
