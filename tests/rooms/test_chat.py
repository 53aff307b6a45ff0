"""The chat: for everybody, or for interviewers only, of which nothing ever reaches a candidate."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interviews.access.rooms import participant_for_interviewer
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import Actor
from rooms import chat
from rooms.models import ChatChannel, ChatMessage
from talentsync.lib.errors import Refused
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page

SECRET = "staff-secret-marker-4711"


@pytest.fixture
def iness_page(open_page: OpenPage, ivans_page: Page, ines: User, interview: Interview) -> Page:
    """A second interviewer, in the room with the others."""
    interview.interviewers.add(ines)
    page = open_page(ines)
    page.join(interview.pk)
    return page


def test_what_one_writes_the_others_read(
    ivans_page: Page, caras_page: Page, iness_page: Page, cara: Invitation, interview: Interview
) -> None:
    before = timezone.now()
    ack = caras_page.ask("chat_message", {"channel": "room", "text": "  Can you hear me?\n"})

    told = {"channel": "room", "text": "Can you hear me?", "senderId": caras_page.user_id, **ack}
    assert ivans_page.wait_for("chat_message") == told
    assert iness_page.wait_for("chat_message") == told
    caras_page.hears_from(ivans_page)
    assert caras_page.pending("chat_message") == []
    message = ChatMessage.objects.get(interview=interview)
    assert (message.actor_invitation, message.text, str(message.pk)) == (cara, told["text"], ack["messageId"])
    assert before <= message.created_at
    assert message.created_at.isoformat() == ack["sentAt"]


def test_interviewers_among_themselves(
    open_page: OpenPage,
    ivans_page: Page,
    caras_page: Page,
    iness_page: Page,
    tomas: Invitation,
    interview: Interview,
) -> None:
    """No frame of the candidate's has it: not then, not later, not in what she asks for."""
    ivans_page.ask("chat_message", {"channel": "staff", "text": SECRET})
    assert iness_page.wait_for("chat_message")["text"] == SECRET
    ivans_page.ask("chat_message", {"channel": "room", "text": "Go on."})
    assert caras_page.wait_for("chat_message")["text"] == "Go on."

    late = open_page(tomas)
    late.join(interview.pk)
    for page in (caras_page, late):
        assert [message["text"] for message in page.ask("chat_sync", {})["messages"]] == ["Go on."]
        assert not any(SECRET in frame for frame in page.frames)
    messages = iness_page.ask("chat_sync", {})["messages"]
    assert [(message["text"], message["name"]) for message in messages] == [
        (SECRET, "Ivan Example"),
        ("Go on.", "Ivan Example"),
    ]


def test_candidates_do_not_write_to_interviewers_only(caras_page: Page, ivans_page: Page) -> None:
    assert caras_page.refusal("chat_message", {"channel": "staff", "text": "hello"}) == "forbidden"
    ivans_page.hears_from(caras_page)
    assert ivans_page.pending("chat_message") == []
    assert not ChatMessage.objects.exists()


def test_late_joiners_get_the_last_ones(ivans_page: Page, ivan: User, interview: Interview) -> None:
    ChatMessage.objects.bulk_create(
        ChatMessage(
            interview=interview,
            created_at=timezone.now() + timedelta(seconds=number),
            channel="room",
            actor_user=ivan,
            peer_id="p",
            author_name="Ivan",
            text=str(number),
        )
        for number in range(chat.RECENT_MESSAGES + 5)
    )
    messages = ivans_page.ask("chat_sync", {})["messages"]
    assert [message["text"] for message in messages] == [str(number) for number in range(5, 55)]


def test_an_interview_that_is_over_is_silent(interview: Interview, ivan: User) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    with pytest.raises(Refused, match="over"):
        chat.post_message(
            participant=participant_for_interviewer(ivan, interview.pk),
            user_id="p",
            name="Ivan",
            channel=ChatChannel.ROOM,
            text="Too late",
        )
    assert not ChatMessage.objects.exists()
