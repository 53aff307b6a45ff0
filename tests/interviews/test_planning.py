"""One page plans a candidate's interviews: people, times, questions, problems; one or several rounds in one go."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from dsa.models import InterviewProblem, Problem
from interviews.choices import Difficulty, MailKind
from interviews.errors import ChoosingCode
from interviews.models import (
    Application,
    Candidate,
    Interview,
    InterviewQuestion,
    Invitation,
    OutgoingMail,
    Position,
    StageTypeConfig,
    User,
)
from interviews.models.user import RECRUITERS
from interviews.services.candidates import candidate_for
from interviews.services.interviews import schedule_interview
from interviews.services.planning import Plan, PlannedRound, carry_out
from talentsync.lib.errors import Refused
from tests.conftest import SentTasks, make_person, signed_in
from tests.dsa.factories import make_mirror
from tests.interviews.admin_pages import messages_of
from tests.interviews.browser_form import read_form
from tests.interviews.mail.conftest import mail_server as mail_server
from tests.interviews.mail.server import MailServer

PLAN = "/admin/interviews/interview/plan/"


@pytest.fixture
def page(rita: User) -> Client:
    client = signed_in(rita)
    client.cookies["timezone"] = "Europe/Berlin"
    return client


@pytest.fixture
def position(db: None) -> Position:
    return Position.objects.create(title="Data engineer")


@pytest.fixture
def mirror(stage_dsa: StageTypeConfig) -> Problem:
    return make_mirror()


def day(days: int) -> str:
    return f"{timezone.now() + timedelta(days=days):%Y-%m-%d}"


def sent(client: Client, answers: dict[str, Any], *, button: str = "plan", page: Any = None) -> Any:
    """The page's own form with these answers, sent by one of its buttons."""
    html = (page or client.get(PLAN)).content.decode()
    form = read_form(html, "plan-form") | {
        name: value for name, value in answers.items() if value is not None
    }
    form = {name: value for name, value in form.items() if answers.get(name, value) is not None}
    for other in ("plan", "add_round", "remove_round"):
        form.pop(other, None)
    return client.post(PLAN, form | {button: "1"})


def live(stage: StageTypeConfig, *people: User, number: int = 0, **more: Any) -> dict[str, Any]:
    """The answers of a live round."""
    answers = {
        "stage": stage.pk,
        "when": "at",
        "start": f"{day(3)}T10:00",
        "interviewers": [person.pk for person in people],
        **more,
    }
    return {f"round-{number}-{name}": value for name, value in answers.items()}


def errors_of(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, "it was planned"
    rounds = [dict(each.errors) for each in response.context["rounds"]]
    return dict(response.context["form"].errors) | {
        f"{number}-{name}": errors for number, found in enumerate(rounds) for name, errors in found.items()
    }


def test_an_interview_with_everything(
    page: Client, position: Position, stage_live: StageTypeConfig, ivan: User, rita: User
) -> None:
    kept, _ = (
        InterviewQuestion.objects.create(
            stage=stage_live,
            owner=ivan,
            text=text,
            difficulty=Difficulty.HARD,
            minutes=20,
            tags="design, Scale",
        )
        for text in ("Kept?", "Left out?")
    )
    answers = live(stage_live, ivan, whole_bank=None, questions=[kept.pk], duration="45")
    response = sent(
        page,
        {
            "candidate": "Ada Lovelace <Ada@mail.example>",
            "time_zone": "America/New_York",
            "position": position.pk,
            **answers,
        },
    )
    assert response.status_code == 302, errors_of(response)
    interview = Interview.objects.get()
    assert interview.title == "Data engineer"
    assert timezone.localtime(interview.scheduled_start, timezone.get_fixed_timezone(0)).minute == 0
    start = datetime.fromisoformat(f"{day(3)}T10:00")
    with timezone.override("Europe/Berlin"):
        assert timezone.make_naive(interview.scheduled_start) == start
    assert (interview.duration_minutes, list(interview.interviewers.all())) == (45, [ivan])
    (question,) = interview.questions.all()
    assert (question.copied_from, question.minutes, question.tag_list) == (kept, 20, ["design", "scale"])
    invitation = interview.invitations.get()
    assert (invitation.name, invitation.email) == ("Ada Lovelace", "Ada@mail.example")
    assert invitation.candidate.time_zone == "America/New_York"
    assert interview.application == Application.objects.get(position=position)
    assert "Nobody was told by mail." in messages_of(page.get(response["Location"]))[0]


def test_rounds_of_both_modes_in_one_go(
    page: Client,
    position: Position,
    stage_live: StageTypeConfig,
    stage_hr: StageTypeConfig,
    stage_dsa: StageTypeConfig,
    mirror: Problem,
    ivan: User,
    ines: User,
    mail_server: MailServer,
    sent_tasks: SentTasks,
) -> None:
    first = sent(page, {"candidate": "Ada <ada@mail.example>", "position": position.pk}, button="add_round")
    second = sent(page, live(stage_hr, ines), button="add_round", page=first)
    form = read_form(second.content.decode(), "plan-form")
    assert (form["candidate"], form["rounds"]) == (["Ada <ada@mail.example>"], ["3"])
    assert form["round-0-stage"] == [str(stage_hr.pk)], "what was entered stays"
    answers = {
        **live(
            stage_live, ivan, number=1, when="offered", start="", times=[f"{day(5)}T09:00", f"{day(6)}T09:00"]
        ),
        "round-2-stage": stage_dsa.pk,
        "round-2-problems": [mirror.pk],
        "round-2-valid_days": "5",
    }
    response = sent(page, answers, page=second)
    assert response.status_code == 302, errors_of(response)
    assert response["Location"].endswith(f"/candidate/{Candidate.objects.get().pk}/change/")
    talk, technical, coding = Interview.objects.order_by("created_at")
    assert [one.stage for one in (talk, technical, coding)] == [stage_hr, stage_live, stage_dsa]
    assert Application.objects.get().interviews.count() == 3
    assert technical.is_time_open
    assert technical.offered_times.count() == 2
    assert InterviewProblem.objects.get().interview == coding
    assert coding.invitations.get().expires_at - timezone.now() < timedelta(days=5, minutes=1)
    kinds = sorted(OutgoingMail.objects.values_list("kind", flat=True))
    assert kinds == sorted(
        [
            MailKind.CANDIDATE_INVITATION,
            MailKind.COLLEAGUE_INVITED,
            MailKind.CANDIDATE_CHOICE,
            MailKind.CANDIDATE_INVITATION,
        ]
    )
    shown = messages_of(page.get(response["Location"]))
    assert "3 interviews are planned. Mails are on the way." in shown


def test_the_last_round_can_be_taken_away(page: Client, stage_live: StageTypeConfig) -> None:
    two = sent(page, {}, button="add_round")
    one = sent(page, {}, button="remove_round", page=two)
    assert len(one.context["rounds"]) == 1
    assert len(sent(page, {}, button="remove_round", page=one).context["rounds"]) == 1


def test_whoever_has_something_else_is_told_of_and_may_be_planned_all_the_same(
    page: Client, position: Position, stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    with timezone.override("Europe/Berlin"):
        start = timezone.make_aware(datetime.fromisoformat(f"{day(3)}T10:30"))
    schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=start, duration_minutes=60),
        interviewers=[ivan],
        actor=rita,
    )
    answers = {"candidate": "ada@mail.example", "position": position.pk, **live(stage_live, ivan)}
    refused = sent(page, answers)
    assert errors_of(refused)["0-interviewers"] == ["Ivan Example: “Another” from 10:30 to 11:30"]
    assert sent(page, {**answers, "round-0-despite": "on"}).status_code == 302
    assert Interview.objects.count() == 2


def test_a_time_that_was_taken_while_the_form_was_read_is_refused(
    stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    """The form has found it free; what counts is what is so when the accounts are locked."""
    start = timezone.now() + timedelta(days=3)
    schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=start, duration_minutes=60),
        interviewers=[ivan],
        actor=rita,
    )
    planned = PlannedRound(stage=stage_live, minutes=60, start=start, interviewers=[ivan])
    plan = Plan(name="Ada", email="ada@mail.example", title="Engineer", rounds=[planned])
    with pytest.raises(Refused) as refusal:
        carry_out(plan, actor=rita, tell=False, prepare=lambda *_: None)
    assert refusal.value.code == ChoosingCode.TIME_TAKEN
    assert Interview.objects.count() == 1
    assert not Candidate.objects.exists()


def test_two_rounds_at_once_are_a_slip(
    page: Client, position: Position, stage_live: StageTypeConfig, ivan: User, ines: User
) -> None:
    two = sent(page, {}, button="add_round")
    answers = {
        "candidate": "ada@mail.example",
        "position": position.pk,
        **live(stage_live, ivan),
        **live(stage_live, ines, number=1, start=f"{day(3)}T10:59"),
    }
    response = sent(page, answers, page=two)
    assert errors_of(response)["1-start"] == ["Rounds 1 and 2 are at the same time."]
    assert not Interview.objects.exists()


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"candidate": "Ada"}, "candidate", "Nobody with this name was chosen."),
        ({"candidate": "ada@nowhere"}, "candidate", "This is no e-mail address."),
        ({"candidate": "a@mail.example, b@mail.example"}, "candidate", "Plan for one person at a time."),
        ({"position": ""}, "title", "Choose a position, or say what this is for."),
        ({"time_zone": "Moon/Base"}, "time_zone", "Select a valid choice."),
        ({"round-0-start": ""}, "0-start", "Set a time."),
        ({"round-0-start": "2020-01-01T10:00"}, "0-start", "This time has passed."),
        ({"round-0-start": "soon"}, "0-start", "Enter a valid date/time."),
        ({"round-0-when": "offered"}, "0-times", "Offer at least one time."),
        ({"round-0-when": "offered", "round-0-times": "2020-01-01T10:00"}, "0-times", "has passed"),
        # Summer time leaves this hour out.
        ({"round-0-when": "offered", "round-0-times": "2030-03-31T02:30"}, "0-times", "is no time"),
        ({"round-0-duration": "1"}, "0-duration", "greater than or equal to 5"),
        ({"round-0-interviewers": "999"}, "0-interviewers", "Select a valid choice."),
        ({"round-0-questions": "999", "round-0-whole_bank": None}, "0-questions", "Select a valid choice."),
    ],
)
def test_what_cannot_be_planned(
    page: Client,
    position: Position,
    stage_live: StageTypeConfig,
    answers: dict[str, Any],
    field: str,
    words: str,
) -> None:
    usual = {"candidate": "ada@mail.example", "position": position.pk, **live(stage_live)}
    response = sent(page, {**usual, **answers})
    assert words in str(errors_of(response)[field])
    assert not Interview.objects.exists()
    assert not Candidate.objects.exists()


def test_a_coding_session_needs_problems(
    page: Client, position: Position, stage_dsa: StageTypeConfig
) -> None:
    answers = {"candidate": "ada@mail.example", "position": position.pk, "round-0-stage": stage_dsa.pk}
    response = sent(page, answers)
    assert "Choose at least one problem" in str(errors_of(response)["0-problems"])


def test_a_known_person_keeps_name_and_zone(
    page: Client, position: Position, stage_live: StageTypeConfig
) -> None:
    known = candidate_for(name="Ada Lovelace", email="ada@mail.example")
    Candidate.objects.update(time_zone="Asia/Tokyo")
    form = read_form(
        page.get(f"{PLAN}?candidate={known.pk}&position={position.pk}").content.decode(), "plan-form"
    )
    assert form["candidate"] == ["Ada Lovelace <ada@mail.example>"]
    assert form["time_zone"] == ["Asia/Tokyo"]
    assert form["position"] == [str(position.pk)]
    answers = {"candidate": "ada@mail.example", "position": position.pk, **live(stage_live)}
    assert sent(page, answers).status_code == 302
    assert Invitation.objects.get().name == "Ada Lovelace"
    known.refresh_from_db()
    assert known.time_zone == "Asia/Tokyo"


def test_people_are_found_by_name_and_address(page: Client) -> None:
    candidate_for(name="Ada Lovelace", email="ada@mail.example")
    candidate_for(name="Bob", email="bob@lovely.example")
    path = f"{PLAN}candidates/"
    found = page.get(path, {"q": "LOVE"}).json()["candidates"]
    assert [one["text"] for one in found] == ["Ada Lovelace <ada@mail.example>", "Bob <bob@lovely.example>"]
    assert page.get(path, {"q": "a"}).json() == {"candidates": []}


def test_a_time_is_told_in_both_zones_with_who_is_busy(
    page: Client, stage_live: StageTypeConfig, rita: User, ivan: User, ines: User
) -> None:
    with timezone.override("Europe/Berlin"):
        start = timezone.make_aware(datetime.fromisoformat("2030-03-20T15:00"))
    schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=start, duration_minutes=30),
        interviewers=[ivan],
        actor=rita,
    )
    path = f"{PLAN}times/"
    # New York has summer time already, Berlin not yet: five hours apart.
    told = page.get(path, {"start": "2030-03-20T14:45", "minutes": "60", "zone": "America/New_York"}).json()
    assert told["here"] == "Wed 20 Mar 2030, 14:45 (Europe/Berlin, UTC+01:00)"
    assert told["there"] == "Wed 20 Mar 2030, 09:45 (America/New_York, UTC-04:00)"
    assert told["busy"] == {str(ivan.pk): "“Another” from 15:00 to 15:30"}
    for wrong in (
        {},
        {"start": "2030-03-20T14:45"},
        {"start": "x", "minutes": "60"},
        {"start": "2030-03-20T14:45", "minutes": "999"},
    ):
        assert page.get(path, wrong).status_code == 422


def test_questions_and_problems_are_described(
    page: Client, stage_live: StageTypeConfig, mirror: Problem, ivan: User
) -> None:
    InterviewQuestion.objects.create(
        stage=stage_live, owner=ivan, text="Why?", difficulty=Difficulty.EASY, minutes=7, tags="logic"
    )
    Problem.objects.update(difficulty=Difficulty.HARD)
    html = unescape(page.get(PLAN).content.decode())
    assert 'data-difficulty="easy" data-minutes="7" data-tags="logic"' in html
    assert f"{mirror.title}, hard" in html
    assert f"/admin/dsa/problem/{mirror.pk}/preview/" in html


def test_only_recruiters_plan(rita: User, ivan: User, sam: User) -> None:
    for path in (PLAN, f"{PLAN}candidates/?q=ada", f"{PLAN}times/"):
        for person in (ivan, sam):
            assert signed_in(person).get(path).status_code == 302, "to the sign-in"
    rita.groups.clear()
    rita.user_permissions.set(Permission.objects.filter(codename="view_interview"))
    for path in (PLAN, f"{PLAN}candidates/?q=ada", f"{PLAN}times/"):
        assert signed_in(rita).get(path).status_code == 403


def test_the_page_costs_a_fixed_number_of_queries(
    page: Client, stage_live: StageTypeConfig, ivan: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        InterviewQuestion.objects.create(stage=stage_live, owner=ivan, text=f"No {number}?")
    page.get(PLAN)
    with django_assert_max_num_queries(20):
        page.get(PLAN)


def test_who_sees_only_own_positions_learns_nothing_of_others(
    page: Client, position: Position, stage_live: StageTypeConfig, rita: User, ivan: User
) -> None:
    known = candidate_for(name="Hidden Ada", email="ada@mail.example")
    with timezone.override("Europe/Berlin"):
        start = timezone.make_aware(datetime.fromisoformat(f"{day(3)}T10:30"))
    interview = Interview(title="Hidden", stage=stage_live, scheduled_start=start, duration_minutes=60)
    schedule_interview(interview=interview, interviewers=[ivan], actor=rita)
    lena = make_person("lena", RECRUITERS, is_staff=True)
    lena.only_own_positions = True
    lena.save()
    hers = signed_in(lena)
    hers.cookies["timezone"] = "Europe/Berlin"
    span = {"start": f"{day(3)}T10:00", "minutes": "60"}
    named = f"{PLAN}?candidate={known.pk}&position={position.pk}"

    # What a recruiter who sees all is told:
    assert "Hidden Ada" in page.get(named).content.decode()
    assert "Hidden Ada" in str(page.get(f"{PLAN}candidates/", {"q": "ada"}).json())
    assert page.get(f"{PLAN}times/", span).json()["busy"] == {str(ivan.pk): "“Hidden” from 10:30 to 11:30"}

    shown = hers.get(named).content.decode()
    assert "Hidden" not in shown
    assert position.title not in shown
    assert hers.get(f"{PLAN}candidates/", {"q": "ada"}).json() == {"candidates": []}
    busy = hers.get(f"{PLAN}times/", span).json()["busy"]
    assert busy == {str(ivan.pk): "something else from 10:30 to 11:30"}
    answers = {"candidate": "ada@mail.example", "title": "Talk", **live(stage_live, ivan)}
    refused = sent(hers, answers)
    assert errors_of(refused)["0-interviewers"] == ["Ivan Example: something else from 10:30 to 11:30"]
    assert "Hidden" not in refused.content.decode()
    assert "position" in errors_of(sent(hers, {**answers, "position": position.pk}))
    assert sent(hers, {**answers, "round-0-despite": "on"}).status_code == 302
    assert Invitation.objects.get().name != "Hidden Ada"

    # Her own appointment has its title.
    busy = hers.get(f"{PLAN}times/", {**span, "minutes": "30"}).json()["busy"]
    assert busy == {str(ivan.pk): "“Talk” from 10:00 to 11:00"}
