"""Requests and sockets share few threads, each of them all of its life on one."""

import asyncio
import threading
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.signals import request_started
from django.db import close_old_connections, connection, reset_queries

from talentsync.lib.body_limit import Message, Receive, Send
from talentsync.lib.threads import (
    BoundToThread,
    ThreadGroup,
    leave_connections_to_threads,
)


@pytest.fixture
def threads() -> Iterator[ThreadGroup]:
    group = ThreadGroup("quick", 2)
    yield group
    group.shutdown()


@pytest.fixture
def slow_threads() -> Iterator[ThreadGroup]:
    group = ThreadGroup("slow", 1)
    yield group
    group.shutdown()


async def nothing_comes() -> Message:
    raise AssertionError("nobody asks for the body")


async def nothing_is_sent(message: Message) -> None:
    raise AssertionError("nobody answers")


async def ask(work: Callable[[], Any], *groups: ThreadGroup, path: str = "/", calls: int = 1) -> list[Any]:
    """What `work` gave, each time that a request called it; the last of the groups is for /slow."""
    given = []

    async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        given.extend([await sync_to_async(work)() for _ in range(calls)])

    bound = BoundToThread(application, lambda scope: groups[-1] if scope["path"] == "/slow" else groups[0])
    await asyncio.create_task(bound({"type": "http", "path": path}, nothing_comes, nothing_is_sent))
    return given


async def test_all_work_of_a_request_is_on_one_thread(threads: ThreadGroup) -> None:
    asked = [ask(threading.get_ident, threads, calls=5) for _ in range(20)]

    answers = await asyncio.gather(*asked)

    assert all(len(set(given)) == 1 for given in answers)
    assert len({given[0] for given in answers}) == 2
    assert {(thread.pending, thread.bound) for thread in threads.threads} == {(0, 0)}


@pytest.mark.django_db(transaction=True)
async def test_connections_are_kept(threads: ThreadGroup) -> None:
    """The second request finds the connection that the first has opened."""

    def used_connection() -> object:
        connection.ensure_connection()
        return connection.connection

    def close() -> None:
        connection.close()

    first = await asyncio.gather(*(ask(used_connection, threads) for _ in range(2)))
    again = await asyncio.gather(*(ask(used_connection, threads) for _ in range(10)))
    await asyncio.gather(*(ask(close, threads) for _ in range(2)))

    assert first[0] != first[1]
    assert all(given in first for given in again)


async def test_connections_are_looked_after_with_the_first_work(
    threads: ThreadGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(
        "talentsync.lib.threads.close_old_connections", lambda: looks.append(threading.get_ident())
    )

    given = await ask(lambda: len(looks), threads, calls=3)
    (thread,) = await ask(threading.get_ident, threads)

    assert given == [1, 1, 1]
    assert len(looks) == 2
    assert looks[1] == thread


def test_django_looks_no_more_at_the_start_of_a_request() -> None:
    lookers = (reset_queries, close_old_connections)
    try:
        leave_connections_to_threads()

        assert [request_started.disconnect(looker) for looker in lookers] == [False, False]
    finally:
        for looker in lookers:
            request_started.connect(looker)


async def test_slow_work_is_in_nobodys_way(threads: ThreadGroup, slow_threads: ThreadGroup) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def slow() -> bool:
        has_begun.set()
        return may_end.wait(30)

    stuck = asyncio.create_task(ask(slow, threads, slow_threads, path="/slow"))
    with ThreadPoolExecutor(1) as pool:
        await asyncio.get_running_loop().run_in_executor(pool, has_begun.wait)

    assert await ask(lambda: "quick", threads, slow_threads) == ["quick"]

    may_end.set()
    assert await stuck == [True]


async def test_a_thread_that_is_held_up_gets_no_more_work(threads: ThreadGroup) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def held_up() -> int:
        has_begun.set()
        may_end.wait(30)
        return threading.get_ident()

    stuck = asyncio.create_task(ask(held_up, threads))
    with ThreadPoolExecutor(1) as pool:
        await asyncio.get_running_loop().run_in_executor(pool, has_begun.wait)

    others = [await ask(threading.get_ident, threads) for _ in range(5)]

    may_end.set()
    assert await stuck not in others


async def test_what_a_socket_leaves_behind_still_works(threads: ThreadGroup) -> None:
    """A task that outlives its socket writes on the same thread."""
    left: list[asyncio.Task[int]] = []
    may_work = asyncio.Event()
    during: list[int] = []

    async def leave() -> int:
        await may_work.wait()
        return await sync_to_async(threading.get_ident)()

    async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        during.append(await sync_to_async(threading.get_ident)())
        left.append(asyncio.create_task(leave()))

    bound = BoundToThread(application, lambda scope: threads)
    await asyncio.create_task(bound({"type": "websocket", "path": "/"}, nothing_comes, nothing_is_sent))
    may_work.set()

    assert [await left[0]] == during
