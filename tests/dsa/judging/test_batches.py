"""Results are taken in a thread of their own, so that several can be written down at once."""

import threading
from collections.abc import Callable, Generator

import pytest

from dsa.judging.batches import in_batches

FOREVER = 3600.0


def test_all_in_their_order_in_one_batch_where_there_is_time() -> None:
    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        yield from range(100)

    assert list(in_batches(begin, FOREVER)) == [(list(range(100)), True)]


def test_nothing_is_lost_between_batches() -> None:
    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        yield from range(1000)

    batches = list(in_batches(begin, 0.0))

    assert [item for batch, _ in batches for item in batch] == list(range(1000))
    assert [is_over for _, is_over in batches] == [False] * (len(batches) - 1) + [True]


def test_the_first_span_is_told_even_if_nothing_came() -> None:
    go_on = threading.Event()

    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        go_on.wait()
        yield 1

    batches = in_batches(begin, 0.01)

    assert next(batches) == ([], False)
    go_on.set()
    assert [item for batch, _ in batches for item in batch] == [1]


def test_a_failure_is_raised_where_the_items_are_taken() -> None:
    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        yield 1
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        list(in_batches(begin, FOREVER))


def test_closing_it_closes_what_gives_the_items() -> None:
    closed = threading.Event()

    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        try:
            yield 1
            while not cancelled():
                pass
            yield 2
        finally:
            closed.set()

    batches = in_batches(begin, 0.01)
    next(batches)
    batches.close()

    assert closed.is_set()
    assert not any(thread.name == "judging" for thread in threading.enumerate())


def test_the_last_item_ends_the_last_batch_while_what_follows_goes_on() -> None:
    go_on, cleaned = threading.Event(), []

    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        yield from range(3)
        go_on.wait()
        cleaned.append(cancelled())

    batches = in_batches(begin, FOREVER, number=3)

    assert next(batches) == ([0, 1, 2], True)
    assert cleaned == []
    go_on.set()
    assert list(batches) == []
    assert cleaned == [False], "nothing was called off"


def test_an_end_before_the_last_item_is_an_end() -> None:
    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        yield 1

    assert list(in_batches(begin, FOREVER, number=3)) == [([1], True)]


def test_a_failure_after_the_last_item_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def begin(cancelled: Callable[[], bool]) -> Generator[int, None, None]:
        yield 1
        raise LookupError("broken")

    assert list(in_batches(begin, FOREVER, number=1)) == [([1], True)]
    assert "LookupError: broken" in caplog.text
