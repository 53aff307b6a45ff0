"""Each mail is sent once, whatever becomes of workers and mail servers on the way."""

import itertools
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from interviews.choices import MailState
from interviews.mail import outbox, sending, smtp
from interviews.mail.queue import MAILS
from interviews.models import Interview, Invitation, OutgoingMail
from talentsync.lib.leased_queue import LeasedQueue
from tests.conftest import BrokerAway, SentTasks
from tests.crash_helpers import killed_after
from tests.interviews.mail.conftest import SendAll, lose_worker, only_mail, text_of
from tests.interviews.mail.server import MailServer

# Every step of a worker, and every word that it exchanges with the mail server.
STEPS: list[tuple[Any, str]] = [
    (LeasedQueue, "claim"),
    (sending, "waits_for_earlier"),
    (sending, "compose"),
    (smtp.HandoverBackend, "open"),
    (smtp._Smtp, "send"),
    (smtp._Smtp, "getreply"),
    (LeasedQueue, "renew"),
    (LeasedQueue, "finish"),
]


def recovered(mail: OutgoingMail, sent_tasks: SentTasks) -> MailState:
    """What the schedule and a second worker make of a mail whose worker was killed."""
    lose_worker(mail)
    sent_tasks.clear()
    sending.dispatch()
    for name, pk in sent_tasks:
        assert name == "interviews.tasks.send_mail"
        sending.send(pk)
    mail.refresh_from_db()
    return MailState(mail.state)


def test_the_link_is_in_the_mail_and_nowhere_else(
    cara: Invitation, mail_server: MailServer, send_all: SendAll, caplog: pytest.LogCaptureFixture
) -> None:
    # The server of this test tells of each line that it gets. First, as each call sets the level of what is kept.
    caplog.set_level(logging.ERROR, "mail.log")
    caplog.set_level(logging.DEBUG)
    outbox.invite_candidate(cara)
    send_all()
    (message,) = mail_server.messages
    assert f"https://jobs.example/join/{cara.token}/" in text_of(message)
    assert message["To"] == "Cara Candidate <cara@mail.example>"
    assert message["Reply-To"] == "Rita Example <rita@company.example>"
    assert cara.token not in caplog.text
    mail = only_mail()
    assert (mail.state, mail.sent_to) == (MailState.SENT, "cara@mail.example")
    stored = str(list(OutgoingMail.objects.values()))
    assert cara.token not in stored
    assert cara.key not in stored


def test_a_mail_is_sent_once_however_often_its_message_comes(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks
) -> None:
    outbox.invite_candidate(cara)
    mail = only_mail()
    assert [sending.send(mail.pk), sending.send(mail.pk)] == [True, False]
    assert len(mail_server.raw) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_at_any_step_sends_nothing_twice_and_loses_nothing(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks
) -> None:
    outcomes = []
    for step in itertools.count():
        outbox.invite_candidate(cara)
        mail = OutgoingMail.objects.latest("pk")
        before = len(mail_server.raw)
        if not killed_after(step, lambda: sending.send(mail.pk), STEPS):  # noqa: B023  called at once
            break
        state = recovered(mail, sent_tasks)
        arrived = len(mail_server.raw) - before
        assert arrived <= 1, f"step {step}"
        if state == MailState.SENT:
            assert arrived == 1, f"step {step}"
        else:
            # It may have arrived, so somebody is asked.
            assert state == MailState.UNCLEAR, f"step {step}"
        outcomes.append((state, arrived))
    assert {(MailState.SENT, 1), (MailState.UNCLEAR, 0), (MailState.UNCLEAR, 1)} == set(outcomes)


def test_a_worker_that_was_thought_lost_gives_nothing_away(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow one comes to the server after another has taken the mail over."""
    outbox.invite_candidate(cara)
    mail = only_mail()
    compose = sending.compose

    def slow(claimed: OutgoingMail) -> Any:
        monkeypatch.setattr(sending, "compose", compose)
        lose_worker(mail)
        assert sending.send(mail.pk)
        return compose(claimed)

    monkeypatch.setattr(sending, "compose", slow)
    assert not sending.send(mail.pk)
    assert len(mail_server.raw) == 1
    assert only_mail().state == MailState.SENT


def test_a_server_that_is_down_is_tried_again_later(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks
) -> None:
    outbox.invite_candidate(cara)
    mail = only_mail()
    port = mail_server.port
    mail_server.stop()
    before = timezone.now()
    for attempt in (1, 2):
        cache.clear()
        assert not sending.send(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.attempts, mail.claim) == (MailState.WAITING, attempt, None)
        assert "could not be reached" in mail.problem
        pause = (mail.lease_until - before).total_seconds()
        assert pause >= 30 * 2 ** (attempt - 1) - 1
    mail_server.start(port)
    cache.clear()
    assert sending.send(mail.pk)
    assert len(mail_server.raw) == 1


def test_while_the_server_is_away_others_do_not_wait_for_it(
    cara: Invitation, mail_server: MailServer, interview: Interview, sent_tasks: SentTasks
) -> None:
    outbox.invite_candidate(cara)
    outbox.invite_colleagues(interview, interview.interviewers.all())
    first, second = OutgoingMail.objects.order_by("pk")
    mail_server.stop()
    sending.send(first.pk)
    sending.send(second.pk)
    second.refresh_from_db()
    assert (second.state, second.attempts, second.problem) == (MailState.WAITING, 0, "")


def test_after_the_last_attempt_it_counts_as_not_sent(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks
) -> None:
    outbox.invite_candidate(cara)
    mail = only_mail()
    mail_server.stop()
    OutgoingMail.objects.update(attempts=MAILS.max_attempts - 1)
    sending.send(mail.pk)
    assert only_mail().state == MailState.FAILED
    OutgoingMail.objects.update(state=MailState.WAITING, problem="")
    lose_worker(mail)
    sending.dispatch()
    assert (only_mail().state, only_mail().problem) == (
        MailState.FAILED,
        "Each worker that tried to send it was lost.",
    )


def test_a_server_that_goes_silent_with_the_mail_leaves_a_question(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks, settings: Any
) -> None:
    settings.EMAIL_TIMEOUT = 0.5
    mail_server.goes_silent = True
    outbox.invite_candidate(cara)
    mail = only_mail()
    sending.send(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.problem) == (MailState.UNCLEAR, "The mail server did not answer in time.")
    lose_worker(mail)
    sending.dispatch()
    assert not sending.send(mail.pk)
    assert len(mail_server.raw) == 1
    # Somebody decides.
    mail_server.goes_silent = False
    assert outbox.send_again(mail)
    assert not outbox.send_again(mail), "it waits already"
    assert sending.send(mail.pk)
    assert only_mail().state == MailState.SENT
    assert len({message["Message-ID"] for message in mail_server.messages}) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("550 5.1.1 No such user", MailState.FAILED),
        ("450 4.2.1 Mailbox busy", MailState.WAITING),
    ],
)
def test_a_refused_address(
    cara: Invitation,
    mail_server: MailServer,
    sent_tasks: SentTasks,
    answer: str,
    state: MailState,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR, "mail.log")
    caplog.set_level(logging.DEBUG)
    mail_server.refused_addresses["cara@mail.example"] = f"{answer} <cara@mail.example>"
    outbox.invite_candidate(cara)
    sending.send(only_mail().pk)
    assert "was not sent" in caplog.text
    assert "cara@mail.example" not in caplog.text
    assert (only_mail().state, mail_server.raw) == (state, [])
    assert answer.partition(" ")[2] in only_mail().problem
    assert only_mail().handed_over_at is None


@pytest.mark.parametrize(
    ("answer", "state"),
    [("554 5.7.1 Looks like spam", MailState.FAILED), ("451 4.7.1 Try later", MailState.WAITING)],
)
def test_a_refused_mail_was_certainly_not_sent(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks, answer: str, state: MailState
) -> None:
    mail_server.answers.append(answer)
    outbox.invite_candidate(cara)
    sending.send(only_mail().pk)
    mail = only_mail()
    assert (mail.state, mail.handed_over_at, mail.told_sequence) == (state, None, None)
    if state == MailState.WAITING:
        assert sending.send(mail.pk)
        assert len(mail_server.raw) == 1


def test_with_the_broker_away_the_schedule_sends_it(
    cara: Invitation, mail_server: MailServer, valkey: str, broker_away: BrokerAway
) -> None:
    with broker_away():
        outbox.invite_candidate(cara)
    mail = only_mail()
    assert mail.state == MailState.WAITING
    lose_worker(mail)
    assert sending.send(mail.pk)


def test_where_mail_is_off_nothing_is_queued(cara: Invitation, interview: Interview) -> None:
    outbox.invite_candidate(cara)
    outbox.tell_rescheduled(interview)
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_cannot_be_written_is_told_and_tried_again(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(mail: OutgoingMail) -> None:
        raise ZeroDivisionError

    outbox.invite_candidate(cara)
    mail = only_mail()
    with monkeypatch.context() as patch:
        patch.setattr(sending, "compose", broken)
        with pytest.raises(ZeroDivisionError):
            sending.send(mail.pk)
    assert only_mail().state == MailState.WAITING
    assert sending.send(only_mail().pk)


@pytest.mark.django_db(transaction=True)
def test_a_mail_whose_end_could_not_be_stored_is_not_sent_again(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails once, right after the server has taken the mail."""

    def broken(*args: Any, **changes: Any) -> None:
        raise OperationalError

    outbox.invite_candidate(cara)
    mail = only_mail()
    with monkeypatch.context() as patch:
        patch.setattr(LeasedQueue, "finish", broken)
        with pytest.raises(OperationalError):
            sending.send(mail.pk)
    assert recovered(mail, sent_tasks) == MailState.UNCLEAR
    assert len(mail_server.raw) == 1
    mail.refresh_from_db()
    assert mail.handed_over_at is not None
    assert mail.finished_at is not None
    assert mail.problem == sending.INTERRUPTED
