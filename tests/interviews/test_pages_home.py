"""The start page: an interviewer's interviews, and where everybody else is sent."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    schedule_interview,
    start_interview,
)
from interviews.timeline import Actor
from tests.conftest import PASSWORD, signed_in

HOME = "/"


def page_of(person: User, query: str = "") -> str:
    answer = signed_in(person).get(f"{HOME}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def schedule(title: str, stage: StageTypeConfig, rita: User, ivan: User, *, in_hours: int) -> Interview:
    start = timezone.now() + timedelta(hours=in_hours)
    return schedule_interview(
        interview=Interview(title=title, stage=stage, scheduled_start=start), interviewers=[ivan], actor=rita
    )


def test_anonymous_people_are_sent_to_sign_in() -> None:
    assert Client().get(HOME)["Location"] == f"{reverse('login')}?next=/"


def test_interviewer_sees_interviews_with_candidates_and_the_way_in(
    ivan: User, interview: Interview, cara: Invitation
) -> None:
    page = page_of(ivan)
    assert "Backend engineer" in page
    assert "Cara Candidate" in page
    assert reverse("room", args=[interview.pk]) in page
    # To hand on to a candidate who cannot find the mail.
    assert f'data-copy-path="/join/{cara.token}/"' in page


def test_times_carry_their_zone_for_the_page_to_convert(ivan: User, interview: Interview) -> None:
    [stamp] = re.findall(r'<time datetime="([^"]+)" data-local-time>', page_of(ivan))
    assert datetime.fromisoformat(stamp) == interview.scheduled_start


def test_other_interviewers_see_nothing_of_it(ines: User, interview: Interview) -> None:
    assert "Backend engineer" not in page_of(ines)
    assert "Nothing is scheduled." in page_of(ines)


def test_interviews_stand_where_their_state_puts_them(
    ivan: User, rita: User, stage_live: StageTypeConfig
) -> None:
    later = schedule("Later", stage_live, rita, ivan, in_hours=30)
    sooner = schedule("Sooner", stage_live, rita, ivan, in_hours=3)
    running = schedule("Running", stage_live, rita, ivan, in_hours=0)
    done = schedule("Done", stage_live, rita, ivan, in_hours=-5)
    called_off = schedule("Called off", stage_live, rita, ivan, in_hours=-3)
    for started in (running, done):
        start_interview(interview_id=started.pk, actor=Actor.user(ivan))
    complete_interview(interview_id=done.pk)
    cancel_interview(interview_id=called_off.pk, actor=Actor.user(rita))

    page = page_of(ivan)
    order = ["Live now", "Running", "Upcoming", "Sooner", "Later", "Past", "Called off", "Done"]
    positions = [page.index(f">{words}<") for words in order]
    assert positions == sorted(positions)
    assert [reverse("room", args=[each.pk]) in page for each in (running, sooner, later)] == [True] * 3
    assert [reverse("room", args=[each.pk]) in page for each in (done, called_off)] == [False] * 2


def test_coding_session_has_no_room_to_open(ivan: User, rita: User, stage_dsa: StageTypeConfig) -> None:
    session = schedule("Coding", stage_dsa, rita, ivan, in_hours=1)
    page = page_of(ivan)
    assert "No live room" in page
    assert reverse("room", args=[session.pk]) not in page


@pytest.mark.parametrize("query", ["?page=2", "?page=99", "?page=two"])
def test_past_interviews_come_in_pages(
    ivan: User, rita: User, stage_live: StageTypeConfig, query: str
) -> None:
    for number in range(21):
        past = schedule(f"Past {number:02}", stage_live, rita, ivan, in_hours=-number - 1)
        cancel_interview(interview_id=past.pk, actor=Actor.user(rita))
    assert "Past 00" in page_of(ivan)
    assert "Past 20" not in page_of(ivan)
    assert ("Past 20" in page_of(ivan, query)) == (query != "?page=two")


def test_recruiter_is_shown_the_way_to_the_admin(rita: User) -> None:
    assert reverse("admin:index") in page_of(rita)


def test_person_without_a_role_is_told_so(sam: User) -> None:
    page = page_of(sam)
    assert "Your account has no role yet." in page
    assert reverse("admin:index") not in page


def test_title_is_escaped(ivan: User, rita: User, stage_live: StageTypeConfig) -> None:
    schedule("<script>alert(1)</script>", stage_live, rita, ivan, in_hours=1)
    assert "<script>alert(1)" not in page_of(ivan)


def test_forms_need_the_token_of_their_page(ivan: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ivan)
    answer = browser.post(reverse("logout"))
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()
    assert browser.get(HOME).status_code == 200


def test_signing_in_and_out(ivan: User) -> None:
    browser = Client()
    assert "Sign in" in browser.get(reverse("login")).content.decode()
    wrong = browser.post(reverse("login"), {"login": "ivan", "password": "wrong"})
    assert 'role="alert"' in wrong.content.decode()
    right = browser.post(
        reverse("login"), {"login": "ivan", "password": PASSWORD, "next": reverse("questions")}
    )
    assert right["Location"] == reverse("questions")
    # A link leads to a question, and only a form signs out.
    assert "Sign out?" in browser.get(reverse("logout")).content.decode()
    assert browser.post(reverse("logout"))["Location"] == reverse("login")
    assert browser.get(HOME).status_code == 302
