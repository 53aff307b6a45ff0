"""What the tests of the domain share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.dispatch import Signal

Subscribe = Callable[[Signal], list[dict[str, Any]]]


@pytest.fixture
def subscribe() -> Iterator[Subscribe]:
    """Collects what a signal tells, without Django's own words around it, for as long as the test runs."""
    connected: list[tuple[Signal, Callable[..., None]]] = []

    def collect(signal: Signal) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = []

        def listen(**words: Any) -> None:
            told.append({name: word for name, word in words.items() if name not in {"signal", "sender"}})

        signal.connect(listen, weak=False)
        connected.append((signal, listen))
        return told

    yield collect
    for signal, listener in connected:
        signal.disconnect(listener)
