"""`manage.py seed_demo`: links that work, however often it runs, and no demo where none is wanted."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone

from interviews.access.invitations import invitation_for_token
from interviews.access.rooms import interview_for_interviewer
from interviews.availability import free_times
from interviews.choices import ApplicationDecision, InterviewState, MailState
from interviews.models import (
    Application,
    Candidate,
    DecisionRecord,
    Interview,
    InterviewQuestion,
    Invitation,
    MailTemplate,
    OutgoingMail,
    Position,
    StageTypeConfig,
    Tag,
    TimelineEvent,
    User,
)
from interviews.services.applications import decide
from interviews.services.interviews import complete_interview, start_interview
from interviews.timeline import SYSTEM
from tests.conftest import make_person

pytestmark = pytest.mark.usefixtures("presets")


def seed() -> dict[str, Any]:
    """The links that the command prints."""
    written = StringIO()
    call_command("seed_demo", "--links", stdout=written)
    links: dict[str, Any] = json.loads(written.getvalue())
    return links


def live_interview() -> Interview:
    return Interview.objects.open().get(stage__key="live_technical", is_time_open=False)


def test_the_links_lead_somewhere(db: None) -> None:
    links = seed()
    token = links["candidate"]["path"].removeprefix("/join/").rstrip("/")
    invitation = invitation_for_token(token)
    assert invitation.interview == live_interview()
    assert links["interviewer"]["path"] == f"/interviews/{invitation.interview_id}/room/"
    for person in ("admin", "interviewer", "secondInterviewer"):
        login = {"username": links[person]["username"], "password": links[person]["password"]}
        assert Client().post("/admin/login/", login).status_code in {200, 302}
        assert User.objects.get(username=login["username"]).check_password(login["password"])
    ivan = User.objects.get(username=links["interviewer"]["username"])
    assert interview_for_interviewer(ivan, invitation.interview_id) == invitation.interview
    assert User.objects.get(username=links["admin"]["username"]).has_perm("interviews.add_interview")


def test_there_is_one_of_each(db: None) -> None:
    seed()
    kinds = set(Interview.objects.values_list("stage__key", "state"))
    assert kinds == {
        ("live_technical", InterviewState.SCHEDULED),
        ("live_technical", InterviewState.COMPLETED),
        ("live_hr", InterviewState.SCHEDULED),
        ("technical_dsa", InterviewState.SCHEDULED),
    }
    for question in InterviewQuestion.objects.all():
        assert question.text
        assert question.interviewer_hints
        assert question.expected_answer_guide
    assert live_interview().questions.exists()


def test_there_are_times_to_choose_and_a_mail_that_came_to_nothing(db: None) -> None:
    seed()
    choice = Interview.objects.get(is_time_open=True)
    assert choice.offered_times.filter(start__gt=timezone.now()).count() == 4
    assert free_times(choice)
    mail = OutgoingMail.objects.get()
    assert (mail.interview, mail.state) == (choice, MailState.FAILED)
    assert MailTemplate.objects.get().stage == StageTypeConfig.objects.get(key="live_hr")
    choice.offered_times.update(start=F("start") - timedelta(days=9))
    seed()
    assert free_times(Interview.objects.get(is_time_open=True)), "offered anew"
    assert OutgoingMail.objects.count() == 1


def test_running_it_again_changes_nothing(db: None) -> None:
    def everything() -> list[Any]:
        models = (
            User,
            Interview,
            Invitation,
            InterviewQuestion,
            TimelineEvent,
            Candidate,
            Application,
            DecisionRecord,
            Position,
            Tag,
        )
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    links = seed()
    before = everything()
    assert seed() == links
    assert everything() == before


def test_after_the_interview_was_held_there_is_a_new_one(db: None) -> None:
    first = seed()
    held = live_interview()
    start_interview(interview_id=held.pk, actor=SYSTEM)
    assert seed() == first, "while it is live, people come back to it"
    complete_interview(interview_id=held.pk)
    assert seed()["candidate"]["path"] != first["candidate"]["path"]
    assert live_interview().pk != held.pk


@pytest.mark.parametrize("change", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_dead_link_is_replaced(db: None, change: dict[str, Any]) -> None:
    first = seed()
    Invitation.objects.update(**change)
    path = seed()["candidate"]["path"]
    assert path != first["candidate"]["path"]
    assert invitation_for_token(path.split("/")[2]).interview == live_interview()


def test_a_stale_appointment_is_moved_to_now(db: None) -> None:
    seed()
    Interview.objects.open().update(scheduled_start=timezone.now() - timedelta(days=2))
    seed()
    assert timezone.now() - live_interview().scheduled_start < timedelta(hours=1)


def test_what_a_visitor_deleted_stays_deleted(db: None) -> None:
    seed()
    gone = InterviewQuestion.objects.filter(stage__key="live_hr").first()
    assert gone is not None
    gone.delete()
    count = InterviewQuestion.objects.count()
    seed()
    assert InterviewQuestion.objects.count() == count


def test_a_changed_password_is_not_set_back(db: None) -> None:
    seed()
    rita = User.objects.get(username="rita")
    rita.set_password("something of her own")
    rita.save()
    seed()
    rita.refresh_from_db()
    assert rita.check_password("something of her own")


@override_settings(DEMO_DATA=False)
def test_it_is_refused_where_no_demo_is_wanted(db: None) -> None:
    with pytest.raises(CommandError, match="DEMO_DATA is off"):
        seed()
    assert not User.objects.exists()


def test_it_leaves_other_peoples_accounts_alone(db: None) -> None:
    real = make_person("rita")
    with pytest.raises(CommandError, match="rita is not the demo's"):
        seed()
    real.refresh_from_db()
    assert not real.is_staff
    assert not real.groups.exists()
    assert not Interview.objects.exists()


def test_two_positions_and_six_people(db: None) -> None:
    seed()
    decided = Application.objects.values_list("candidate__name", "position__title", "decision")
    assert set(decided) == {
        ("Cara Nowak", "Backend engineer", "undecided"),
        ("Tomas Lind", "Backend engineer", "offer"),
        ("Amara Diallo", "Backend engineer", "undecided"),
        ("Jonas Weber", "Backend engineer", "on_hold"),
        ("Lea Fontaine", "Data engineer", "rejected"),
    }, "the sixth comes with a finished coding session"
    # Cara's three interviews are one application.
    assert Interview.objects.filter(application__candidate__name="Cara Nowak").count() == 3
    rita = User.objects.get(username="rita")
    jonas = Application.objects.get(candidate__name="Jonas Weber")
    decide(application=jonas, decision=ApplicationDecision.OFFER, reason="Yes", seen=1, actor=rita)
    seed()
    jonas.refresh_from_db()
    assert jonas.decision == ApplicationDecision.OFFER, "what a visitor decided stays"
