"""Scenes kept along a whiteboard's log, so that reading the board of any moment starts near it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson

from rooms.models import WhiteboardChange, WhiteboardCheckpoint

# So much of the log lies between two checkpoints, or as much as the scene itself: together they never take more space
# than twice the log, and who reads a moment reads about twice its scene at most.
CHECKPOINT_BYTES: Final = 250_000

Elements = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the log."""

    sequence: int
    elements_json: str


def apply_change(scene: Elements, elements_json: str) -> None:
    """What is in the log was newer in its time, so the last copy of each element is the newest."""
    scene.update((element["id"], element) for element in orjson.loads(elements_json))


@dataclass(slots=True)
class Walk:
    """A way along a log, which makes checkpoints. `remaining`: bytes of the log until the next one."""

    scene: Elements
    remaining: int

    @classmethod
    def start(cls, state_json: str | None) -> "Walk":
        scene: Elements = {}
        apply_change(scene, state_json or "[]")
        return cls(scene, _distance(state_json or ""))

    def checkpoints(self, changes: Iterable[Change]) -> Iterator[tuple[int, str]]:
        """The sequence and the scene of each, as a JSON array with the deleted elements."""
        for change in changes:
            apply_change(self.scene, change.elements_json)
            self.remaining -= len(change.elements_json)
            if self.remaining <= 0:
                state_json = orjson.dumps(list(self.scene.values())).decode()
                self.remaining = _distance(state_json)
                yield change.sequence, state_json


def _distance(state_json: str) -> int:
    return max(CHECKPOINT_BYTES, len(state_json))


def make_checkpoints(interview_id: UUID) -> int:
    """Store what the log lacks of checkpoints; gives how many bytes it may grow before it needs another.

    Nothing depends on them: whoever dies here leaves the log as it was.
    """
    after, state_json = _newest(interview_id)
    walk = Walk.start(state_json)
    changes = WhiteboardChange.objects.filter(interview_id=interview_id, sequence__gt=after)
    rows = changes.order_by("sequence").values_list("sequence", "elements_json").iterator(chunk_size=200)
    WhiteboardCheckpoint.objects.bulk_create(
        [
            WhiteboardCheckpoint(interview_id=interview_id, sequence=sequence, elements_json=state)
            for sequence, state in walk.checkpoints(Change(*row) for row in rows)
        ],
        # Another process may have come to the same point.
        ignore_conflicts=True,
    )
    return walk.remaining


def scene_at(interview_id: UUID, sequence: int | None = None) -> list[dict[str, Any]]:
    """All elements, deleted ones included, as they were after the change `sequence`, or as they are."""
    after, state_json = _newest(interview_id, until=sequence)
    scene: Elements = {}
    apply_change(scene, state_json or "[]")
    changes = WhiteboardChange.objects.filter(interview_id=interview_id, sequence__gt=after)
    if sequence is not None:
        changes = changes.filter(sequence__lte=sequence)
    for elements in changes.order_by("sequence").values_list("elements_json", flat=True).iterator():
        apply_change(scene, elements)
    return list(scene.values())


def _newest(interview_id: UUID, *, until: int | None = None) -> tuple[int, str | None]:
    checkpoints = WhiteboardCheckpoint.objects.filter(interview_id=interview_id)
    if until is not None:
        checkpoints = checkpoints.filter(sequence__lte=until)
    newest = checkpoints.order_by("-sequence").values_list("sequence", "elements_json").first()
    return newest or (0, None)
