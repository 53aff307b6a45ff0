"""A whiteboard that begins with elements from elsewhere."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import orjson

from interviews.timeline import Actor
from rooms.whiteboard.scene import MAX_CHANGE_BYTES, MAX_CHANGE_ELEMENTS, read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore
from talentsync.lib.errors import Refused

# Brackets and commas of a change come on top of its elements.
BYTES_PER_CHANGE: Final = MAX_CHANGE_BYTES - 10_000


def begin_whiteboard(*, interview_id: UUID, actor: Actor, elements: Sequence[dict[str, Any]]) -> None:
    """Put elements on a board on which there is nothing yet. Raises Refused for an interview that has ended."""
    changes = [NewElements(interview_id, actor, read_elements(some)) for some in _in_changes(elements)]
    for result in WhiteboardStore().append(changes):
        if isinstance(result, Refused):
            raise result


def _in_changes(elements: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    change: list[dict[str, Any]] = []
    size = 0
    for element in elements:
        length = len(orjson.dumps(element))
        if change and (size + length > BYTES_PER_CHANGE or len(change) >= MAX_CHANGE_ELEMENTS):
            yield change
            change, size = [], 0
        change.append(element)
        size += length
    if change:
        yield change
