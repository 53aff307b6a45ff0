"""Pages for what goes wrong: in words, and telling nothing that is not the reader's business."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from interviews.models import Interview, Invitation, User
from interviews.services.interviews import cancel_interview, complete_interview, start_interview
from interviews.services.invitations import revoke_invitation
from interviews.timeline import Actor
from tests.conftest import signed_in


def test_unknown_page_is_not_found(db: None) -> None:
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (lambda request: defaults.bad_request(request, ValueError("planted")), 400, "was not understood"),
        (lambda request: defaults.permission_denied(request, ValueError("planted")), 403, "Not allowed"),
        (defaults.server_error, 500, "Something went wrong on our side"),
    ],
)
def test_error_pages_stand_without_a_session(
    view: Callable[[HttpRequest], HttpResponse], status: int, words: str, db: None
) -> None:
    """Django renders some of them without context, so nothing in them may need one."""
    answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    page = answer.content.decode()
    assert words in page
    assert "planted" not in page


def refused_page(path: str, status: int, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_wrong_link_says_what_to_do(db: None) -> None:
    page = refused_page(reverse("join", args=["no-such-token"]), 404)
    assert "This link is not valid" in page
    assert "Copy the whole of it" in page


def test_withdrawn_link(cara: Invitation, rita: User) -> None:
    revoke_invitation(invitation=cara, actor=rita)
    assert "This invitation was withdrawn" in refused_page(reverse("join", args=[cara.token]), 410)


def test_expired_link(cara: Invitation) -> None:
    Invitation.objects.filter(pk=cara.pk).update(expires_at=cara.created_at)
    page = refused_page(reverse("join", args=[cara.token]), 410)
    assert "This invitation has expired" in page
    assert "Backend engineer" not in page


def test_ended_interview_thanks_the_candidate_and_not_the_interviewer(
    cara: Invitation, interview: Interview, ivan: User
) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk)
    assert "Thank you for taking part" in refused_page(reverse("join", args=[cara.token]), 410)
    page = refused_page(reverse("room", args=[interview.pk]), 410, signed_in(ivan))
    assert "This interview has ended" in page
    assert "Thank you" not in page


def test_cancelled_interview(cara: Invitation, interview: Interview, rita: User) -> None:
    cancel_interview(interview_id=interview.pk, actor=Actor.user(rita))
    assert "This interview was cancelled" in refused_page(reverse("join", args=[cara.token]), 410)


def test_strangers_room_is_as_unknown_as_no_room(interview: Interview, ines: User) -> None:
    page = refused_page(reverse("room", args=[interview.pk]), 404, signed_in(ines))
    assert "There is no such room for you" in page
    assert "Backend engineer" not in page
