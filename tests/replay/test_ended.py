"""The list of ended interviews: whose, what is missing in each, and searching it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.services.scorecards import save_scorecard
from interviews.timeline import Actor, record_event
from replay import ended_views
from tests.conftest import signed_in

URL = "/interviews/ended/"


@pytest.fixture
def held(interview: Interview, ivan: User, ines: User, cara: Invitation) -> Interview:
    """By Ivan and Ines, who were both in its room."""
    interview.interviewers.add(ines)
    start_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    for person in (ivan, ines):
        payload = {"userId": person.username, "role": "interviewer"}
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(person), payload=payload)
    complete_interview(interview_id=interview.pk, actor=Actor.user(ivan))
    return interview


def another(stage: StageTypeConfig, rita: User, title: str, *people: User) -> Interview:
    made = schedule_interview(
        interview=Interview(title=title, stage=stage, scheduled_start=timezone.now() - timedelta(hours=2)),
        interviewers=people,
        actor=rita,
    )
    start_interview(interview_id=made.pk, actor=Actor.user(rita))
    complete_interview(interview_id=made.pk, actor=Actor.user(rita))
    return made


def shown(client: Client, **query: str) -> str:
    answer = client.get(URL, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_whose_interviews_are_in_it(
    held: Interview, ivan: User, ines: User, rita: User, sam: User, stage_live: StageTypeConfig
) -> None:
    another(stage_live, rita, "Of nobody")
    assert "Backend engineer" in shown(signed_in(ivan))
    assert "Of nobody" not in shown(signed_in(ivan))
    assert "Of nobody" in shown(signed_in(rita))
    assert signed_in(sam).get(URL).status_code == 403
    assert Client().get(URL).status_code == 302
    assert f'href="{URL}"' in signed_in(ivan).get("/").content.decode()
    assert f'href="{URL}"' not in signed_in(sam).get("/").content.decode()


def test_coding_sessions_lead_to_their_replay(stage_dsa: StageTypeConfig, ivan: User, rita: User) -> None:
    made = another(stage_dsa, rita, "Coding session", ivan)
    for person in (ivan, rita):
        page = shown(signed_in(person))
        assert f'href="/interviews/{made.pk}/replay/"' in page
        assert f'href="/interviews/{made.pk}/submissions/"' in page
        assert f'href="/interviews/{made.pk}/record/"' not in page
    assert f'href="/interviews/{made.pk}/replay/"' in signed_in(ivan).get("/").content.decode()


def test_what_is_missing_is_told(held: Interview, ivan: User, ines: User, rita: User) -> None:
    """To those whom it concerns: one's own with the way there, the others' to recruiters."""
    his = shown(signed_in(ivan))
    assert "Your scorecard" in his
    assert "Scorecard of" not in his
    hers = shown(signed_in(rita))
    assert "Scorecard of Ivan Example" in hers
    assert "Scorecard of Ines Example" in hers
    save_scorecard(
        interviewer=ivan, interview_id=held.pk, ratings=[], recommendation=3, summary="", hand_in=True
    )
    assert "Your scorecard" not in shown(signed_in(ivan))
    assert "Backend engineer" not in shown(signed_in(ivan), missing="1")
    assert "Backend engineer" in shown(signed_in(ines), missing="1")
    hers = shown(signed_in(rita), missing="1")
    assert "Scorecard of Ines Example" in hers
    assert "Scorecard of Ivan Example" not in hers


def test_who_was_not_there_owes_nothing(
    stage_live: StageTypeConfig, rita: User, ivan: User, interview: Interview
) -> None:
    another(stage_live, rita, "Without him", ivan)
    page = shown(signed_in(ivan))
    assert "Without him" in page
    assert "Your scorecard" not in page


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        ("backend", True),
        ("cara", True),
        ("CARA backend", True),
        ("ivan", True),
        ("nobody", False),
        ("cara nobody", False),
        ("%", False),
        ("", True),
        ("\0", True),
        ("qq " * 500, False),
    ],
)
def test_words_are_searched_everywhere(held: Interview, rita: User, search: str, is_found: bool) -> None:
    assert ("<h2>Backend engineer" in shown(signed_in(rita), q=search)) == is_found


def test_it_comes_in_pages(
    stage_live: StageTypeConfig, rita: User, ivan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ended_views, "PER_PAGE", 2)
    for number in range(5):
        another(stage_live, rita, f"Interview number {number}", ivan)
    client = signed_in(ivan)
    first = shown(client, q="number")
    assert "5 interviews" in first
    assert "?q=number&amp;page=2" in first
    titles = [
        {n for n in range(5) if f"number {n}<" in shown(client, q="number", page=str(page))}
        for page in (1, 2, 3)
    ]
    assert sorted(n for page in titles for n in page) == [0, 1, 2, 3, 4]
    assert "Page 3 of 3" in shown(client, page="99")


def test_the_number_of_queries_does_not_grow(
    held: Interview,
    stage_live: StageTypeConfig,
    rita: User,
    ivan: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(8):
        another(stage_live, rita, f"Interview {number}", ivan)
    client = signed_in(rita)
    with django_assert_max_num_queries(16):
        client.get(URL, {"q": "i", "missing": "1"})
