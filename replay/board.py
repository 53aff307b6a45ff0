"""Reading a whiteboard's log in pages, each with the scene before it."""

from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from interviews.models import Interview
from interviews.timeline import Actor
from replay.selectors import PageStart
from rooms.models import WhiteboardChange, WhiteboardCheckpoint
from rooms.whiteboard.checkpoints import scene_at


@dataclass(frozen=True, slots=True)
class BoardChange:
    """Copies of elements that were newer in their time, as a JSON array."""

    at: datetime
    actor: Actor
    elements_json: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Changes after `after` and the scene before them, as a JSON array. `next` is where the following page begins."""

    after: int
    state_json: bytes
    changes: list[BoardChange]
    next: int | None

    def without_deleted(self) -> "BoardPage":
        """The same without the elements that were deleted before it."""
        elements = [each for each in orjson.loads(self.state_json) if not each.get("isDeleted")]
        return replace(self, state_json=orjson.dumps(elements))


def board_pages(interview: Interview) -> list[PageStart]:
    """Where each page of the whiteboard's log begins, and when: after each checkpoint."""
    checkpoints = WhiteboardCheckpoint.objects.filter(interview=interview)
    starts = [1, *(sequence + 1 for sequence in checkpoints.values_list("sequence", flat=True))]
    firsts = WhiteboardChange.objects.filter(interview=interview, sequence__in=starts).order_by("sequence")
    return [PageStart(sequence - 1, at) for sequence, at in firsts.values_list("sequence", "created_at")]


def board_page(interview: Interview, after: int, until: int | None = None) -> BoardPage:
    """The changes after the change `after`, up to the next checkpoint or to the change `until`."""
    checkpoints = WhiteboardCheckpoint.objects.filter(interview=interview, sequence__gt=after)
    end = checkpoints.order_by("sequence").values_list("sequence", flat=True).first()
    log = WhiteboardChange.objects.filter(interview=interview)
    if until is not None:
        log = log.filter(sequence__lte=until)
    rows = log.filter(sequence__gt=after)
    if end is not None:
        rows = rows.filter(sequence__lte=end)
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "elements_json")
    return BoardPage(
        after=after,
        state_json=orjson.dumps(scene_at(interview.pk, after) if after else []),
        changes=[
            BoardChange(at, Actor(user, invitation), elements)
            for at, user, invitation, elements in rows.order_by("sequence").values_list(*columns)
        ],
        next=end if end is not None and log.filter(sequence__gt=end).exists() else None,
    )
