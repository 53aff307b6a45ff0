"""What the demo's ended interview left in its room: code as it was typed, two runs of it, chat messages and a drawing.

Told as if it had happened then: the services would stamp it with today, and take nothing any more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from django.db import transaction
from pycrdt import Doc, Text

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from interviews.timeline import Actor
from rooms.demo_drawing import DRAWING
from rooms.document.store import newest_sequence
from rooms.models import (
    ChatChannel,
    ChatMessage,
    CodeRun,
    CodeRunState,
    DocumentUpdate,
    WhiteboardChange,
    WhiteboardElement,
)
from rooms.whiteboard.scene import read_elements

# The code, after the second question ----------------------------------------------------------------------------------

FUNCTION: Final = """\
def rooms_needed(meetings):
    changes = []
    for start, end in meetings:
        changes += [(start, 1), (end, -1)]
    needed = running = 0
    for _, change in changes:
        running += change
        needed = max(needed, running)
    return needed
"""
# At once: the activity of the same moment in `interviews.demo` tells how long it is.
PASTED: Final = """\


# Two that overlap, and a busy day.
print(rooms_needed([(9, 11), (10, 12)]), "should be 2")
print(rooms_needed([(9, 17), (10, 12), (11, 15), (13, 16)]), "should be 3")
"""
UNSORTED, SORTED = "in changes:", "in sorted(changes):"
LAST_LINE: Final = 'print(rooms_needed([]), "should be 0")\n'
CODE: Final = FUNCTION.replace(UNSORTED, SORTED) + PASTED + LAST_LINE

KEYSTROKE: Final = timedelta(seconds=0.3)
# What the two runs in the timeline of `interviews.demo` printed: of the code without `sorted`, and of all of it.
OUTPUTS: Final = (
    "1 should be 2\n1 should be 3\n",
    "2 should be 2\n3 should be 3\n0 should be 0\n",
)
RUN_TIME: Final = timedelta(seconds=1)

# The chat, by the moment ----------------------------------------------------------------------------------------------

ROOM, STAFF = ChatChannel.ROOM, ChatChannel.STAFF
# Whether the candidate says it, or the interviewer.
HIS, INTERVIEWERS = True, False
MESSAGES: Final = (
    (timedelta(seconds=20), INTERVIEWERS, ROOM, "Hello Tomas! Should the sound ever fail, write here."),
    (timedelta(seconds=170), INTERVIEWERS, STAFF, "I ask him what happens if the worker dies after sending."),
    (timedelta(seconds=250), HIS, ROOM, "May I assume that every meeting ends after it starts?"),
    (timedelta(seconds=260), INTERVIEWERS, ROOM, "Yes, you may."),
)

# Writing it -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def tell(interview: Interview, candidate: Invitation, interviewer: User) -> None:
    """Once: a room in which something was typed stays as it is."""
    if newest_sequence(interview.pk) > 0:
        return
    assert interview.started_at is not None
    _type(interview, candidate, interview.started_at)
    _run(interview, candidate)
    _chat(interview, candidate, interviewer, interview.started_at)
    _draw(interview, candidate, interview.started_at)


def _type(interview: Interview, candidate: Invitation, start: datetime) -> None:
    """Key by key but for what was pasted, each change an update of its own."""
    document: Doc[Any] = Doc()
    made: list[bytes] = []
    document.observe(lambda event: made.append(event.update))
    code = document.get("code", type=Text)
    times: list[datetime] = []
    for at, position, text in _changes(start):
        code.insert(position, text)
        times.append(at)
    DocumentUpdate.objects.bulk_create(
        DocumentUpdate(
            interview=interview,
            sequence=sequence,
            created_at=at,
            actor_invitation=candidate,
            update_bytes=update,
        )
        for sequence, (at, update) in enumerate(zip(times, made, strict=True), 1)
    )


def _changes(start: datetime) -> Iterator[tuple[datetime, int, str]]:
    """When, where and what: the function, its tests, `sorted` once the first run has shown what lacks, a last line."""
    call = FUNCTION.index(UNSORTED) + len("in ")
    yield from _typed(start + timedelta(seconds=270), 0, FUNCTION)
    yield start + timedelta(seconds=360), len(FUNCTION), PASTED
    yield from _typed(start + timedelta(seconds=410), call, "sorted(")
    yield from _typed(start + timedelta(seconds=414), call + len("sorted(changes"), ")")
    yield from _typed(start + timedelta(seconds=450), len(CODE) - len(LAST_LINE), LAST_LINE)


def _typed(begin: datetime, position: int, text: str) -> Iterator[tuple[datetime, int, str]]:
    for number, character in enumerate(text):
        yield begin + number * KEYSTROKE, position + number, character


def _run(interview: Interview, candidate: Invitation) -> None:
    """What the timeline tells of: a demo made before tells of none."""
    events = TimelineEvent.objects.filter(interview=interview, kind=EventKind.CODE_RUN).order_by("sequence")
    CodeRun.objects.bulk_create(
        CodeRun(
            pk=event.payload["runId"],
            interview=interview,
            created_at=event.created_at - RUN_TIME,
            started_at=event.created_at - RUN_TIME,
            finished_at=event.created_at,
            actor_invitation=candidate,
            peer_id=event.payload["userId"],
            author_name=candidate.name,
            language=event.payload["language"],
            document_sequence=event.payload["documentSequence"],
            state=CodeRunState.FINISHED,
            verdict=event.payload["verdict"],
            exit_code=0,
            cpu_ms=21,
            memory_kb=9_300,
            stdout=output,
        )
        for event, output in zip(events, OUTPUTS, strict=False)
    )


def _chat(interview: Interview, candidate: Invitation, interviewer: User, start: datetime) -> None:
    for at, is_his, channel, text in MESSAGES:
        actor = Actor(invitation_id=candidate.pk) if is_his else Actor.user(interviewer)
        ChatMessage.objects.create(
            interview=interview,
            created_at=start + at,
            channel=channel,
            actor_user_id=actor.user_id,
            actor_invitation_id=actor.invitation_id,
            # As they joined, in the timeline.
            peer_id="demo-1" if is_his else "demo-0",
            author_name=candidate.name if is_his else interviewer.display_name,
            text=text,
        )


def _draw(interview: Interview, candidate: Invitation, start: datetime) -> None:
    """All elements are new, so the scene holds what the log does."""
    changes = [(start + at, read_elements(drawn)) for at, drawn in DRAWING]
    counts = accumulate(len(elements) for _, elements in changes)
    sizes = accumulate(sum(element.size for element in elements) for _, elements in changes)
    WhiteboardChange.objects.bulk_create(
        WhiteboardChange(
            interview=interview,
            sequence=sequence,
            created_at=at,
            actor_invitation=candidate,
            elements_json=f"[{','.join(element.json for element in elements)}]",
            scene_elements=count,
            scene_bytes=size,
        )
        for sequence, ((at, elements), count, size) in enumerate(zip(changes, counts, sizes, strict=True), 1)
    )
    WhiteboardElement.objects.bulk_create(
        WhiteboardElement(
            interview=interview,
            element_id=element.id,
            version=element.version.number,
            version_nonce=element.version.nonce,
            size_bytes=element.size,
            element_json=element.json,
        )
        for _, elements in changes
        for element in elements
    )
