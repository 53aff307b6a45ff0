"""How many statements a join costs, and what does not hold it up."""

import threading
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Interview, Invitation, User
from interviews.services.interviews import start_interview
from interviews.timeline import Actor
from rooms.document.store import sync_document
from rooms.services.participation import Principal, authorize_join, confirm_join
from tests.rooms.conftest import OpenPage
from tests.rooms.page import Page

TRANSACTION_CONTROL = ("BEGIN", "COMMIT")


def statements_of_a_join(principal: Principal, interview: Interview) -> list[str]:
    """All of them, without the two that begin and end the one transaction."""
    with CaptureQueriesContext(connection) as captured:
        participant = authorize_join(principal, interview.pk).participant
        confirm_join(participant=participant, user_id="somebody", colour=0, resumed=False)
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(TRANSACTION_CONTROL)
    ]


@pytest.mark.django_db(transaction=True)
def test_a_candidates_join(interview: Interview, ivan: User, cara: Invitation) -> None:
    """Token, invitation, interview and stage are read in one statement, before the place is taken and again after."""
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    assert len(statements_of_a_join(Principal(token=cara.token), interview)) == 6


@pytest.mark.django_db(transaction=True)
def test_an_interviewers_join(interview: Interview, ivan: User) -> None:
    """Into a room that is open; the first of them makes the interview live, once."""
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    assert len(statements_of_a_join(Principal(user_id=ivan.pk), interview)) == 6


def test_a_large_document_holds_up_no_join(
    open_room_page: OpenPage,
    monkeypatch: pytest.MonkeyPatch,
    ivan: User,
    cara: Invitation,
    interview: Interview,
) -> None:
    """Rooms are read on threads of their own."""
    is_reading, may_go_on = threading.Event(), threading.Event()

    def slow_sync(room_id: UUID, state_vector: bytes) -> object:
        is_reading.set()
        may_go_on.wait(60)
        return sync_document(room_id, state_vector)

    monkeypatch.setattr("rooms.events.document.sync_document", slow_sync)
    ivans: Page = open_room_page(ivan)
    ivans.join(interview.pk)
    asked = ivans.ask_later("doc_sync", {"stateVector": b"\x00"})
    assert is_reading.wait(60)
    open_room_page(cara).join(interview.pk)
    may_go_on.set()
    assert ivans.ack_of(asked)["update"] == b"\x00\x00"
