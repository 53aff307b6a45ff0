"""Rita schedules and changes interviews."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from interviews.choices import EventKind, InterviewState
from interviews.models import Interview, InterviewQuestion, Invitation, StageTypeConfig, User
from interviews.models.user import INTERVIEWERS
from interviews.services.interviews import cancel_interview, schedule_interview
from interviews.services.invitations import change_invitation, revoke_invitation
from interviews.services.questions import add_question
from interviews.timeline import SYSTEM
from tests.conftest import make_person, signed_in
from tests.interviews.admin_pages import (
    ADD,
    LIST,
    change_path,
    errors_of,
    messages_of,
    only_interview,
    saved,
    submit,
)


@pytest.fixture
def page(rita: User) -> Client:
    return signed_in(rita)


@pytest.fixture
def answers(stage_live: StageTypeConfig, ivan: User) -> dict[str, Any]:
    """What Rita enters for an ordinary interview; the first invitation's fields are on the page already."""
    tomorrow = timezone.now() + timedelta(days=1)
    return {
        "title": "Data engineer",
        "stage": stage_live.pk,
        "scheduled_start_0": tomorrow.strftime("%d/%m/%Y"),
        "scheduled_start_1": "10:30",
        "interviewers": [ivan.pk],
        "invitations-0-name": "Cara Candidate",
        "invitations-0-email": "cara@mail.example",
    }


QUESTION = {
    "questions-TOTAL_FORMS": "1",
    "questions-0-text": "What is an index?",
    "questions-0-interviewer_hints": "Think of a book.",
    "questions-0-expected_answer_guide": "Trees, and what they cost when writing.",
}


def test_one_page_makes_the_interview_with_everybody_and_everything(
    page: Client, answers: dict[str, Any], rita: User, ivan: User
) -> None:
    saved(page, ADD, answers | QUESTION)
    interview = only_interview()
    assert interview.created_by == rita
    assert interview.state == InterviewState.SCHEDULED
    assert list(interview.interviewers.all()) == [ivan]
    invitation = interview.invitations.get()
    assert (invitation.name, invitation.email) == ("Cara Candidate", "cara@mail.example")
    assert invitation.expires_at > interview.scheduled_end
    question = interview.questions.get()
    assert (question.text, question.owner) == ("What is an index?", rita)
    told = list(interview.timeline.values_list("kind", "actor_user"))
    assert told == [
        (EventKind.INTERVIEW_SCHEDULED, rita.pk),
        (EventKind.INVITATION_ISSUED, rita.pk),
        (EventKind.QUESTION_ADDED, rita.pk),
    ]
    assert LogEntry.objects.get().user == rita


def test_the_bank_is_copied_and_own_questions_come_after_it(
    page: Client, answers: dict[str, Any], stage_live: StageTypeConfig, ines: User
) -> None:
    for position in (4, 2):
        InterviewQuestion.objects.create(
            stage=stage_live, owner=ines, position=position, text=f"Bank {position}", interviewer_hints="h"
        )
    saved(page, ADD, answers)
    interview = only_interview()
    copies = interview.questions.all()
    assert [(copy.text, copy.owner, copy.interviewer_hints) for copy in copies] == [
        ("Bank 2", ines, "h"),
        ("Bank 4", ines, "h"),
    ]
    assert [copy.position for copy in copies] == [0, 1]
    assert {copy.copied_from.text for copy in copies if copy.copied_from} == {"Bank 2", "Bank 4"}
    saved(
        page,
        change_path(interview.pk),
        {"questions-TOTAL_FORMS": "3", "questions-2-text": "Mine", "questions-2-owner": ""},
    )
    assert [question.text for question in interview.questions.all()] == ["Bank 2", "Bank 4", "Mine"]
    assert InterviewQuestion.objects.in_bank_of(stage_live).count() == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "required"),
        ({"stage": "999"}, "valid choice"),
        ({"scheduled_start_0": "32/13/2026"}, "valid date"),
        ({"duration_minutes": "4"}, "greater than or equal to 5"),
        ({"duration_minutes": "481"}, "less than or equal to 480"),
        ({"interviewers": ["999"]}, "not one of the available choices"),
        ({"invitations-0-email": "no address"}, "valid email"),
        ({"invitations-0-email": ""}, "required"),
        ({"invitations-0-name": "x" * 81}, "80"),
        ({"invitations-0-expires_at_0": "01/01/2020", "invitations-0-expires_at_1": "10:00"}, "has passed"),
        (QUESTION | {"questions-0-text": "x" * 4001}, "4000"),
        (QUESTION | {"questions-0-position": "-1"}, "greater than or equal to 0"),
        (QUESTION | {"questions-0-owner": "999"}, "valid choice"),
    ],
)
def test_bad_input_stores_nothing_and_says_why(
    page: Client, answers: dict[str, Any], wrong: dict[str, Any], message: str
) -> None:
    response = submit(page, ADD, answers | wrong)
    assert message in errors_of(response)
    assert not Interview.objects.exists()
    assert not Invitation.objects.exists()
    assert not InterviewQuestion.objects.exists()


def test_an_address_is_invited_once(page: Client, answers: dict[str, Any]) -> None:
    twice = {
        "invitations-TOTAL_FORMS": "2",
        "invitations-1-name": "Cara again",
        "invitations-1-email": "CARA@mail.example",
    }
    assert "Each address is invited once." in errors_of(submit(page, ADD, answers | twice))
    assert not Interview.objects.exists()


def test_an_address_that_is_invited_already_is_refused(
    page: Client, interview: Interview, cara: Invitation
) -> None:
    again = {
        "invitations-TOTAL_FORMS": "2",
        "invitations-1-name": "Cara again",
        "invitations-1-email": "Cara@Mail.example",
    }
    assert "Each address is invited once." in errors_of(submit(page, change_path(interview.pk), again))
    assert interview.invitations.get() == cara


@pytest.mark.parametrize("name", ["sam", "former"])
def test_only_active_interviewers_are_put_on_an_interview(
    page: Client, answers: dict[str, Any], sam: User, name: str
) -> None:
    person = sam
    if name == "former":
        person = make_person("former", INTERVIEWERS)
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert "not one of the available choices" in errors_of(
        submit(page, ADD, answers | {"interviewers": [person.pk]})
    )


def test_somebody_who_left_stays_on_until_taken_off(page: Client, interview: Interview, ivan: User) -> None:
    ivan.groups.remove(Group.objects.get(name=INTERVIEWERS))
    saved(page, change_path(interview.pk), {"title": "New title"})
    assert list(interview.interviewers.all()) == [ivan]


def test_fields_that_are_not_on_the_page_are_ignored(
    page: Client, answers: dict[str, Any], sam: User, stage_hr: StageTypeConfig
) -> None:
    smuggled = {
        "state": "completed",
        "created_by": sam.pk,
        "last_event_sequence": "99",
        "ended_at": "2020-01-01",
        "stage_data": '{"dsaSubmissions": []}',
        "invitations-0-key": "a-key-of-mine",
        "invitations-0-role": "interviewer",
        "invitations-0-revoked_at": "2020-01-01",
    }
    saved(page, ADD, answers | smuggled)
    interview = only_interview()
    assert (interview.state, interview.created_by.username) == (InterviewState.SCHEDULED, "rita")
    invitation = interview.invitations.get()
    assert (invitation.role, invitation.revoked_at) == ("candidate", None)
    assert invitation.key != "a-key-of-mine"
    saved(page, change_path(interview.pk), {"stage": stage_hr.pk, "state": "completed"})
    interview.refresh_from_db()
    assert (interview.stage.key, interview.state) == ("live_technical", InterviewState.SCHEDULED)


def test_a_record_of_another_interview_is_not_reached_through_this_page(
    page: Client, interview: Interview, cara: Invitation, stage_live: StageTypeConfig, rita: User
) -> None:
    other = schedule_interview(
        interview=Interview(title="Other", stage=stage_live, scheduled_start=timezone.now()), actor=rita
    )
    submit(
        page,
        change_path(other.pk),
        {
            "invitations-TOTAL_FORMS": "1",
            "invitations-INITIAL_FORMS": "1",
            "invitations-0-id": str(cara.pk),
            "invitations-0-interview": str(other.pk),
            "invitations-0-name": "Stolen",
            "invitations-0-email": "stolen@mail.example",
        },
    )
    cara.refresh_from_db()
    assert (cara.name, cara.interview) == ("Cara Candidate", interview)
    assert not other.invitations.exists()


def test_what_changed_is_told_and_nothing_else(
    page: Client, interview: Interview, cara: Invitation, ines: User, ivan: User, rita: User
) -> None:
    before = interview.timeline.count()
    saved(page, change_path(interview.pk), {})
    assert interview.timeline.count() == before
    saved(
        page,
        change_path(interview.pk),
        {
            "title": "Senior backend engineer",
            "recruiter_notes": "Do not tell Ivan about the counter-offer.",
            "interviewers": [ines.pk],
            "invitations-0-name": "Cara N.",
        },
    )
    first, second = interview.timeline.filter(sequence__gt=before)
    assert first.kind == EventKind.INTERVIEW_CHANGED
    assert first.actor_user == rita
    assert first.payload == {
        "fields": ["recruiter_notes", "title"],
        "interviewersAdded": [ines.pk],
        "interviewersRemoved": [ivan.pk],
    }
    assert second.payload == {"invitationId": cara.pk, "role": "candidate", "fields": ["name"]}


def test_a_question_is_changed_moved_and_removed(page: Client, interview: Interview, rita: User) -> None:
    questions = [
        add_question(
            question=InterviewQuestion(interview=interview, owner=rita, position=n, text=f"Q{n}"), actor=rita
        )
        for n in range(2)
    ]
    saved(page, change_path(interview.pk), {"questions-0-position": "9", "questions-1-text": "Better"})
    assert [question.text for question in interview.questions.all()] == ["Better", "Q0"]
    # In the page's new order the first one is now "Better".
    saved(page, change_path(interview.pk), {"questions-0-DELETE": "on"})
    assert interview.questions.get().pk == questions[0].pk
    kinds = list(interview.timeline.order_by("-sequence").values_list("kind", flat=True)[:3])
    assert kinds == [EventKind.QUESTION_REMOVED, EventKind.QUESTION_CHANGED, EventKind.QUESTION_CHANGED]


@pytest.mark.parametrize(
    ("slip", "warning"),
    [
        ({"scheduled_start_0": "01/02/2026"}, "This interview starts in the past."),
        ({"interviewers": None}, "Nobody holds this interview yet"),
    ],
)
def test_a_likely_slip_is_stored_with_a_warning(
    page: Client, answers: dict[str, Any], slip: dict[str, Any], warning: str
) -> None:
    response = saved(page, ADD, answers | slip)
    assert [message for message in messages_of(response) if message.startswith(warning)]
    assert Interview.objects.exists()


def test_the_forms_now_is_no_start_in_the_past(page: Client, answers: dict[str, Any]) -> None:
    now = timezone.localtime()
    entered = {"scheduled_start_0": now.strftime("%d/%m/%Y"), "scheduled_start_1": now.strftime("%H:%M:%S")}
    response = saved(page, ADD, answers | entered)
    assert "This interview starts in the past." not in messages_of(response)


SECOND = {
    "invitations-TOTAL_FORMS": "2",
    "invitations-1-name": "Sven Second",
    "invitations-1-email": "sven@mail.example",
}


def test_a_second_candidate_in_a_live_interview_is_asked_about(
    page: Client, interview: Interview, cara: Invitation
) -> None:
    response = submit(page, change_path(interview.pk), SECOND)
    assert f"{cara.name} is invited to this interview already" in errors_of(response)
    assert 'type="checkbox" name="invitations-1-shares_room"' in response.content.decode()
    assert interview.invitations.count() == 1
    saved(page, change_path(interview.pk), SECOND | {"invitations-1-shares_room": "on"})
    assert interview.invitations.count() == 2
    # Asked once: those who are invited stay so, whatever else is changed.
    saved(page, change_path(interview.pk), {"title": "Changed"})


def test_two_candidates_at_once_are_asked_about_before_there_is_an_interview(
    page: Client, answers: dict[str, Any]
) -> None:
    assert "Cara Candidate is invited to this interview already" in errors_of(
        submit(page, ADD, answers | SECOND)
    )
    saved(page, ADD, answers | SECOND | {"invitations-1-shares_room": "on"})
    assert only_interview().invitations.count() == 2


def test_nobody_is_asked_where_the_other_link_is_revoked_or_everybody_works_alone(
    page: Client,
    answers: dict[str, Any],
    interview: Interview,
    cara: Invitation,
    rita: User,
    stage_dsa: StageTypeConfig,
) -> None:
    revoke_invitation(invitation=cara, actor=rita)
    saved(page, change_path(interview.pk), SECOND)
    saved(page, ADD, answers | SECOND | {"stage": stage_dsa.pk})


def test_a_link_that_ends_before_the_interview_is_warned_of(page: Client, answers: dict[str, Any]) -> None:
    soon = timezone.now() + timedelta(hours=1)
    early = {"invitations-0-expires_at_0": soon.strftime("%d/%m/%Y"), "invitations-0-expires_at_1": "23:59"}
    later = timezone.now() + timedelta(days=9)
    response = saved(page, ADD, answers | early | {"scheduled_start_0": later.strftime("%d/%m/%Y")})
    assert "The link of Cara Candidate expires before the interview ends." in messages_of(response)


def test_without_minutes_the_stage_says_how_long(
    page: Client, answers: dict[str, Any], stage_hr: StageTypeConfig
) -> None:
    saved(page, ADD, answers | {"stage": stage_hr.pk})
    assert only_interview().duration_minutes == stage_hr.default_duration_minutes == 45


def test_a_stage_that_is_not_offered_any_more_makes_no_interview(
    page: Client, answers: dict[str, Any]
) -> None:
    StageTypeConfig.objects.update(is_active=False)
    assert "valid choice" in errors_of(submit(page, ADD, answers))


def test_times_are_entered_and_shown_in_the_viewers_zone(page: Client, answers: dict[str, Any]) -> None:
    page.cookies["timezone"] = "Asia/Kolkata"
    saved(page, ADD, answers | {"scheduled_start_0": "15/06/2027", "scheduled_start_1": "10:30"})
    start = only_interview().scheduled_start
    assert start.astimezone(ZoneInfo("UTC")).strftime("%d %H:%M") == "15 05:00"
    assert "Tue 15 Jun 2027, 10:30 IST" in page.get(LIST).content.decode()
    assert "In Asia/Kolkata time." in page.get(ADD).content.decode()
    page.cookies["timezone"] = "Mars/Olympus_Mons"
    assert "Tue 15 Jun 2027, 05:00 UTC" in page.get(LIST).content.decode()


def test_a_page_of_an_interview_that_ended_meanwhile_saves_nothing(
    page: Client, interview: Interview, cara: Invitation
) -> None:
    form = page.get(change_path(interview.pk))
    assert form.context["has_change_permission"]
    cancel_interview(interview_id=interview.pk, actor=SYSTEM)
    response = page.post(change_path(interview.pk), {"title": "Too late"}, follow=True)
    assert messages_of(response) == ["This interview has ended in the meantime. Nothing was saved."]
    interview.refresh_from_db()
    assert interview.title == "Backend engineer"


def test_an_interview_that_ends_while_it_is_saved_undoes_the_whole_page(
    page: Client, interview: Interview, cara: Invitation, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state is read when the page is opened and changes before the invitations are stored."""
    change = change_invitation

    def end_it_first(**kwargs: Any) -> None:
        Interview.objects.update(state=InterviewState.CANCELLED, ended_at=timezone.now())
        change(**kwargs)

    monkeypatch.setattr("interviews.admin.invitations.change_invitation", end_it_first)
    response = submit(
        page,
        change_path(interview.pk),
        {"title": "Half", "interviewers": [ines.pk], "invitations-0-name": "Half"},
    )
    followed = page.get(response["Location"])
    assert messages_of(followed) == ["This interview was cancelled. Nothing was saved."]
    interview.refresh_from_db()
    assert interview.title == "Backend engineer"
    assert ines not in interview.interviewers.all()
