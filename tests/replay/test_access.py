"""Who may see an interview again; for all others it is not there."""

import re
import uuid

import pytest
from django.test import Client

from interviews.models import Interview, Invitation, User
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import Actor
from rooms.models import WhiteboardElement
from tests.conftest import signed_in

PATHS = ["", "timeline.json", "document.json", "board.json", "authorship.json", "code/", "board/"]


def without_tokens(page: bytes) -> bytes:
    """Each answer has a token of its own for its form to sign out, and a nonce."""
    return re.sub(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", page)


@pytest.fixture
def ended(interview: Interview, ivan: User, cara: Invitation) -> Interview:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    return interview


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("who", "sees"), [("ivan", True), ("rita", True), ("root", True), ("ines", False), ("sam", False)]
)
def test_who_sees_it(
    ended: Interview, path: str, who: str, sees: bool, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))
    answer = client.get(f"/interviews/{ended.pk}/replay/{path}")
    absent = client.get(f"/interviews/{uuid.uuid4()}/replay/{path}")
    assert absent.status_code == 404
    if sees:
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    else:
        assert answer.status_code == 404
        assert without_tokens(answer.content) == without_tokens(absent.content)


@pytest.mark.parametrize("path", PATHS)
def test_without_an_account_there_is_no_difference(ended: Interview, cara: Invitation, path: str) -> None:
    client = Client()
    client.get(f"/join/{cara.token}/")
    answers = [client.get(f"/interviews/{pk}/replay/{path}") for pk in (ended.pk, uuid.uuid4())]
    assert {answer.status_code for answer in answers} == {302 if path == "" else 404}


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_written(ended: Interview, ivan: User, path: str) -> None:
    assert signed_in(ivan).post(f"/interviews/{ended.pk}/replay/{path}").status_code == 405


def test_an_account_that_was_closed_sees_nothing(ended: Interview, ivan: User) -> None:
    client = signed_in(ivan)
    User.objects.filter(pk=ivan.pk).update(is_active=False)
    assert client.get(f"/interviews/{ended.pk}/replay/timeline.json").status_code == 404


def test_an_interview_that_has_not_begun(interview: Interview, ivan: User) -> None:
    page = signed_in(ivan).get(f"/interviews/{interview.pk}/replay/")
    assert page.status_code == 200
    assert b"Nothing has happened" in page.content


def test_links_lead_here(ended: Interview, ivan: User, rita: User) -> None:
    path = f"/interviews/{ended.pk}/replay/".encode()
    assert path in signed_in(ivan).get("/").content
    assert path in signed_in(rita).get(f"/admin/interviews/interview/{ended.pk}/change/").content


def test_no_links_before_there_is_something_to_see(interview: Interview, ivan: User, rita: User) -> None:
    assert b"/replay/" not in signed_in(ivan).get("/").content
    assert (
        b"/replay/" not in signed_in(rita).get(f"/admin/interviews/interview/{interview.pk}/change/").content
    )


def test_ending_leads_to_the_scorecard(interview: Interview, ivan: User) -> None:
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    answer = signed_in(ivan).post(f"/interviews/{interview.pk}/end/")
    assert answer["Location"] == f"/interviews/{interview.pk}/scorecard/"


def test_the_board_file_leaves_out_what_was_deleted(ended: Interview, ivan: User) -> None:
    for name, is_deleted in (("kept", "false"), ("gone", "true")):
        WhiteboardElement.objects.create(
            interview=ended,
            element_id=name,
            version=1,
            version_nonce=1,
            size_bytes=1,
            element_json=f'{{"id": "{name}", "isDeleted": {is_deleted}}}',
        )
    client = signed_in(ivan)
    elements = client.get(f"/interviews/{ended.pk}/replay/board/").json()["elements"]
    assert [element["id"] for element in elements] == ["kept"]
    assert b"Whiteboard" in client.get(f"/interviews/{ended.pk}/replay/").content
