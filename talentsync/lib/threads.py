"""Threads for the synchronous work of requests and sockets: few, kept, and each with its own database connection.

Django's ASGI handler gives every request a thread of its own, which ends with it, and so does the connection that was
opened in it. Under load that is a thread and a connection for each request in flight: more than one SQLite file or one
PostgreSQL takes. Here a request or a socket is bound to one thread out of a small group for as long as it lasts. All of
its synchronous work happens there in order, as asgiref promises, and the care for old connections (with its first work,
and by Django at the end of each request) meets the connection that the request uses.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from asgiref.sync import ThreadSensitiveContext
from django.core.signals import request_started
from django.db import close_old_connections, reset_queries

from talentsync.lib.body_limit import Application, Receive, Scope, Send

P = ParamSpec("P")
T = TypeVar("T")


class CountingThread(Executor):
    """One thread that does what it is given in order, and knows how much that is."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._lock = threading.Lock()
        # Calls that wait or run.
        self.pending = 0
        # Requests or sockets that are bound to it, most of which do nothing at the moment.
        self.bound = 0

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock:
            self.pending += 1
        try:
            future = self._executor.submit(function, *args, **kwargs)
        except RuntimeError:  # the interpreter ends
            self._count_done()
            raise
        future.add_done_callback(self._count_done)
        return future

    def _count_done(self, future: object = None) -> None:
        with self._lock:
            self.pending -= 1

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait, cancel_futures=cancel_futures)


class ThreadGroup:
    """Threads that share one kind of work. Belongs to one event loop. Each thread starts when it is first needed."""

    def __init__(self, name: str, size: int) -> None:
        self.threads = [CountingThread(f"{name}-{number}") for number in range(size)]

    @contextmanager
    def bind(self) -> Iterator[CountingThread]:
        """The thread that has the least to do, counted as used until the end of the block."""
        thread = min(self.threads, key=lambda one: (one.pending, one.bound))
        thread.bound += 1
        try:
            yield thread
        finally:
            thread.bound -= 1

    def shutdown(self) -> None:
        """Wait for what is running. The threads and their connections end."""
        for thread in self.threads:
            thread.shutdown()


class _OfRequest(Executor):
    """The thread of one request or socket, which looks after its connection before the first call.

    Django does that on its own, by a signal: a hop to the thread and back for each request, before it asks any view.
    """

    def __init__(self, thread: CountingThread) -> None:
        self._thread = thread
        self._has_looked = False

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._has_looked:
            return self._thread.submit(function, *args, **kwargs)
        self._has_looked = True
        return self._thread.submit(self._look_and_call, function, *args, **kwargs)

    @staticmethod
    def _look_and_call(function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        reset_queries()
        close_old_connections()
        return function(*args, **kwargs)


def leave_connections_to_threads() -> None:
    """Stop Django from looking after connections at the start of each request: `BoundToThread` does it."""
    request_started.disconnect(reset_queries)
    request_started.disconnect(close_old_connections)


class BoundToThread:
    """Passes requests and sockets on, each with all of its synchronous work on one thread of its group."""

    def __init__(self, application: Application, group_of: Callable[[Scope], ThreadGroup]) -> None:
        self._application = application
        self._group_of = group_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._group_of(scope).bind() as thread:
            # Entered for good: what a socket leaves behind, as the place in a room that it keeps for a while, still
            # writes then, and would be refused in a context that was left. It ends with the last task that has it.
            await ThreadSensitiveContext(executor=_OfRequest(thread)).__aenter__()  # type: ignore[no-untyped-call]
            await self._application(scope, receive, send)
