"""Who is told of what: once, in order, with the newest appointment."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.choices import MailKind, MailState, Role, Standing
from interviews.mail import reminders, sending
from interviews.models import Interview, Invitation, OutgoingMail, StageTypeConfig, User
from interviews.services.interviews import (
    add_colleague,
    cancel_interview,
    change_interview,
    schedule_interview,
    start_interview,
)
from interviews.services.invitations import (
    change_invitation,
    issue_invitation,
    reissue_invitation,
    revoke_invitation,
)
from interviews.timeline import Actor
from tests.conftest import SentTasks
from tests.interviews.mail.conftest import SendAll, entry_of, has_entry, text_of, utc
from tests.interviews.mail.server import MailServer
from tests.zip_files import files_in

Told = list[tuple[str, str]]


def told(server: MailServer) -> Told:
    """To whom, and the subject up to its colon."""
    return [
        (str(one["To"]).partition(" ")[0], str(one["Subject"]).partition(":")[0]) for one in server.messages
    ]


@pytest.fixture
def appointment(mail_server: MailServer, stage_live: StageTypeConfig, rita: User, ivan: User) -> Interview:
    """Ivan's interview of Cara next week, of which nobody has been told yet."""
    interview = schedule_interview(
        interview=Interview(
            title="Backend engineer",
            stage=stage_live,
            scheduled_start=timezone.now() + timedelta(days=7),
            duration_minutes=60,
        ),
        interviewers=[ivan],
        actor=rita,
    )
    issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Cara Candidate",
            email="cara@mail.example",
            expires_at=timezone.now() + timedelta(days=30),
        ),
        actor=rita,
    )
    return interview


def move(interview: Interview, days: int, rita: User, **more: Any) -> None:
    interview.refresh_from_db()
    interview.scheduled_start = timezone.now() + timedelta(days=days)
    change_interview(interview=interview, fields=["scheduled_start"], actor=rita, **more)


def test_scheduling_tells_both_with_an_entry_each(
    mail_server: MailServer, appointment: Interview, send_all: SendAll
) -> None:
    send_all()
    assert told(mail_server) == [("Ivan", "You are on an interview"), ("Cara", "Your interview")]
    for message in mail_server.messages:
        entry = entry_of(message)
        assert (entry["METHOD"], entry["SEQUENCE"]) == ("REQUEST", 0)
        assert entry["DTSTART"].dt == appointment.scheduled_start.replace(microsecond=0)
    ivans = text_of(mail_server.messages[0])
    assert f"https://jobs.example/interviews/{appointment.pk}/room/" in ivans
    assert "/join/" not in ivans


def test_rescheduled_twice_before_anything_was_sent_is_told_once(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    move(appointment, 8, rita)
    move(appointment, 9, rita)
    send_all()
    assert told(mail_server) == [("Ivan", "You are on an interview"), ("Cara", "Your interview")]
    for message in mail_server.messages:
        entry = entry_of(message)
        assert entry["SEQUENCE"] == 2
        assert entry["DTSTART"].dt == appointment.scheduled_start.replace(microsecond=0)
    skipped = OutgoingMail.objects.filter(state=MailState.SKIPPED)
    assert skipped.count() == 4


def test_rescheduled_twice_after_it_was_told_is_told_twice(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    send_all()
    for days in (8, 9):
        move(appointment, days, rita)
        send_all()
    entries = [entry_of(message) for message in mail_server.messages if "Cara" in str(message["To"])]
    assert [int(entry["SEQUENCE"]) for entry in entries] == [0, 1, 2]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert entries[-1]["DTSTART"].dt == appointment.scheduled_start.replace(microsecond=0)
    assert told(mail_server)[-1] == ("Ivan", "New time") or told(mail_server)[-2] == ("Ivan", "New time")


def test_cancelling_tells_everybody_who_knew(
    mail_server: MailServer, appointment: Interview, rita: User, ines: User, send_all: SendAll
) -> None:
    add_colleague(interview_id=appointment.pk, colleague=ines, role=Role.OBSERVER, actor=Actor.user(rita))
    send_all()
    mail_server.raw.clear()
    cancel_interview(interview_id=appointment.pk, actor=Actor.user(rita))
    send_all()
    assert sorted(told(mail_server)) == [
        ("Cara", "Cancelled"),
        ("Ines", "Cancelled for you"),
        ("Ivan", "Cancelled for you"),
    ]
    for message in mail_server.messages:
        entry = entry_of(message)
        assert (entry["METHOD"], entry["STATUS"], entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
        assert "/join/" not in text_of(message)


def test_cancelled_before_anybody_was_told_tells_nobody(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    cancel_interview(interview_id=appointment.pk, actor=Actor.user(rita))
    send_all()
    assert mail_server.raw == []
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SKIPPED}


def test_a_cancellation_waits_for_an_invitation_that_is_being_sent(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    """Else the invitation could arrive last."""
    mail_server.answers.append("451 4.7.1 Try later")
    mail_server.answers.append("451 4.7.1 Try later")
    for mail in OutgoingMail.objects.order_by("pk"):
        sending.send(mail.pk)
    cancel_interview(interview_id=appointment.pk, actor=Actor.user(rita))
    cancellation = OutgoingMail.objects.get(kind=MailKind.CANDIDATE_CANCELLED)
    sending.send(cancellation.pk)
    cancellation.refresh_from_db()
    assert (cancellation.state, cancellation.attempts) == (MailState.WAITING, 0)
    send_all()
    assert mail_server.raw == []


def test_whoever_is_taken_off_is_told_and_whoever_comes_is_invited(
    mail_server: MailServer, appointment: Interview, rita: User, ines: User, send_all: SendAll
) -> None:
    send_all()
    mail_server.raw.clear()
    change_interview(interview=appointment, fields=[], interviewers=[ines], actor=rita)
    send_all()
    assert sorted(told(mail_server)) == [("Ines", "You are on an interview"), ("Ivan", "Cancelled for you")]


def test_taken_off_and_put_back_before_the_mail_is_told_nothing_wrong(
    mail_server: MailServer, appointment: Interview, rita: User, ivan: User, ines: User, send_all: SendAll
) -> None:
    send_all()
    mail_server.raw.clear()
    change_interview(interview=appointment, fields=[], interviewers=[ines], actor=rita)
    change_interview(interview=appointment, fields=[], interviewers=[ivan], actor=rita)
    send_all()
    assert told(mail_server) == [("Ivan", "You are on an interview")]


def test_a_revoked_link_is_not_sent_and_a_new_one_is(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    invitation = appointment.invitations.get()
    revoke_invitation(invitation=invitation, actor=rita)
    send_all()
    assert [who for who, _ in told(mail_server)] == ["Ivan"]
    reissued = reissue_invitation(invitation=invitation, actor=rita)
    send_all()
    assert reissued.token in text_of(mail_server.messages[-1])


def test_a_corrected_address_gets_the_invitation(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    send_all()
    invitation = appointment.invitations.get()
    invitation.email = "cara@right.example"
    change_invitation(invitation=invitation, fields=["email"], actor=rita)
    send_all()
    assert mail_server.messages[-1]["To"] == "Cara Candidate <cara@right.example>"


@pytest.mark.parametrize("state", [MailState.SENT, MailState.UNCLEAR])
def test_a_link_that_was_mailed_to_the_wrong_address_ends_when_that_is_corrected(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll, state: MailState
) -> None:
    send_all()
    invitation = appointment.invitations.get()
    invitation.mails.update(state=state)
    old = invitation.token
    Invitation.objects.update(standing=Standing.ADMITTED)
    invitation.email = "cara@right.example"
    assert change_invitation(invitation=invitation, fields=["email"], actor=rita)
    stored = appointment.invitations.get()
    assert (stored.email, stored.standing) == ("cara@right.example", Standing.NONE)
    assert not Invitation.objects.with_token(old).exists()
    send_all()
    text = text_of(mail_server.messages[-1])
    assert stored.token in text
    assert old not in text


def test_a_corrected_address_keeps_a_link_that_nobody_else_was_mailed(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    invitation = appointment.invitations.get()
    token = invitation.token
    invitation.email = "cara@right.example"
    assert not change_invitation(invitation=invitation, fields=["email"], actor=rita)
    send_all()
    invitation.email = "CARA@right.example"
    assert not change_invitation(invitation=invitation, fields=["email"], actor=rita)
    assert appointment.invitations.get().token == token


@pytest.mark.parametrize("name", ["Cara Candidate", "Dana Other"])
def test_nobody_is_shown_where_mails_went_before_a_correction(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll, name: str
) -> None:
    """Of the same person, and of another whose invitation it becomes; both still get the link."""
    send_all()
    invitation = appointment.invitations.get()
    invitation.name, invitation.email = name, "right@mail.example"
    fields = ["email"] if name == "Cara Candidate" else ["name", "email"]
    change_invitation(invitation=invitation, fields=fields, actor=rita)
    send_all()
    stored = appointment.invitations.get()
    page = unescape(Client().get(reverse("own_records", args=[stored.token])).content.decode())
    assert f"{MailKind.CANDIDATE_INVITATION.label} to right@mail.example" in page
    about = files_in(Client().get(reverse("own_copy", args=[stored.token])))["about.json"].decode()
    assert "right@mail.example" in about
    for shown in (page, about):
        assert "cara@mail.example" not in shown
    kept = set(stored.mails.filter(recipient=None).values_list("sent_to", flat=True))
    assert ("cara@mail.example" in kept) is (name == "Cara Candidate"), "another person's rows are deleted"


def test_a_correction_may_be_told_to_nobody(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    send_all()
    before = len(mail_server.raw)
    invitation = appointment.invitations.get()
    invitation.email = "cara@right.example"
    change_invitation(invitation=invitation, fields=["email"], actor=rita, tell=False)
    send_all()
    assert len(mail_server.raw) == before


def test_a_colleague_is_told_while_the_interview_runs(
    mail_server: MailServer, appointment: Interview, rita: User, ivan: User, ines: User, send_all: SendAll
) -> None:
    send_all()
    start_interview(interview_id=appointment.pk, actor=Actor.user(ivan))
    add_colleague(interview_id=appointment.pk, colleague=ines, role=Role.INTERVIEWER, actor=Actor.user(ivan))
    send_all()
    assert told(mail_server)[-1] == ("Ines", "You are on an interview")


def test_silent_changes_tell_nobody(mail_server: MailServer, appointment: Interview, rita: User) -> None:
    before = OutgoingMail.objects.count()
    move(appointment, 8, rita, tell=False)
    cancel_interview(interview_id=appointment.pk, actor=Actor.user(rita), tell=False)
    assert OutgoingMail.objects.count() == before


# Reminders ------------------------------------------------------------------------------------------------------------


def age(interview: Interview, days: int) -> None:
    """Let everything about it have been made so long ago."""
    then = timezone.now() - timedelta(days=days)
    Interview.objects.filter(pk=interview.pk).update(created_at=then)
    interview.invitations.update(created_at=then)
    OutgoingMail.objects.filter(interview=interview).update(created_at=then)


def test_everybody_is_reminded_once(
    mail_server: MailServer, appointment: Interview, send_all: SendAll
) -> None:
    send_all()
    mail_server.raw.clear()
    age(appointment, 3)
    reminders.queue_reminders()
    assert OutgoingMail.objects.filter(kind__endswith="reminder").count() == 0, "it is a week away"
    Interview.objects.update(scheduled_start=timezone.now() + timedelta(hours=20))
    reminders.queue_reminders()
    reminders.queue_reminders()
    send_all()
    assert sorted(told(mail_server)) == [("Cara", "Reminder"), ("Ivan", "Reminder")]
    assert appointment.invitations.get().token in text_of(mail_server.messages[0])


def test_who_just_learned_of_it_is_not_reminded(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    send_all()
    age(appointment, 3)
    appointment.refresh_from_db()
    appointment.scheduled_start = timezone.now() + timedelta(hours=20)
    change_interview(interview=appointment, fields=["scheduled_start"], actor=rita)
    send_all()
    mail_server.raw.clear()
    reminders.queue_reminders()
    send_all()
    assert mail_server.raw == []


def test_a_reminder_of_an_old_time_is_not_sent(
    mail_server: MailServer, appointment: Interview, rita: User, send_all: SendAll
) -> None:
    send_all()
    mail_server.raw.clear()
    age(appointment, 3)
    Interview.objects.update(scheduled_start=timezone.now() + timedelta(hours=20))
    reminders.queue_reminders()
    move(appointment, 5, rita)
    send_all()
    assert {what for _, what in told(mail_server)} == {"New time"}


def test_those_who_need_no_reminder_keep_nobody_waiting(
    mail_server: MailServer,
    appointment: Interview,
    rita: User,
    send_all: SendAll,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """More interviews are near than one call looks after, and all but the last were told of already."""
    monkeypatch.setattr(reminders, "MAX_AT_ONCE", 1)
    soon = timezone.now() + timedelta(hours=5)
    for number in range(2):
        schedule_interview(
            interview=Interview(
                title="Earlier", stage=appointment.stage, scheduled_start=soon + timedelta(hours=number)
            ),
            interviewers=appointment.interviewers.all(),
            actor=rita,
        )
    send_all()
    mail_server.raw.clear()
    age(appointment, 3)
    Interview.objects.filter(pk=appointment.pk).update(scheduled_start=timezone.now() + timedelta(hours=20))
    reminders.queue_reminders()
    send_all()
    assert sorted(told(mail_server)) == [("Cara", "Reminder"), ("Ivan", "Reminder")]


def test_links_given_just_now_keep_nobody_waiting(
    mail_server: MailServer, stage_dsa: StageTypeConfig, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "MAX_AT_ONCE", 1)
    interview = schedule_interview(
        interview=Interview(title="Coding", stage=stage_dsa, scheduled_start=timezone.now()), actor=rita
    )
    for hours, name in ((5, "Dora"), (10, "Cara")):
        issue_invitation(
            invitation=Invitation(
                interview=interview,
                name=name,
                email=f"{name.lower()}@mail.example",
                expires_at=timezone.now() + timedelta(hours=hours),
            ),
            actor=rita,
            tell=False,
        )
    interview.invitations.filter(name="Cara").update(created_at=timezone.now() - timedelta(days=3))
    reminders.queue_reminders()
    (mail,) = OutgoingMail.objects.all()
    assert mail.to_name == "Cara"


def test_a_coding_session_that_was_not_begun_is_reminded_of(
    mail_server: MailServer, stage_dsa: StageTypeConfig, rita: User, sent_tasks: SentTasks, send_all: SendAll
) -> None:
    interview = schedule_interview(
        interview=Interview(title="Coding", stage=stage_dsa, scheduled_start=timezone.now()), actor=rita
    )
    invitation = issue_invitation(
        invitation=Invitation(
            interview=interview,
            name="Cara",
            email="cara@mail.example",
            expires_at=timezone.now() + timedelta(hours=10),
        ),
        actor=rita,
    )
    send_all()
    assert not has_entry(mail_server.messages[0]), "it may be taken at any time"
    reminders.queue_reminders()
    assert OutgoingMail.objects.count() == 1, "the link was given within the term"
    age(interview, 3)
    reminders.queue_reminders()
    reminders.queue_reminders()
    send_all()
    assert told(mail_server)[1:] == [("Cara", "Reminder")]
    assert f"/dsa/{invitation.token}/" in text_of(mail_server.messages[1])


# Zones ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "words"),
    [
        # Summer time begins in Berlin on 28 March 2027, at 01:00 UTC.
        (utc(2027, 3, 27, 9), "Sat 27 Mar 2027, 10:00 to 11:00 (Europe/Berlin, UTC+01:00)"),
        (utc(2027, 3, 28, 9), "Sun 28 Mar 2027, 11:00 to 12:00 (Europe/Berlin, UTC+02:00)"),
        # And ends on 31 October: the hour from 02:00 to 03:00 comes twice.
        (utc(2027, 10, 31, 0, 30), "Sun 31 Oct 2027, 02:30 to 02:30 (Europe/Berlin, UTC+02:00)"),
        (utc(2027, 10, 31, 1, 30), "Sun 31 Oct 2027, 02:30 to 03:30 (Europe/Berlin, UTC+01:00)"),
    ],
)
def test_times_are_right_over_summer_time(
    mail_server: MailServer, appointment: Interview, send_all: SendAll, start: Any, words: str
) -> None:
    candidate = appointment.invitations.get().candidate
    candidate.time_zone = "Europe/Berlin"
    candidate.save()
    Interview.objects.update(scheduled_start=start)
    send_all()
    message = mail_server.messages[-1]
    assert words in text_of(message)
    entry = entry_of(message)
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (start, start + timedelta(minutes=60))
    # The colleague reads the company's zone.
    assert f"{start:%H:%M}" in text_of(mail_server.messages[0])
    assert "(UTC)" in text_of(mail_server.messages[0])
