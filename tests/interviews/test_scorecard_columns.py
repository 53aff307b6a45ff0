"""Scorecards where candidates are compared: by criterion, sorted, exported, and by nobody read too early."""

import csv
import io
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.access.feedback import readable_feedback, readable_feedback_of
from interviews.choices import EventKind
from interviews.models import Interview, Invitation, Position, StageTypeConfig, User
from interviews.scorecard_columns import criterion_key
from interviews.services.applications import place_interview
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.services.invitations import issue_invitation
from interviews.services.scorecards import Rating, save_scorecard
from interviews.timeline import Actor, record_event
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

COMMENT = "zebraquartz"


@pytest.fixture
def position() -> Position:
    return Position.objects.create(title="Data engineer")


@pytest.fixture
def stage(stage_live: StageTypeConfig) -> StageTypeConfig:
    stage_live.scorecard_config = {"criteria": [{"name": "Code"}, {"name": "Team work"}]}
    stage_live.save()
    return stage_live


def held(name: str, position: Position, stage: StageTypeConfig, rita: User, *interviewers: User) -> Interview:
    """A live interview of somebody for the position that is over, with these people in the room."""
    interview = schedule_interview(
        interview=Interview(title=f"Talk with {name}", stage=stage, scheduled_start=timezone.now()),
        actor=rita,
    )
    interview.interviewers.set(interviewers)
    issue_invitation(
        invitation=Invitation(interview=interview, name=name, email=f"{name.lower()}@mail.example"),
        actor=rita,
    )
    place_interview(interview=interview, position=position, actor=rita)
    start_interview(interview_id=interview.pk, actor=Actor.user(interviewers[0]))
    for person in interviewers:
        record_event(interview.pk, EventKind.PARTICIPANT_JOINED, actor=Actor.user(person))
    complete_interview(interview_id=interview.pk)
    return interview


def rate(person: User, interview: Interview, *marks: int | None, recommendation: int) -> None:
    save_scorecard(
        interviewer=person,
        interview_id=interview.pk,
        ratings=[Rating(mark, COMMENT) for mark in marks],
        recommendation=recommendation,
        summary=COMMENT,
        hand_in=True,
    )


@pytest.fixture
def three(position: Position, stage: StageTypeConfig, rita: User, ivan: User, ines: User) -> list[Interview]:
    """Ada was rated by two, Bob by one, Eve by one of two."""
    ada = held("Ada", position, stage, rita, ivan, ines)
    rate(ivan, ada, 4, None, recommendation=4)
    rate(ines, ada, 3, 1, recommendation=3)
    bob = held("Bob", position, stage, rita, ivan)
    rate(ivan, bob, 2, 3, recommendation=2)
    eve = held("Eve", position, stage, rita, ivan, ines)
    rate(ivan, eve, 1, 1, recommendation=1)
    return [ada, bob, eve]


def table(page: Client, position: Position, **query: str) -> Any:
    response = page.get(reverse("admin:interviews_position_change", args=[position.pk]), query)
    assert response.status_code == 200
    return response


def order(response: Any) -> list[str]:
    return [row.application.candidate.name for row in response.context["rows"]]


def test_a_column_for_each_criterion(three: list[Interview], position: Position, rita: User) -> None:
    response = table(signed_in(rita), position)
    columns = {column.key: column for column in response.context["comparison"].columns}
    labels = {key: column.label for key, column in columns.items()}
    assert labels["recommendation"] == "Recommendation"
    assert labels["criterion-code"] == "Code"
    assert labels["criterion-team-work"] == "Team work"
    shown = unescape(response.content.decode())
    assert "Strong yes (Ivan Example), Yes (Ines Example)" in shown
    assert "3.5 of 4 (4 Ivan Example, 3 Ines Example)" in shown
    assert "1 of 4" in shown  # Ines alone has assessed Ada's team work
    assert "No (Ivan Example)" in shown
    assert COMMENT not in shown


def test_what_is_not_complete_is_not_shown(
    three: list[Interview], position: Position, rita: User, ines: User
) -> None:
    assert "Strong no" not in table(signed_in(rita), position).content.decode()
    rate(ines, three[2], 2, 2, recommendation=2)
    assert "Strong no (Ivan Example), No (Ines Example)" in table(signed_in(rita), position).content.decode()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-criterion-code", "Ada Bob Eve"),
        ("criterion-code", "Bob Ada Eve"),
        ("-criterion-team-work", "Bob Ada Eve"),
        ("-recommendation", "Ada Bob Eve"),
    ],
)
def test_the_table_is_sorted_by_a_criterion(
    three: list[Interview], position: Position, rita: User, sort: str, expected: str
) -> None:
    response = table(signed_in(rita), position, sort=sort)
    assert order(response) == expected.split()
    direction = "descending" if sort.startswith("-") else "ascending"
    assert f'aria-sort="{direction}"' in response.content.decode()


def test_the_export_has_them(three: list[Interview], position: Position, rita: User) -> None:
    response = signed_in(rita).get(reverse("admin:interviews_position_export", args=[position.pk]))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    found = [
        (row["candidate"], row["recommendation"], row["criterion-code"], row["criterion-team-work"])
        for row in rows
    ]
    assert found == [("Ada", "3.5", "3.5", "1.0"), ("Bob", "2.0", "2.0", "3.0"), ("Eve", "", "", "")]


def test_a_person_has_them_on_their_page(three: list[Interview], rita: User) -> None:
    candidate = three[0].invitations.get().candidate
    shown = unescape(
        signed_in(rita)
        .get(reverse("admin:interviews_candidate_change", args=[candidate.pk]))
        .content.decode()
    )
    assert "Team work" in shown
    assert "3.5 of 4" in shown
    # With what each of them wrote.
    assert shown.count(COMMENT) == 6  # of each a summary, and a comment on both criteria
    assert "Ines Example: Yes" in shown


def test_a_persons_page_has_no_scorecard_before_all_are_handed_in(
    three: list[Interview], rita: User, ines: User
) -> None:
    url = reverse("admin:interviews_candidate_change", args=[three[2].invitations.get().candidate.pk])
    assert COMMENT not in unescape(signed_in(rita).get(url).content.decode())
    rate(ines, three[2], 2, 2, recommendation=2)
    assert COMMENT in unescape(signed_in(rita).get(url).content.decode())


def test_criteria_of_the_same_name_are_one_column(
    three: list[Interview], position: Position, stage: StageTypeConfig, rita: User, ivan: User
) -> None:
    stage.scorecard_config = {"criteria": [{"name": "CODE"}, {"name": "Überblick"}]}
    stage.save()
    rate(ivan, held("Finn", position, stage, rita, ivan), 4, 4, recommendation=4)
    keys = [column.key for column in table(signed_in(rita), position).context["comparison"].columns]
    assert keys.count("criterion-code") == 1
    assert criterion_key("Überblick") in keys


def test_many_interviews_are_read_like_each_one(
    three: list[Interview], rita: User, ivan: User, ines: User, sam: User, root: User
) -> None:
    for person in (rita, ivan, ines, sam, root):
        of_all = readable_feedback_of(person, [interview.pk for interview in three])
        assert of_all == {interview.pk: readable_feedback(person, interview) for interview in three}
    assert readable_feedback_of(rita, [interview.pk for interview in three])[three[2].pk] == set()
    assert readable_feedback_of(ines, [three[2].pk]) == {three[2].pk: {ines.pk}}


def test_it_costs_the_same_however_many_are_compared(
    position: Position, stage: StageTypeConfig, rita: User, ivan: User, django_assert_max_num_queries: Any
) -> None:
    page = signed_in(rita)
    for number in range(8):
        rate(ivan, held(f"Ada{number}", position, stage, rita, ivan), 3, 3, recommendation=3)
        if number in (0, 7):
            with django_assert_max_num_queries(23):
                table(page, position)
