"""Those who write to SQLite wait for each other, and nobody is refused because others write."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL locks rows"),
]


def in_threads(work: Callable[[int], None], count: int) -> None:
    """SQLite itself waits for nobody there: without the queue, whoever meets a lock is refused at once."""

    def impatiently(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
        try:
            work(number)
        finally:
            connection.close()

    connection.ensure_connection()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(impatiently, range(count)))


def test_transactions_and_single_statements_wait() -> None:
    together = threading.Barrier(6)

    def write(number: int) -> None:
        together.wait()
        for turn in range(20):
            name = f"{number}.{turn}"
            if number % 2:
                Group.objects.bulk_create([Group(name=name)])
                Group.objects.filter(name=name).update(name=f"{name}!")
            else:
                with transaction.atomic():
                    Group.objects.create(name=name)
                    Group.objects.filter(name=name).update(name=f"{name}!")

    in_threads(write, 6)

    assert Group.objects.filter(name__endswith="!").count() == 120


def test_whoever_waits_goes_on_when_a_transaction_ends_or_its_connection_is_closed() -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    @transaction.atomic
    def fail() -> None:
        Group.objects.create(name="twice")
        has_begun.set()
        may_end.wait()
        Group.objects.create(name="twice")

    @transaction.atomic
    def lose_the_connection() -> None:
        Group.objects.create(name="lost with the connection")
        connection.close()
        raise RuntimeError

    def write(number: int) -> None:
        if number == 1:
            has_begun.wait()
            may_end.set()
            Group.objects.create(name="waited")
            return
        with pytest.raises(IntegrityError):
            fail()
        with pytest.raises(RuntimeError):
            lose_the_connection()

    in_threads(write, 2)

    assert set(Group.objects.values_list("name", flat=True)) >= {"waited"}
    assert not Group.objects.filter(name__in=["twice", "lost with the connection"]).exists()
