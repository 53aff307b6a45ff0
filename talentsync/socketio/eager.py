"""Coroutines that usually end at once, without a task for each."""

from collections.abc import Awaitable, Coroutine, Generator
from types import CoroutineType, coroutine
from typing import Any


def start(awaitable: Awaitable[None]) -> Awaitable[None] | None:
    """Run a coroutine until it first has to wait. None when it has ended, else the rest of it, to be awaited.

    Python 3.12 has `asyncio.eager_task_factory` for this.
    """
    if not isinstance(awaitable, CoroutineType):
        return awaitable
    running: Coroutine[Any, Any, None] = awaitable
    try:
        awaited = running.send(None)
    except StopIteration:
        return None
    return _rest(running, awaited)


@coroutine
def _rest(running: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, Any, None]:
    try:
        while True:
            try:
                sent = yield awaited
            except BaseException as error:  # handed on, cancellation included
                awaited = running.throw(error)
            else:
                awaited = running.send(sent)
    except StopIteration:
        return
