"""Runs a piece of work in a process of its own and kills it at the n-th step, for every n."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections

SURVIVED = 0


class Countdown:
    """Kills this process when the given number of steps is over."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self) -> None:
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1


def half_written(put: Callable[[str, bytes], None], name: str, content: bytes) -> None:
    put(name, content[: len(content) // 2])


@contextmanager
def watched(countdown: Countdown, steps: list[tuple[Any, str]]) -> Iterator[None]:
    """Each of the functions may be killed before and after its call; one that writes a file, also half-way."""
    patches = []
    for module, name in steps:
        real = getattr(module, name)

        def stepping(*args: Any, real: Any = real, name: str = name, **kwargs: Any) -> Any:
            countdown.step()
            if name == "put":
                half_written(real, *args)
                countdown.step()
            result = real(*args, **kwargs)
            countdown.step()
            return result

        patches.append(patch.object(module, name, stepping))
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()


def killed_after(number: int, work: Callable[[], object], steps: list[tuple[Any, str]]) -> bool:
    """Do the work in a child process that SIGKILL ends at the given step. False if it got through."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            with watched(Countdown(number), steps):
                work()
            os._exit(SURVIVED)
        finally:
            os._exit(70)  # whatever it raised: the parent sees that it neither died nor got through
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == SURVIVED, "the work raised something"
    return False
