"""Long interviews, as rooms would have stored them: written through the stores of document and whiteboard."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

# Updates that are written in one go.
BATCH = 500
LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Held:
    """An ended interview, and who may watch it."""

    interview_id: UUID
    updates: int
    stored_bytes: int


@contextmanager
def _written_at(moments: Iterator[datetime]) -> Iterator[None]:
    """Have the stores believe that it is another time for each row."""

    class Clock:
        @staticmethod
        def now() -> datetime:
            return next(moments)

    with patch("rooms.document.store.timezone", Clock), patch("rooms.whiteboard.store.timezone", Clock):
        yield


def hold(updates: int) -> Held:
    """Two people who type and draw for two hours: a change of the board for twenty of the code, a message a minute."""
    from django.contrib.auth.models import Group
    from django.utils import timezone

    from interviews.choices import EventKind, InterviewState
    from interviews.models import Interview, Invitation, StageTypeConfig, User
    from interviews.models.user import RECRUITERS
    from interviews.services.interviews import schedule_interview
    from interviews.services.invitations import issue_invitation
    from interviews.timeline import Actor, record_event
    from rooms.models import ChatChannel, ChatMessage

    recruiter, made = User.objects.get_or_create(username="rita", defaults={"is_staff": True})
    if made:
        recruiter.groups.add(Group.objects.get(name=RECRUITERS))
    ivan, _ = User.objects.get_or_create(username="ivan")
    start = timezone.now() - timedelta(days=1)
    stage = StageTypeConfig.objects.get(key="live_technical")
    interview = schedule_interview(
        interview=Interview(title=f"{updates} updates", stage=stage, scheduled_start=start), actor=recruiter
    )
    interview.interviewers.add(ivan)
    cara = issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Cara",
            email="cara@mail.example",
            expires_at=timezone.now() + timedelta(days=1),
        ),
        actor=recruiter,
    )
    his, hers = Actor.user(ivan), Actor(invitation_id=cara.pk)
    move = Interview.objects.transition
    move(interview.pk, source=InterviewState.SCHEDULED, target=InterviewState.LIVE, at=start)
    record_event(interview.pk, EventKind.INTERVIEW_STARTED, actor=his, at=start)
    for actor, role in ((his, "interviewer"), (hers, "candidate")):
        payload = {"userId": role, "role": role}
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=actor, payload=payload, at=start)
    stored = _write(interview.pk, his, hers, updates, start)
    for minute in range(120):
        at = start + timedelta(minutes=minute, seconds=7)
        if minute % 20 == 0:
            text = {"questionText": f"Question {minute // 20}: please explain."}
            record_event(interview.pk, EventKind.QUESTION_PUSHED, actor=his, payload=text, at=at)
        ChatMessage.objects.create(
            interview=interview,
            created_at=at,
            channel=ChatChannel.ROOM,
            actor_invitation=cara,
            peer_id="hers",
            author_name=cara.name,
            text=f"A sentence of minute {minute}, as people write them.",
        )
    end = start + LENGTH
    move(interview.pk, source=InterviewState.LIVE, target=InterviewState.COMPLETED, at=end)
    record_event(interview.pk, EventKind.INTERVIEW_COMPLETED, actor=his, at=end)
    return Held(interview.pk, updates, stored)


def _write(interview_id: UUID, his: Any, hers: Any, count: int, start: datetime) -> int:
    from rooms.document.store import DocumentStore, NewUpdate
    from rooms.models import DocumentCheckpoint, DocumentUpdate, WhiteboardChange, WhiteboardCheckpoint
    from rooms.whiteboard.scene import read_elements
    from rooms.whiteboard.store import NewElements, WhiteboardStore

    chance = random.Random(count)
    step = LENGTH / (count + 1)
    documents, boards = DocumentStore(), WhiteboardStore()
    typed = _typed(chance, count)
    for first in range(0, count, BATCH):
        size = min(BATCH, count - first)
        moments = iter([start + step * (first + n + 1) for n in range(size + BATCH)])
        # They take turns of a minute or so.
        actor = (his, hers)[first // BATCH % 2]
        with _written_at(moments):
            _store(documents, [NewUpdate(interview_id, actor, next(typed)) for _ in range(size)])
        moments = iter([start + step * (first + n * 20 + 1) for n in range(BATCH)])
        with _written_at(moments):
            drawn = [read_elements([_stroke(chance, first // 20 + n)]) for n in range(size // 20)]
            _store(boards, [NewElements(interview_id, actor, elements) for elements in drawn])
    sizes = [
        (DocumentUpdate, "update_bytes"),
        (DocumentCheckpoint, "state_bytes"),
        (WhiteboardChange, "elements_json"),
        (WhiteboardCheckpoint, "elements_json"),
    ]
    return sum(_total(model, column, interview_id) for model, column in sizes)


def _store(store: Any, changes: list[Any]) -> None:
    if store.append(changes) != [True] * len(changes):
        raise RuntimeError("A change was not stored")
    store.maintain()


def _total(model: Any, column: str, interview_id: UUID) -> int:
    from django.db.models import Sum
    from django.db.models.functions import Length

    rows = model.objects.filter(interview_id=interview_id)
    return rows.aggregate(total=Sum(Length(column)))["total"] or 0


def _typed(chance: random.Random, count: int) -> Iterator[bytes]:
    """An update for each keystroke: a few lines here, some letters erased, and then somewhere else."""
    from pycrdt import Doc, Text, TransactionEvent

    document: Doc[Any] = Doc()
    text = document.get("code", type=Text)
    made: list[bytes] = []

    def keep(event: TransactionEvent) -> None:
        made.append(event.update)

    document.observe(keep)
    length = position = 0
    for number in range(count):
        if number % 40 == 0:
            position = chance.randint(0, length)
        if position > 0 and chance.random() < 0.3:
            position -= 1
            del text[position : position + 1]
            length -= 1
        else:
            text.insert(position, "\n" if chance.random() < 0.03 else chance.choice("abcdefgh ()="))
            position += 1
            length += 1
        yield made.pop()


def _stroke(chance: random.Random, number: int) -> dict[str, Any]:
    """Of each shape a copy while it is drawn, as pages send them: most have some versions."""
    return {
        "id": f"shape{number // 5}",
        "type": "rectangle",
        "version": number % 5 + 1,
        "versionNonce": chance.randrange(2**31),
        "isDeleted": False,
        "x": chance.randrange(2000),
        "y": chance.randrange(2000),
        "width": 100 + number % 5,
        "height": 50,
        "angle": 0,
        "strokeColor": "#1e1e1e",
        "backgroundColor": "transparent",
        "fillStyle": "solid",
        "strokeWidth": 2,
        "strokeStyle": "solid",
        "roughness": 1,
        "opacity": 100,
        "groupIds": [],
        "frameId": None,
        "roundness": None,
        "seed": number // 5 + 1,
        "updated": 1,
        "boundElements": [],
        "link": None,
        "locked": False,
        "index": f"b{number // 5 + 10_000:05}V",
    }
