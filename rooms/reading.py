"""Threads for reading what rooms hold: however large a document is, no join or heartbeat waits behind it."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar, cast

from channels.db import database_sync_to_async

P = ParamSpec("P")
T = TypeVar("T")

# Merging a document keeps a core busy, so more would only wait for each other.
MAX_THREADS = 2

_threads = ThreadPoolExecutor(max_workers=MAX_THREADS, thread_name_prefix="room-reads")


async def read(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What the function reads from the database. Its connection is looked after as in Channels."""
    run = database_sync_to_async(function, thread_sensitive=False, executor=_threads)
    return await cast("Awaitable[T]", run(*arguments, **named))
