"""A person's page, a position's table with its export, deciding, erasing, search; and who may open which page."""

import csv
import io
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews import hooks
from interviews.choices import ApplicationDecision, PositionState
from interviews.hooks import Result, ResultColumn
from interviews.models import (
    Application,
    Candidate,
    DecisionRecord,
    Interview,
    Invitation,
    Position,
    StageTypeConfig,
    User,
)
from interviews.services.applications import apply_for, decide, place_interview
from interviews.services.candidates import candidate_for, change_candidate
from interviews.services.interviews import complete_interview, schedule_interview, start_interview
from interviews.services.invitations import issue_invitation
from interviews.timeline import SYSTEM
from tests.conftest import make_person, signed_in
from tests.interviews.admin_pages import ADD, change_path, messages_of, saved, submit

PEOPLE = "/admin/interviews/candidate/"
POSITIONS = "/admin/interviews/position/"
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


@pytest.fixture
def position(db: None) -> Position:
    return Position.objects.create(title="Data engineer")


@pytest.fixture
def application(interview: Interview, cara: Invitation, position: Position, rita: User) -> Application:
    place_interview(interview=interview, position=position, actor=rita)
    return Application.objects.select_related("candidate").get()


def applicant(name: str, position: Position, stage: StageTypeConfig, rita: User) -> Invitation:
    """Somebody with an interview of this stage for this position."""
    invitation = issue_invitation(
        invitation=Invitation(
            interview=schedule_interview(
                interview=Interview(title="Test", stage=stage, scheduled_start=timezone.now()), actor=rita
            ),
            name=name,
            email=f"{name.lower()}@mail.example",
        ),
        actor=rita,
    )
    place_interview(interview=invitation.interview, position=position, actor=rita)
    return invitation


def person_path(candidate: Candidate) -> str:
    return reverse("admin:interviews_candidate_change", args=[candidate.pk])


def position_path(position: Position) -> str:
    return reverse("admin:interviews_position_change", args=[position.pk])


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.fixture
def marks() -> Iterable[dict[int, float]]:
    """An app's results: a mark by the invitation's id, as long as the test runs."""
    given: dict[int, float] = {}

    def read(request: HttpRequest, invitation_ids: Any) -> list[ResultColumn]:
        results = {pk: Result(f"{mark} points", mark, "/mark/") for pk, mark in given.items()}
        return [ResultColumn("mark", "Mark", results, combine=sum)]

    hooks.result_columns.register(read)
    yield given
    hooks.result_columns.unregister(read)


# A person -------------------------------------------------------------------------------------------------------------


def test_everything_of_a_person_is_on_one_page(
    page: Client, application: Application, cara: Invitation, marks: dict[int, float], rita: User
) -> None:
    marks[cara.pk] = 7.0
    start_interview(interview_id=cara.interview_id, actor=SYSTEM)
    decide(
        application=application,
        decision=ApplicationDecision.ON_HOLD,
        reason="Wait\nfor Bob",
        seen=0,
        actor=rita,
    )
    shown = text_of(page.get(person_path(cara.candidate)))
    for words in ("Data engineer", "Technical interview", "7.0 points", "On hold", "Rita Example"):
        assert words in shown, words
    assert "Wait<br>for Bob" in shown
    assert f'value="/join/{cara.token}/"' in shown


def test_interviews_for_no_position_stand_apart(page: Client, cara: Invitation) -> None:
    shown = text_of(page.get(person_path(cara.candidate)))
    assert "Interviews for no position" in shown
    assert "No application yet." in shown


def test_the_page_costs_the_same_however_many_decisions_and_stages(
    page: Client,
    application: Application,
    cara: Invitation,
    stage_live: StageTypeConfig,
    rita: User,
    django_assert_max_num_queries: Queries,
) -> None:
    for number in range(6):
        decide(
            application=application, decision=ApplicationDecision.OFFER, reason="So", seen=number, actor=rita
        )
    # Each interview may cost one more: whether there are pictures.
    with django_assert_max_num_queries(29):
        page.get(person_path(cara.candidate))


def test_name_tags_and_applications_are_entered(page: Client, position: Position) -> None:
    made = saved(
        page,
        f"{PEOPLE}add/",
        {
            "name": "Ada",
            "email": "ada@mail.example",
            "tag_names": "Berlin, referred",
            "apply_for": position.pk,
        },
        form_id="candidate_form",
    )
    assert made.status_code == 200
    ada = Candidate.objects.get()
    assert {tag.name for tag in ada.tags.all()} == {"Berlin", "referred"}
    assert ada.applications.get().position == position
    refused = submit(
        page, f"{PEOPLE}add/", {"name": "Eve", "email": "ADA@mail.example"}, form_id="candidate_form"
    )
    assert "the address of Ada, who is known already" in text_of(refused)
    saved(page, person_path(ada), {"name": "Ada King", "tag_names": ""}, form_id="candidate_form")
    ada.refresh_from_db()
    assert (ada.name, ada.tags.count()) == ("Ada King", 0)


def test_the_list_finds_people_by_tag_position_and_decision(
    page: Client, application: Application, rita: User, django_assert_max_num_queries: Queries
) -> None:
    change_candidate(candidate=application.candidate, fields=[], tags=["referred"])
    bob = candidate_for(name="Bob", email="bob@mail.example")
    apply_for(candidate=bob, position=Position.objects.create(title="Another"))
    decide(
        application=bob.applications.get(),
        decision=ApplicationDecision.OFFER,
        reason="x",
        seen=0,
        actor=rita,
    )
    tag = application.candidate.tags.get()
    for query in (
        f"tags__id__exact={tag.pk}",
        f"applications__position__id__exact={application.position_id}",
        "decision=undecided",
        "q=referred",
    ):
        shown = text_of(page.get(f"{PEOPLE}?{query}"))
        assert "Cara Candidate" in shown, query
        assert "bob@mail.example" not in shown, query
    with django_assert_max_num_queries(12):
        page.get(PEOPLE)


# Deciding -------------------------------------------------------------------------------------------------------------


def test_a_decision_is_asked_for_with_its_reason(
    page: Client, application: Application, rita: User, root: User
) -> None:
    url = reverse("admin:interviews_application_decide", args=[application.pk])
    answers = {"decision": "rejected", "reason": "Needs Rust", "seen": "0"}
    assert "This field is required" in text_of(page.post(url, answers | {"reason": " "}))
    after = page.post(url, answers, follow=True)
    assert messages_of(after) == ["The decision on Cara Candidate is stored."]
    assert "Needs Rust" in text_of(after)
    # Somebody whose page is older is told, and stores nothing.
    late = signed_in(root).post(f"{url}?back=position", answers | {"decision": "offer"}, follow=True)
    assert "Somebody else decided in the meantime" in messages_of(late)[0]
    assert late.redirect_chain[-1][0] == position_path(application.position)
    assert DecisionRecord.objects.get().decision == "rejected"


# A position -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def three(position: Position, stage_live: StageTypeConfig, rita: User, marks: dict[int, float]) -> None:
    """Ada with 5 points, Bob with 9, Eve with nothing."""
    for name, mark in (("Ada", 5.0), ("Bob", 9.0), ("Eve", None)):
        invitation = applicant(name, position, stage_live, rita)
        if mark is not None:
            marks[invitation.pk] = mark


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", "Ada Bob Eve"),
        ("-name", "Eve Bob Ada"),
        ("mark", "Ada Bob Eve"),
        ("-mark", "Bob Ada Eve"),
        ("nonsense", "Ada Bob Eve"),
        ("-nonsense", "Ada Bob Eve"),
    ],
)
def test_candidates_are_sorted_and_who_has_nothing_stands_last(
    page: Client, position: Position, three: None, sort: str, order: str
) -> None:
    response = page.get(position_path(position), {"sort": sort})
    rows = response.context["rows"]
    assert [row.application.candidate.name for row in rows] == order.split()
    shown = text_of(response)
    assert "9.0 points" in shown
    assert ('aria-sort="descending"' in shown) == (sort in {"-name", "-mark"})


def test_the_export_is_the_table_for_a_spreadsheet(
    page: Client, position: Position, three: None, rita: User
) -> None:
    bob = Application.objects.get(candidate__name="Bob")
    change = bob.candidate
    change.name = "=1+2"
    change_candidate(candidate=change, fields=["name"])
    decide(application=bob, decision=ApplicationDecision.OFFER, reason="Best", seen=0, actor=rita)
    response = page.get(reverse("admin:interviews_position_export", args=[position.pk]), {"sort": "-mark"})
    assert response.content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by the byte order mark"
    assert 'filename="candidates-data-engineer.csv"' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert [(row["candidate"], row["mark"]) for row in rows] == [
        ("'=1+2", "9.0"),
        ("Ada", "5.0"),
        ("Eve", ""),
    ]
    assert (rows[0]["decision"], rows[0]["decided_by"]) == ("offer", "Rita Example")
    assert rows[0]["stages"] == "Technical interview: scheduled"


def test_time_spent_in_live_rooms_is_told(
    page: Client, application: Application, interview: Interview
) -> None:
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    complete_interview(interview_id=interview.pk)
    now = timezone.now()
    Interview.objects.update(started_at=now - timedelta(minutes=65), ended_at=now)
    assert "1 h 05 min" in text_of(page.get(position_path(application.position)))


def test_results_of_others_in_the_same_interview_are_not_theirs(
    page: Client, application: Application, interview: Interview, marks: dict[int, float], rita: User
) -> None:
    other = Invitation(interview=interview, name="Bob", email="bob@mail.example")
    marks[issue_invitation(invitation=other, actor=rita).pk] = 9.0
    assert "points" not in text_of(page.get(position_path(application.position)))


@pytest.mark.parametrize("number", [2, 12])
def test_the_table_and_the_list_cost_the_same_however_many_apply(
    page: Client,
    position: Position,
    stage_live: StageTypeConfig,
    rita: User,
    django_assert_max_num_queries: Queries,
    number: int,
) -> None:
    for each in range(number):
        applicant(f"Ada{each}", position, stage_live, rita)
    with django_assert_max_num_queries(18):
        page.get(position_path(position))
    with django_assert_max_num_queries(12):
        page.get(POSITIONS)


def test_a_position_with_candidates_is_archived_and_not_deleted(
    page: Client, application: Application
) -> None:
    position = application.position
    assert page.post(reverse("admin:interviews_position_delete", args=[position.pk])).status_code == 403
    saved(page, position_path(position), {"state": PositionState.ARCHIVED}, form_id="position_form")
    position.refresh_from_db()
    assert position.state == PositionState.ARCHIVED
    assert "Invite people" not in text_of(page.get(position_path(position)))
    slip = Position.objects.create(title="Slip")
    page.post(reverse("admin:interviews_position_delete", args=[slip.pk]), {"post": "yes"})
    assert not Position.objects.filter(pk=slip.pk).exists()


def test_saving_a_position_takes_nobody_off_it(
    page: Client, position: Position, rita: User, ivan: User
) -> None:
    """Somebody who is away, or no recruiter any more, is on it until a person takes them off."""
    User.objects.filter(pk=ivan.pk).update(is_active=False)
    position.members.add(rita, ivan)
    saved(page, position_path(position), {"title": "Another title"}, form_id="position_form")
    assert Position.objects.get(pk=position.pk).title == "Another title"
    assert set(position.members.all()) == {rita, ivan}
    saved(page, position_path(position), {"members": [rita.pk]}, form_id="position_form")
    assert set(position.members.all()) == {rita}


def test_an_interview_is_planned_for_a_position(
    page: Client, position: Position, stage_live: StageTypeConfig
) -> None:
    answers = {
        "title": "Talk",
        "position": position.pk,
        "stage": stage_live.pk,
        "scheduled_start_0": "2027-06-15",
        "scheduled_start_1": "10:30",
        "invitations-0-name": "Ada",
        "invitations-0-email": "ada@mail.example",
    }
    saved(page, ADD, answers)
    interview = Interview.objects.get()
    assert interview.application is not None
    assert (interview.application.candidate.name, interview.application.position) == ("Ada", position)
    assert "Data engineer" in text_of(page.get(change_path(interview.pk)))


# Search ---------------------------------------------------------------------------------------------------------------


def test_the_desk_finds_people_and_positions(page: Client, application: Application, rita: User) -> None:
    change_candidate(candidate=application.candidate, fields=[], tags=["referred"])
    for query in ("cara", "CARA@mail", "referred"):
        shown = text_of(page.get("/admin/", {"q": query}))
        assert person_path(application.candidate) in shown, query
    assert position_path(application.position) in text_of(page.get("/admin/", {"q": "data eng"}))


# Who may open what ----------------------------------------------------------------------------------------------------


def pages_of(application: Application) -> list[str]:
    person, position = application.candidate_id, application.position_id
    return [
        PEOPLE,
        f"{PEOPLE}add/",
        person_path(application.candidate),
        reverse("admin:interviews_candidate_history", args=[person]),
        reverse("admin:interviews_candidate_merge", args=[person]),
        reverse("admin:interviews_candidate_erase", args=[person]),
        reverse("admin:interviews_application_decide", args=[application.pk]),
        POSITIONS,
        f"{POSITIONS}add/",
        position_path(application.position),
        reverse("admin:interviews_position_export", args=[position]),
        reverse("admin:interviews_position_links", args=[position]),
        reverse("admin:interviews_position_links_export", args=[position]),
        reverse("admin:interviews_interview_invite"),
    ]


def test_every_page_against_every_role(
    application: Application, rita: User, root: User, ivan: User, sam: User
) -> None:
    staff = make_person("stan", is_staff=True)
    clients = {
        "stranger": (Client(), 302),
        "account without a group": (signed_in(sam), 302),
        "interviewer": (signed_in(ivan), 302),
        "staff without a group": (signed_in(staff), 403),
        "recruiter": (signed_in(rita), 200),
        "superuser": (signed_in(root), 200),
    }
    for role, (client, status) in clients.items():
        for path in pages_of(application):
            response = client.get(path)
            assert response.status_code == status, f"{role}: {path}"
            if status == 302:
                assert response["Location"].startswith("/admin/login/"), f"{role}: {path}"
    # Nor does any of them write for somebody else.
    for role, (client, status) in clients.items():
        if status == 200:
            continue
        for path in pages_of(application):
            answers = {"decision": "offer", "reason": "x", "seen": "0", "email": "cara@mail.example"}
            assert client.post(path, answers).status_code in {302, 403}, f"{role}: {path}"
    assert not DecisionRecord.objects.exists()
    assert Candidate.objects.get().name == "Cara Candidate"


def test_a_candidates_token_opens_none_of_it(application: Application, cara: Invitation) -> None:
    client = Client(headers={"authorization": f"Bearer {cara.token}"})
    for path in pages_of(application):
        assert client.get(f"{path}?token={cara.token}").status_code == 302, path


def test_nothing_of_an_application_is_on_a_candidates_page(
    application: Application, cara: Invitation, rita: User
) -> None:
    change_candidate(candidate=application.candidate, fields=[], tags=["zebratag"])
    Position.objects.update(title="zebraposition")
    decide(
        application=application,
        decision=ApplicationDecision.REJECTED,
        reason="zebrareason",
        seen=0,
        actor=rita,
    )
    shown = Client().get(f"/join/{cara.token}/").content.decode()
    assert "Cara Candidate" in shown
    assert "zebra" not in shown


def test_viewers_decide_nothing(page: Client, application: Application, position: Position) -> None:
    viewer = make_person("vera", is_staff=True)
    viewer.user_permissions.set(
        Permission.objects.filter(codename__in=["view_candidate", "view_position", "view_interview"])
    )
    client = signed_in(viewer)
    for path in (person_path(application.candidate), position_path(position)):
        shown = text_of(client.get(path))
        for words in ("Decide…", "Merge…", "Erase…", "/join/"):
            assert words not in shown, f"{path}: {words}"
    assert apply_for(candidate=application.candidate, position=position) == application
