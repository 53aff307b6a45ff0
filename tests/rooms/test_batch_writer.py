"""Group commit: whatever comes while a transaction is under way is written together in the next, in order."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from rooms.batch_writer import BatchWriter, WriteResult
from rooms.errors import too_large
from talentsync.lib.errors import Refused

HERE, THERE = uuid4(), uuid4()


@dataclass(frozen=True)
class Note:
    """A change that is only its name."""

    name: str
    interview_id: UUID = HERE


class Book:
    """A store that waits for the test's leave before each transaction."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.may_write = threading.Semaphore(0)
        self.has_begun = threading.Semaphore(0)
        self.needs_maintenance = False
        self.rule: Callable[[Note], WriteResult] = lambda note: True

    def append(self, changes: Sequence[Note]) -> list[WriteResult]:
        self.has_begun.release()
        self.may_write.acquire()
        self.batches.append([note.name for note in changes])
        return [self.rule(note) for note in changes]

    def maintain(self) -> None:
        raise OSError("no checkpoint today")


class Broadcasts:
    def __init__(self) -> None:
        self.made: list[str] = []

    def of(self, name: str) -> Callable[[], "asyncio.Future[None]"]:
        async def broadcast() -> None:
            self.made.append(name)

        return lambda: asyncio.ensure_future(broadcast())


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def broadcasts() -> Broadcasts:
    return Broadcasts()


# The writer's thread closes no connection of its own: there is none, because the book needs no database.
pytestmark = pytest.mark.django_db


async def begun(book: Book) -> None:
    """Until the store's thread is inside a transaction."""
    await asyncio.to_thread(book.has_begun.acquire)


async def test_what_comes_meanwhile_goes_together(book: Book, broadcasts: Broadcasts) -> None:
    writer = BatchWriter(book, name="book")
    first = writer.submit(Note("a"), broadcasts.of("a"))
    await begun(book)
    rest = [writer.submit(Note(name), broadcasts.of(name)) for name in "bcd"]
    assert not first.done()

    book.may_write.release()
    assert await first is True
    assert broadcasts.made == ["a"]
    book.may_write.release()
    assert await asyncio.gather(*rest) == [True, True, True]

    assert book.batches == [["a"], ["b", "c", "d"]]
    assert broadcasts.made == ["a", "b", "c", "d"]


async def test_nothing_new_and_refusals_are_not_broadcast(book: Book, broadcasts: Broadcasts) -> None:
    rules: dict[str, WriteResult] = {"old": False, "bad": too_large("No."), "new": True}
    book.rule = lambda note: rules[note.name]
    book.may_write.release()
    writer = BatchWriter(book, name="book")
    futures = [writer.submit(Note(name), broadcasts.of(name)) for name in rules]
    results = await asyncio.gather(*futures, return_exceptions=True)

    assert (results[0], results[2]) == (False, True)
    assert isinstance(results[1], Refused)
    assert broadcasts.made == ["new"]


async def test_one_rooms_trouble_is_not_the_others(
    book: Book, broadcasts: Broadcasts, caplog: pytest.LogCaptureFixture
) -> None:
    """A batch that fails is written again room by room."""

    def fail_there(note: Note) -> WriteResult:
        if note.interview_id == THERE:
            raise OSError("no space left there")
        return True

    book.rule = fail_there
    book.may_write.release(3)
    writer = BatchWriter(book, name="book")
    notes = [Note("a"), Note("b", THERE), Note("c")]
    futures = [writer.submit(note, broadcasts.of(note.name)) for note in notes]
    results = await asyncio.gather(*futures, return_exceptions=True)

    assert results[0] is results[2] is True
    assert isinstance(results[1], OSError)
    assert broadcasts.made == ["a", "c"]
    assert str(THERE) in caplog.text


async def test_a_broadcast_that_fails_undoes_nothing(
    book: Book, broadcasts: Broadcasts, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise ConnectionError("Redis is away")

    book.may_write.release(2)
    writer = BatchWriter(book, name="book")
    assert await writer.submit(Note("a"), fail) is True
    assert "Broadcasting a change failed" in caplog.text
    assert await writer.submit(Note("b"), broadcasts.of("b")) is True


async def test_who_gave_up_waiting_has_written_all_the_same(book: Book, broadcasts: Broadcasts) -> None:
    writer = BatchWriter(book, name="book")
    given_up = writer.submit(Note("a"), broadcasts.of("a"))
    await begun(book)
    given_up.cancel()
    book.may_write.release(2)
    assert await writer.submit(Note("b"), broadcasts.of("b")) is True
    assert book.batches == [["a"], ["b"]]
    assert broadcasts.made == ["a", "b"]


async def test_maintenance_that_fails_stops_nothing(
    book: Book, broadcasts: Broadcasts, caplog: pytest.LogCaptureFixture
) -> None:
    book.needs_maintenance = True
    book.may_write.release(2)
    writer = BatchWriter(book, name="book")
    assert await writer.submit(Note("a"), broadcasts.of("a")) is True
    assert await writer.submit(Note("b"), broadcasts.of("b")) is True
    assert "no checkpoint today" in caplog.text
