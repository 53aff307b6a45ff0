"""Tests of one program side by side, each in a slot as soon as one is free."""

import queue
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor

from dsa.execution.sandbox.workdir import Workdir
from dsa.execution.types import RunCancelled, TestRun

# So often a caller is asked whether it still wants what runs.
CANCEL_POLL_SECONDS = 0.2

# The slot, the number of the test, and what tells that nobody wants it any more.
Attempt = Callable[[int, int, Callable[[], bool]], TestRun]


def run_side_by_side(
    workdir: Workdir, slots: int, attempt: Attempt, count: int, cancelled: Callable[[], bool]
) -> Generator[TestRun, None, None]:
    """The runs in the order in which they end; closing the generator stops those that run. Raises RunCancelled."""
    if not count:
        return
    stop = threading.Event()
    done: queue.SimpleQueue[TestRun | BaseException] = queue.SimpleQueue()

    def work(index: int) -> None:
        try:
            if stop.is_set():
                return
            with workdir.slot(slots, stop.is_set) as slot:
                done.put(attempt(slot, index, stop.is_set))
        except BaseException as error:  # handed to the caller's thread, where it is raised
            done.put(error)

    with ThreadPoolExecutor(min(slots, count), thread_name_prefix="execution") as pool:
        try:
            for index in range(count):
                pool.submit(work, index)
            for _ in range(count):
                result = _next(done, cancelled)
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _next(
    done: queue.SimpleQueue[TestRun | BaseException], cancelled: Callable[[], bool]
) -> TestRun | BaseException:
    """What is done next. Raises RunCancelled."""
    while not cancelled():
        try:
            return done.get(timeout=CANCEL_POLL_SECONDS)
        except queue.Empty:
            continue
    raise RunCancelled
