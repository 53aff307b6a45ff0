"""Waiting for what no locator can express."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

# Only a failing test waits this long: a machine under load shows everything late.
PATIENCE_SECONDS = 90.0
PATIENCE_MS = PATIENCE_SECONDS * 1000
_LOOK_AGAIN_MS = 50

Value = TypeVar("Value")


def eventually(page: Page, look: Callable[[], Value], what: object) -> Value:
    """The first truthy thing that `look` gives, while all pages go on.

    Where none comes, `what` is named; a function is asked then.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (value := look()):
        if time.monotonic() > deadline:
            named = what() if callable(what) else what
            raise AssertionError(f"Never came: {named}. Last seen: {value!r}")
        page.wait_for_timeout(_LOOK_AGAIN_MS)
    return value
