"""Whoever scheduled a coding session, and its candidate, are told once that it has ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dsa.choices import FinishReason
from dsa.models import DsaSession
from dsa.sessions.services import finish_overdue, finish_session, reopen_session
from interviews.choices import MailKind, MailState
from interviews.mail import sending
from interviews.models import OutgoingMail, User
from interviews.services.interviews import cancel_interview
from interviews.timeline import Actor
from tests.conftest import SentTasks
from tests.interviews.mail.conftest import has_entry, text_of
from tests.interviews.mail.conftest import mail_server as mail_server
from tests.interviews.mail.server import MailServer

FINISHED = [MailKind.RECRUITER_FINISHED, MailKind.CANDIDATE_FINISHED]


def kinds() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def send_all() -> None:
    for pk in list(OutgoingMail.objects.order_by("pk").values_list("pk", flat=True)):
        sending.send(pk)


@pytest.mark.parametrize("way", ["handed in", "time up"])
def test_both_are_told_once(
    session: DsaSession, mail_server: MailServer, sent_tasks: SentTasks, rita: User, way: str
) -> None:
    if way == "handed in":
        for _ in range(2):
            finish_session(session=session, reason=FinishReason.CANDIDATE)
    else:
        now = timezone.now()
        DsaSession.objects.update(started_at=now - timedelta(hours=2), deadline=now - timedelta(minutes=1))
        finish_overdue()
        finish_overdue()
    assert kinds() == FINISHED
    send_all()
    ritas, caras = mail_server.messages
    assert ritas["To"] == "Rita Example <rita@company.example>"
    assert f"/admin/interviews/interview/{session.invitation.interview_id}/change/" in text_of(ritas)
    assert session.invitation.token not in str(ritas)
    assert caras["To"] == f"{session.invitation.name} <{session.invitation.email}>"
    assert "handed in" in text_of(caras)
    assert "score" not in text_of(caras).lower()
    assert not has_entry(caras)


def test_a_session_that_was_reopened_ends_anew(
    session: DsaSession, mail_server: MailServer, sent_tasks: SentTasks, rita: User
) -> None:
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    session.refresh_from_db()
    reopen_session(session=session, minutes=5, actor=rita)
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert kinds() == FINISHED * 2


def test_who_was_told_of_a_cancellation_is_not_thanked(
    session: DsaSession,
    mail_server: MailServer,
    sent_tasks: SentTasks,
    rita: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        cancel_interview(interview_id=session.invitation.interview_id, actor=Actor.user(rita))
    send_all()
    send_all()
    states = {mail.kind: mail.state for mail in OutgoingMail.objects.all()}
    assert states[MailKind.CANDIDATE_CANCELLED] == MailState.SENT
    assert states.get(MailKind.CANDIDATE_FINISHED, MailState.SKIPPED) == MailState.SKIPPED
