"""The recruiters' first page: the schedule, what waits for them, search, and the first steps."""

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from interviews import desk
from interviews.lacks import MAX_TASKS_OF_A_KIND
from interviews.models import Interview, Invitation, OutgoingMail, Position, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS, RECRUITERS
from interviews.services.interviews import cancel_interview, schedule_interview, start_interview
from interviews.services.invitations import issue_invitation, revoke_invitation
from interviews.timeline import SYSTEM, Actor
from tests.conftest import make_person, signed_in

DESK = "/admin/"


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


def text_of(client: Client, **query: str) -> str:
    answer = client.get(DESK, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def planned(stage: StageTypeConfig, rita: User, title: str, start: datetime, *people: User) -> Interview:
    return schedule_interview(
        interview=Interview(title=title, stage=stage, scheduled_start=start), interviewers=people, actor=rita
    )


def test_the_schedule_goes_by_the_viewers_days(
    page: Client, rita: User, stage_live: StageTypeConfig, ivan: User
) -> None:
    """22:30 in Berlin and 00:30 of the next day are two days, though one day in UTC."""
    berlin = ZoneInfo("Europe/Berlin")
    with timezone.override(berlin):
        late = timezone.localtime() + timedelta(days=2)
        late = late.replace(hour=22, minute=30, second=0, microsecond=0)
        planned(stage_live, rita, "Late", late, ivan)
        planned(stage_live, rita, "Early", late + timedelta(hours=2), ivan)
        days = desk.schedule(timezone.now(), Interview.objects.all(), OutgoingMail.objects.all(), rita).days
    assert [[interview.title for interview in day.interviews] for day in days] == [["Late"], ["Early"]]
    assert [day.date for day in days] == [late.date(), (late + timedelta(hours=2)).date()]

    page.cookies["timezone"] = "Europe/Berlin"
    shown = text_of(page)
    assert "22:30" in shown
    assert "Times are in Europe/Berlin." in shown


def test_what_is_over_or_far_away_is_not_on_it(page: Client, rita: User, stage_live: StageTypeConfig) -> None:
    soon = timezone.now() + timedelta(hours=1)
    planned(stage_live, rita, "Cancelled one", soon)
    cancel_interview(interview_id=Interview.objects.get().pk, actor=Actor.user(rita))
    planned(stage_live, rita, "Far away", soon + timedelta(days=desk.SCHEDULE_DAYS + 1))
    assert desk.schedule(timezone.now(), Interview.objects.all(), OutgoingMail.objects.all(), rita).days == []
    assert "Nothing is scheduled." in text_of(page)


def test_what_goes_on_stands_apart(page: Client, rita: User, interview: Interview, cara: Invitation) -> None:
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    assert desk.schedule(timezone.now(), Interview.objects.all(), OutgoingMail.objects.all(), rita).days == []
    shown = text_of(page)
    assert "Going on now" in shown
    assert cara.name in shown


def test_each_lack_is_a_task_with_its_page(page: Client, rita: User, stage_live: StageTypeConfig) -> None:
    interview = planned(stage_live, rita, "Lonely", timezone.now() + timedelta(hours=3))
    shown = text_of(page)
    address = reverse("admin:interviews_interview_change", args=[interview.pk])
    for action in ("Choose interviewers", "Invite a candidate"):
        assert f'href="{address}" aria-label="{action}: Lonely"' in shown


def test_a_withdrawn_invitation_leaves_the_place_empty(
    page: Client, interview: Interview, cara: Invitation, rita: User
) -> None:
    assert "Invite a candidate" not in text_of(page)
    revoke_invitation(invitation=cara, actor=rita)
    assert "Invite a candidate" in text_of(page)


def test_a_link_that_ends_before_its_interview(
    page: Client, rita: User, stage_live: StageTypeConfig, ivan: User
) -> None:
    interview = planned(stage_live, rita, "Backend", timezone.now() + timedelta(days=3), ivan)
    invitation = Invitation(
        interview=interview,
        name="Cara",
        email="cara@mail.example",
        expires_at=timezone.now() + timedelta(days=1),
    )
    issue_invitation(invitation=invitation, actor=rita)
    assert "Links that expire before the interview" in text_of(page)


def test_more_than_a_few_are_counted(
    page: Client, rita: User, stage_live: StageTypeConfig, ivan: User
) -> None:
    for number in range(MAX_TASKS_OF_A_KIND + 2):
        planned(stage_live, rita, f"No {number}", timezone.now() + timedelta(days=1, minutes=number), ivan)
    shown = text_of(page)
    assert shown.count("Invite a candidate: No") == MAX_TASKS_OF_A_KIND
    assert f"All {MAX_TASKS_OF_A_KIND + 2}" in shown


@pytest.mark.parametrize("query", ["candid", "CARA@mail", "backend eng"])
def test_search_finds_people_and_interviews(page: Client, cara: Invitation, query: str) -> None:
    person = reverse("admin:interviews_candidate_change", args=[cara.candidate_id])
    interview = reverse("admin:interviews_interview_change", args=[cara.interview_id])
    shown = text_of(page, q=query)
    assert f'<a href="{interview if query == "backend eng" else person}">' in shown
    assert "Waits for you" not in shown, "it is one page for one question"


@pytest.mark.parametrize("query", ["data eng", "DATA ENGINEER"])
def test_search_finds_a_position_by_its_title(page: Client, query: str) -> None:
    position = Position.objects.create(title="Data engineer")
    Position.objects.create(title="Designer")
    shown = text_of(page, q=query)
    way = reverse("admin:interviews_position_change", args=[position.pk])
    assert f'<a href="{way}">Data engineer</a>' in shown
    assert "Position: open, candidates: 0" in shown
    assert "Designer" not in shown


@pytest.mark.parametrize(
    ("query", "told"),
    [("x", "Type at least two characters."), ("<script>", "Nothing has this"), ("%", "Type at least")],
)
def test_search_says_when_it_finds_nothing(page: Client, cara: Invitation, query: str, told: str) -> None:
    answer = page.get(DESK, {"q": query})
    assert told in answer.content.decode()
    assert b"<script>\xe2\x80\x9d" not in answer.content


def test_an_empty_installation_shows_the_first_steps(page: Client, presets: None) -> None:
    shown = text_of(page)
    steps = shown[shown.index("First steps") : shown.index("Waits for you")]
    ways = [
        reverse("admin:interviews_stagetypeconfig_changelist"),
        reverse("admin:interviews_colleagueinvitation_add"),
        reverse("admin:interviews_interview_plan"),
    ]
    assert re.findall(r'<strong><a href="([^"]*)">', steps) == ways
    # The presets are stages, and there is nobody yet who holds interviews.
    assert re.findall(r"<li>.*?</li>", steps, re.DOTALL)[0].count("Done") == steps.count("Done") == 1
    for way in ways:
        assert page.get(way).status_code == 200


def test_the_first_steps_go_with_the_first_interview(page: Client, interview: Interview) -> None:
    assert "First steps" not in text_of(page)


def test_the_part_that_refreshes_itself(page: Client, interview: Interview) -> None:
    part = page.get(DESK, {"part": "desk"}).content.decode()
    assert "<html" not in part
    assert "Waits for you" in part


def test_the_header_leads_to_what_has_ended(page: Client, interview: Interview) -> None:
    ended = f'<a href="{reverse("ended")}">Ended</a>'
    assert ended in text_of(page)
    assert page.get(reverse("ended")).status_code == 200
    viewer = make_person("vera", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_interview"))
    assert ended not in text_of(signed_in(viewer)), "it would refuse them"


def test_only_who_has_interviews_is_led_to_their_own(page: Client, rita: User, interview: Interview) -> None:
    way = f'<a href="{reverse("home")}">Your interviews</a>'
    assert way not in text_of(page), "she would find none"
    assert "View site" not in text_of(page)
    interview.observers.add(rita)
    assert way in text_of(page)
    interview.observers.clear()
    interview.interviewers.add(rita)
    assert way in text_of(page)
    both = make_person("hope", RECRUITERS, INTERVIEWERS, is_staff=True)
    assert way in text_of(signed_in(both)), "who may be given some looks there for them"


def test_without_the_right_to_see_interviews_there_is_no_desk(interview: Interview) -> None:
    stranger = signed_in(make_person("otto", is_staff=True))
    for query in ({}, {"part": "desk"}, {"q": "backend"}):
        shown = text_of(stranger, **query)
        assert "Waits for you" not in shown
        assert interview.title not in shown


def test_whoever_may_only_look_is_given_no_tasks(rita: User, stage_live: StageTypeConfig) -> None:
    planned(stage_live, rita, "Lonely", timezone.now() + timedelta(hours=3))
    viewer = make_person("vera", RECRUITERS, is_staff=True)
    viewer.groups.clear()
    viewer.user_permissions.add(Permission.objects.get(codename="view_interview"))
    assert "Choose interviewers" not in text_of(signed_in(viewer))


def test_the_number_of_queries_does_not_grow(
    page: Client,
    rita: User,
    stage_live: StageTypeConfig,
    ivan: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        interview = planned(stage_live, rita, f"No {number}", timezone.now() + timedelta(hours=number), ivan)
        issue_invitation(
            invitation=Invitation(
                interview=interview,
                name=f"Person {number}",
                email=f"p{number}@mail.example",
                expires_at=timezone.now() + timedelta(days=9),
            ),
            actor=rita,
        )
    page.get(DESK)
    with django_assert_max_num_queries(12):
        page.get(DESK)
    rita.groups.add(Group.objects.get(name=INTERVIEWERS))
    with django_assert_max_num_queries(12):
        assert "Your interviews" in page.get(DESK).content.decode()
    with django_assert_max_num_queries(12):
        page.get(DESK, {"q": "person"})
