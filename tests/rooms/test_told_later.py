"""What is on record is acknowledged, though Redis fails before the others are told; they are told afterwards."""

import pytest

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent, User
from rooms.membership import Membership
from rooms.models import ChatMessage
from rooms.presence.store import Presence
from talentsync.channel_layer import ChannelLayerUnavailable, PubSubChannelLayer
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page
from tests.rooms.test_join_failures import Trap


@pytest.fixture
def pages(
    open_room_page: OpenPage, ivan: User, ines: User, cara: Invitation, interview: Interview
) -> tuple[Page, Page, Page]:
    """Ivan, Ines and Cara, all in the room."""
    interview.interviewers.add(ines)
    ivans, iness, caras = open_room_page(ivan), open_room_page(ines), open_room_page(cara)
    for page in (ivans, iness, caras):
        page.join(interview.pk)
    return ivans, iness, caras


def questions(interview: Interview) -> list[str]:
    events = TimelineEvent.objects.filter(interview=interview, kind=EventKind.QUESTION_PUSHED)
    return [event.payload["questionText"] for event in events]


@pytest.mark.parametrize("after", [False, True])
def test_a_message_to_the_room_is_stored_once(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[Page, Page, Page], interview: Interview, after: bool
) -> None:
    ivans, _, caras = pages
    trap = Trap(Membership, "broadcast", after=after)
    trap.set(monkeypatch)
    ack = caras.ask("chat_message", {"channel": "room", "text": "Can you hear me?"})
    assert trap.sprung.is_set()
    assert ivans.wait_for("chat_message")["messageId"] == ack["messageId"]
    assert ChatMessage.objects.filter(interview=interview).count() == 1


def test_a_message_to_interviewers_is_stored_once(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[Page, Page, Page], interview: Interview
) -> None:
    ivans, iness, _ = pages
    trap = Trap(Presence, "peers")
    trap.set(monkeypatch)
    ack = ivans.ask("chat_message", {"channel": "staff", "text": "What do you think?"})
    assert trap.sprung.is_set()
    assert iness.wait_for("chat_message")["messageId"] == ack["messageId"]
    assert ChatMessage.objects.filter(interview=interview).count() == 1


def test_what_a_candidate_does_is_noted_once(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[Page, Page, Page], interview: Interview
) -> None:
    ivans, _, caras = pages
    trap = Trap(Membership, "tell_interviewers")
    trap.set(monkeypatch)
    ack = caras.ask("activity", {"kind": "hidden"})
    assert trap.sprung.is_set()
    assert ivans.wait_for("activity")["at"] == ack["at"]
    noted = TimelineEvent.objects.filter(interview=interview, kind=EventKind.CANDIDATE_ACTIVITY)
    assert noted.count() == 1


def test_a_question_that_cannot_be_pushed_is_not_on_record(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[Page, Page, Page], interview: Interview
) -> None:
    """The page keeps it, and pushes it with a second press."""
    ivans, _, caras = pages
    Trap(Presence, "peers").set(monkeypatch)
    assert ivans.refusal("push_question", {"questionText": "Why?"}) == "internal_error"
    assert questions(interview) == []
    assert ivans.ask("push_question", {"questionText": "Why?"})["delivered"] == 2
    assert caras.wait_for("push_question") == {"questionText": "Why?"}
    assert questions(interview) == ["Why?"]


def test_a_question_that_redis_does_not_take_is_on_record_and_delivered_to_nobody(
    monkeypatch: pytest.MonkeyPatch, pages: tuple[Page, Page, Page], interview: Interview
) -> None:
    """Whoever pushed it reads that, and those who join later get it."""

    def fail(*_: object) -> None:
        raise ChannelLayerUnavailable("Redis takes no messages")

    monkeypatch.setattr(PubSubChannelLayer, "group_send_nowait", fail)
    nobody = {"delivered": 0, "candidates": 0, "interviewers": 0}
    assert pages[0].ask("push_question", {"questionText": "Why?"}) == nobody
    assert questions(interview) == ["Why?"]
