"""Takes what an iterator gives in a thread, so that whoever writes it down does so for several items at once."""

import logging
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from contextvars import copy_context
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar

from django.db import connections

logger = logging.getLogger(__name__)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


def in_batches(
    begin: Callable[[Callable[[], bool]], Generator[Item, None, None]],
    seconds: float,
    *,
    number: int | None = None,
) -> Generator[tuple[list[Item], bool], None, None]:
    """What came in each of the spans of so many seconds, in its order, and whether that was all.

    The first span is told even where nothing came in it, later ones only with items; the last may be short or empty.
    `begin` gets a function that says whether the items are still wanted, and gives the iterator. Closing this closes
    that one. What it raises is raised here, in place of the items that nobody has had yet.

    Where at most `number` items can come, the last of them ends the last span. What the iterator does after it goes on
    meanwhile, until the next step or closing of this, and what it raises then is only logged.
    """
    incoming: SimpleQueue[Item | _End] = SimpleQueue()
    unwanted = threading.Event()

    def feed() -> None:
        error = None
        try:
            with closing(begin(unwanted.is_set)) as items:
                for item in items:
                    incoming.put(item)
                    if unwanted.is_set():
                        break
        except BaseException as raised:  # whatever it is, it is raised where the items are taken
            error = raised
        finally:
            connections.close_all()
            incoming.put(_End(error))

    thread = threading.Thread(target=copy_context().run, args=(feed,), name="judging", daemon=True)
    thread.start()
    missing = number
    try:
        is_first = True
        while True:
            batch, end = _collect(incoming, seconds, missing)
            if missing is not None:
                missing -= len(batch)
            if end is not None and end.error is not None:
                raise end.error
            is_over = end is not None or missing == 0
            if batch or is_first or is_over:
                yield batch, is_over
            if is_over:
                return
            is_first = False
    finally:
        if missing != 0:
            unwanted.set()
        thread.join()
        if missing == 0 and isinstance(last := incoming.get(), _End) and last.error is not None:
            logger.warning("An iterator failed after its last item", exc_info=last.error)


def _collect(
    incoming: "SimpleQueue[Item | _End]", seconds: float, number: int | None
) -> tuple[list[Item], _End | None]:
    """What comes within the time, or until the end or so many items."""
    batch: list[Item] = []
    until = time.monotonic() + seconds
    while True:
        if len(batch) == number:
            return batch, None
        try:
            item = incoming.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            return batch, None
        if isinstance(item, _End):
            return batch, item
        batch.append(item)
