"""Our PostgreSQL backend asks the server less often than Django's, and notices the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from psycopg.pq import TransactionStatus

from talentsync.lib.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="for PostgreSQL"),
]


@pytest.fixture(autouse=True)
def no_groups() -> None:
    """Without those of the migrations; the tables are emptied after each of these tests anyway."""
    Group.objects.all().delete()


@contextmanager
def sent() -> Iterator[list[str]]:
    """What psycopg is given to send in the block, but for what ends transactions."""
    statements: list[str] = []
    with pytest.MonkeyPatch.context() as patches:
        of_django: Any = base.Cursor.__base__
        real = of_django.execute

        def execute(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
            statements.append(str(query))
            return real(cursor, query, *args, **options)

        patches.setattr(of_django, "execute", execute)
        yield statements


def backend() -> int:
    """The server's process for this connection."""
    return int(connection.connection.info.backend_pid)


def end_backend() -> None:
    """End the connection from the other side, as a server that is restarted does. Returns when it is closed."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [backend()])
    finally:
        other.close()


def status() -> TransactionStatus:
    return TransactionStatus(connection.connection.info.transaction_status)


# Transactions ---------------------------------------------------------------------------------------------------------


def test_a_transaction_begins_with_its_first_statement() -> None:
    with sent() as statements, transaction.atomic():
        assert status() == TransactionStatus.IDLE
        first = Group.objects.count()
        assert status() == TransactionStatus.INTRANS
        Group.objects.create(name="one")

    assert first == 0
    assert statements[0].startswith("BEGIN;SELECT")
    assert not any(statement.startswith("BEGIN") for statement in statements[1:])
    assert status() == TransactionStatus.IDLE
    assert Group.objects.count() == 1


def test_a_transaction_without_a_statement_sends_none() -> None:
    connection.ensure_connection()
    with sent() as statements:
        with transaction.atomic():
            pass
        Group.objects.count()

    assert [statement[:6] for statement in statements] == ["SELECT"]


@pytest.mark.parametrize("is_nested", [False, True])
def test_what_failed_is_undone(is_nested: bool) -> None:
    Group.objects.create(name="one")

    def write() -> None:
        Group.objects.create(name="two")
        Group.objects.create(name="one")

    refused = transaction.atomic(write) if is_nested else write
    with pytest.raises(IntegrityError), transaction.atomic():
        refused()

    assert [group.name for group in Group.objects.all()] == ["one"]
    assert status() == TransactionStatus.IDLE


def test_a_savepoint_begins_a_transaction_too() -> None:
    with transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        Group.objects.create(name="after")

    assert [group.name for group in Group.objects.all()] == ["after"]


def test_a_first_statement_that_fails_leaves_no_transaction() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")

    assert status() == TransactionStatus.IDLE
    assert Group.objects.count() == 0


def many_rows(cursor: Any) -> None:
    cursor.executemany("INSERT INTO auth_group (name) VALUES (%s)", [["a"], ["b"]])


def copied(cursor: Any) -> None:
    with cursor.copy("COPY auth_group (name) FROM STDIN") as copy:
        copy.write_row(["a"])
        copy.write_row(["b"])


@pytest.mark.parametrize("write", [many_rows, copied])
def test_other_ways_to_write_are_in_the_transaction_as_well(write: Callable[[Any], None]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        write(cursor)
        transaction.set_rollback(True)
    assert Group.objects.count() == 0

    with transaction.atomic(), connection.cursor() as cursor:
        write(cursor)
    assert Group.objects.count() == 2


def test_rows_can_be_locked_and_read_in_chunks() -> None:
    """By a cursor of the server's, which may lock rows only where it ends with the transaction."""
    Group.objects.bulk_create(Group(name=str(number)) for number in range(5))

    with transaction.atomic():
        read = [group.name for group in Group.objects.select_for_update().order_by("pk").iterator(2)]
        assert status() == TransactionStatus.INTRANS

    assert read == ["0", "1", "2", "3", "4"]
    assert [group.name for group in Group.objects.order_by("pk").iterator(2)] == read


def test_rows_are_locked_from_the_first_statement_on() -> None:
    Group.objects.create(name="one")
    other = connection.copy()
    try:
        with transaction.atomic():
            assert Group.objects.select_for_update().get().name == "one"
            with pytest.raises(DatabaseError), other.cursor() as cursor:
                cursor.execute("SELECT 1 FROM auth_group FOR UPDATE NOWAIT")
    finally:
        other.close()


# Kept connections -----------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the connection of a request's thread is kept; those of tests are not checked."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    Group.objects.count()


def test_a_connection_that_was_just_used_is_not_asked(kept: None) -> None:
    before = backend()
    with sent() as statements:
        close_old_connections()
        Group.objects.count()
        close_old_connections()
        with transaction.atomic():
            Group.objects.count()

    assert [statement.split()[0] for statement in statements] == ["SELECT", "BEGIN;SELECT"]
    assert backend() == before


def test_a_connection_that_was_idle_is_asked(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "IDLE_SECONDS", 0.0)
    with sent() as statements:
        close_old_connections()
        Group.objects.count()
        Group.objects.count()

    assert [statement[:9] for statement in statements].count("SELECT 1") == 1


@pytest.mark.parametrize("opens_transaction", [False, True])
def test_a_connection_that_the_server_has_ended_is_replaced(kept: None, opens_transaction: bool) -> None:
    before = backend()
    end_backend()

    close_old_connections()
    if opens_transaction:
        with transaction.atomic():
            assert Group.objects.count() == 0
    else:
        assert Group.objects.count() == 0

    assert backend() != before


def test_a_connection_that_breaks_in_a_request_is_replaced_for_the_next(kept: None) -> None:
    end_backend()
    with pytest.raises(DatabaseError):
        Group.objects.count()

    close_old_connections()

    assert Group.objects.count() == 0


def test_a_transaction_on_a_broken_connection_leaves_nothing_behind(kept: None) -> None:

    def break_off() -> None:
        end_backend()
        Group.objects.count()

    with pytest.raises(DatabaseError):
        transaction.atomic(break_off)()

    close_old_connections()
    with transaction.atomic():
        Group.objects.create(name="after")
    assert Group.objects.count() == 1
