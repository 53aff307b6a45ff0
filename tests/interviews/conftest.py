"""What the tests of the domain share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from interviews.hooks import EventHook

Subscribe = Callable[[EventHook[Any]], list[Any]]


@pytest.fixture
def subscribe() -> Iterator[Subscribe]:
    """Collects the events of a hook for as long as the test runs."""
    registered: list[tuple[EventHook[Any], Callable[[Any], None]]] = []

    def collect(hook: EventHook[Any]) -> list[Any]:
        told: list[Any] = []

        def listen(event: Any) -> None:
            told.append(event)

        hook.register(listen)
        registered.append((hook, listen))
        return told

    yield collect
    for hook, listener in registered:
        hook.unregister(listener)
