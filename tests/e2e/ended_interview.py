"""An ended interview of five minutes with everything in it, and reading the player that shows it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor, record_event
from rooms.models import ChatChannel, ChatMessage, CodeRun, CodeRunState, DocumentUpdate
from rooms.whiteboard.scene import read_elements
from rooms.whiteboard.store import NewElements, WhiteboardStore
from tests.e2e.waiting import eventually
from tests.rooms.elements import element
from tests.rooms.typist import Typist

QUESTION = "Please write a function that adds."
HERS, HIS = "def add(a, b):\n    return a + b", "\n# what about strings?"
# In one change, and too long for typing.
PASTED = '\nassert add("a", "b") == "ab"  # from a page about adding'

BOX = element("box", index="a0")
LABEL = element(
    "label",
    type="text",
    index="a1",
    y=90,
    text="cache",
    originalText="cache",
    fontSize=20,
    fontFamily=5,
    textAlign="left",
    verticalAlign="top",
    containerId=None,
    lineHeight=1.25,
)
GONE = element("box", 2, index="a0", isDeleted=True)

READ = """() => [...document.querySelectorAll("#replay-code .cm-line")].map((line) => {
  const copy = line.cloneNode(true);
  for (const caret of copy.querySelectorAll(".replay-caret")) caret.remove();
  return copy.textContent;
}).join("\\n")"""


def read_code(page: Page) -> str:
    text: str = page.evaluate(READ)
    return text


def expect_code(page: Page, text: str) -> None:
    eventually(page, lambda: read_code(page) == text, f"{text!r}; here is {read_code(page)!r}")


@pytest.fixture
def ended(interview: Interview, ivan: User, cara: Invitation, monkeypatch: pytest.MonkeyPatch) -> Interview:
    """Five minutes in which Ivan has asked, Cara has written and drawn, he has added a line, and has ended it."""
    return held(interview, ivan, cara, monkeypatch)


@pytest.fixture
def ended_after_paste(
    interview: Interview, ivan: User, cara: Invitation, monkeypatch: pytest.MonkeyPatch
) -> Interview:
    """The same, and at last Cara has pasted a line."""
    return held(interview, ivan, cara, monkeypatch, pasted=PASTED)


def held(
    interview: Interview, ivan: User, cara: Invitation, monkeypatch: pytest.MonkeyPatch, pasted: str = ""
) -> Interview:
    """Five minutes of it; `pasted` is what Cara pastes in the fourth minute, if anything."""
    his, hers = Actor.user(ivan), Actor(invitation_id=cara.pk)
    start = timezone.now() - timedelta(hours=1)

    def at(seconds: float) -> datetime:
        return start + timedelta(seconds=seconds)

    move = Interview.objects.transition
    move(interview.pk, source=InterviewState.SCHEDULED, target=InterviewState.LIVE, at=at(0))
    store = WhiteboardStore()
    for seconds, who, elements in ((200, hers, [BOX]), (210, his, [LABEL]), (220, hers, [GONE])):
        monkeypatch.setattr("rooms.whiteboard.store.timezone.now", lambda seconds=seconds: at(seconds))
        store.append([NewElements(interview.pk, who, read_elements(elements))])
    monkeypatch.undo()
    move(interview.pk, source=InterviewState.LIVE, target=InterviewState.COMPLETED, at=at(300))
    for seconds, kind, actor, payload in (
        (0, EventKind.INTERVIEW_STARTED, his, {}),
        (2, EventKind.PARTICIPANT_JOINED, his, {"userId": "his", "role": "interviewer"}),
        (20, EventKind.PARTICIPANT_JOINED, hers, {"userId": "hers", "role": "candidate"}),
        (60, EventKind.QUESTION_PUSHED, his, {"questionText": QUESTION}),
    ):
        record_event(interview.pk, kind, actor=actor, payload=payload, at=at(seconds))
    run = CodeRun.objects.create(
        interview=interview,
        created_at=at(149),
        finished_at=at(150),
        actor_invitation=cara,
        peer_id="hers",
        author_name=cara.name,
        language="python",
        document_sequence=len(HERS),
        state=CodeRunState.FINISHED,
        verdict="AC",
        stdout="forty-two",
    )
    run_payload = {"runId": str(run.pk), "userId": "hers", "language": "python", "state": "finished"}
    record_event(
        interview.pk, EventKind.CODE_RUN, actor=hers, payload=run_payload | {"verdict": "AC"}, at=at(150)
    )
    if pasted:
        told = {"activity": "paste", "characters": len(pasted)}
        record_event(interview.pk, EventKind.CANDIDATE_ACTIVITY, actor=hers, payload=told, at=at(240))
    record_event(interview.pk, EventKind.INTERVIEW_COMPLETED, actor=his, at=at(300))
    ChatMessage.objects.create(
        interview=interview,
        created_at=at(160),
        channel=ChatChannel.ROOM,
        actor_invitation=cara,
        peer_id="hers",
        author_name=cara.name,
        text="Shall I handle strings?",
    )
    typist = Typist()
    typed = [(90 + 0.2 * n, hers, typist.type(letter)) for n, letter in enumerate(HERS)]
    typed += [(180 + 0.2 * n, his, typist.type(letter)) for n, letter in enumerate(HIS)]
    if pasted:
        typed.append((240, hers, typist.type(pasted)))
    DocumentUpdate.objects.bulk_create(
        DocumentUpdate(
            interview=interview,
            sequence=sequence,
            created_at=at(seconds),
            actor_user_id=who.user_id,
            actor_invitation_id=who.invitation_id,
            update_bytes=update,
        )
        for sequence, (seconds, who, update) in enumerate(typed, 1)
    )
    interview.refresh_from_db()
    return interview
