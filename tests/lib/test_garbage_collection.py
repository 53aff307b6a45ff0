"""The garbage collector of processes that serve for a long time."""

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from talentsync.lib.garbage_collection import NEW_OBJECTS, keep_collector_from_startup


class Node:
    """Something that can refer to itself."""

    itself: "Node"


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector, put back afterwards to what it was."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def a_cycle() -> "weakref.ref[Node]":
    node = Node()
    node.itself = node
    return weakref.ref(node)


def test_what_was_there_is_left_out_and_what_comes_is_collected(collector: None) -> None:
    old = Node()
    old.itself = old
    seen = weakref.ref(old)

    keep_collector_from_startup()
    del old
    newer = a_cycle()
    gc.collect()

    assert seen() is not None
    assert newer() is None


def test_garbage_of_the_start_is_collected_first(collector: None) -> None:
    seen = a_cycle()

    keep_collector_from_startup()

    assert seen() is None
    assert gc.get_threshold()[0] == NEW_OBJECTS


def test_a_worker_starts_so() -> None:
    """By the signal that Celery sends before it makes the processes that work."""
    program = (
        "import gc, django; django.setup()\n"
        "from celery.signals import worker_init\n"
        "from talentsync.celery import app\n"
        "worker_init.send(sender=app.Worker(queues='mail'))\n"
        "print(gc.get_freeze_count() > 10_000, gc.get_threshold()[0])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == (f"True {NEW_OBJECTS}\n", 0), done.stderr
