"""A worker for tests that stops at one step of judging, so that it can be killed there or something else can happen.

`STOP_AT` names the step, and `STOPPED` the file that says that it has come. When that file is gone it goes on,
which the same name with `.gone` tells. As a Celery application this is talentsync's own.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from celery.signals import worker_process_init

from talentsync.celery import app

STEPS: Final = (
    "before the claim",
    "after the claim",
    "between results",
    "before the finish",
    "in the middle of the finish",
    "after the finish",
)
POLL_SECONDS = 0.01

__all__ = ["STEPS", "app"]


def stop() -> None:
    file = Path(os.environ["STOPPED"])
    file.touch()
    while file.exists():
        time.sleep(POLL_SECONDS)
    file.with_suffix(".gone").touch()


def stop_at(owner: Any, name: str, *, after: bool = False, call: int = 1) -> None:
    """Replace a function by one that stops before or after the `call`-th call of it."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = iter(range(1, call + 1))

    def stopping(*args: Any, **kwargs: Any) -> Any:
        is_now = next(calls, None) == call
        if is_now and not after:
            stop()
        result = original(*args, **kwargs)
        if is_now and after:
            stop()
        return result

    setattr(owner, name, stopping)


# In the process that judges, each time that the pool makes one.
@worker_process_init.connect
def prepare(**kwargs: Any) -> None:
    from dsa.judging import runner

    match os.environ["STOP_AT"]:
        case "before the claim":
            stop_at(runner, "claim")
        case "after the claim":
            stop_at(runner, "claim", after=True)
        case "between results":
            stop_at(runner._Execution, "take_result", call=3)
        case "before the finish":
            stop_at(runner._Execution, "finish")
        case "in the middle of the finish":
            stop_at(runner, "record_event")
        case "after the finish":
            stop_at(runner, "execute", after=True)
        case step:
            raise ValueError(f"There is no step {step!r}")
