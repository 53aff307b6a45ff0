"""Mail through a provider's HTTP interface, by django-anymail."""

from typing import Any

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused
from anymail.signals import AnymailTrackingEvent, EventType, tracking
from django.core.cache import cache

from interviews.choices import MailState
from interviews.mail import delivery, outbox, sending
from interviews.models import Invitation, OutgoingMail
from tests.conftest import SentTasks
from tests.interviews.mail.conftest import only_mail


@pytest.fixture
def mail(cara: Invitation, settings: Any, valkey: str, sent_tasks: SentTasks) -> OutgoingMail:
    """Cara's invitation, which goes to anymail's own provider for tests."""
    cache.clear()
    settings.MAIL_TRANSPORT = "anymail"
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    outbox.invite_candidate(cara)
    return only_mail()


def tell(message_id: str, kind: str) -> None:
    event = AnymailTrackingEvent(event_type=kind, message_id=message_id, description="550 No such\nuser")
    tracking.send(sender=None, event=event, esp_name="Test")


def test_a_mail_that_comes_back_stands_on_the_desk(mail: OutgoingMail) -> None:
    assert sending.send(mail.pk)
    sent = only_mail()
    assert sent.state == MailState.SENT
    assert sent.provider_id
    tell("somebody else's", EventType.BOUNCED)
    tell(sent.provider_id, EventType.DELIVERED)
    assert only_mail().state == MailState.SENT
    tell(sent.provider_id, EventType.BOUNCED)
    tell(sent.provider_id, EventType.BOUNCED)
    assert (only_mail().state, only_mail().problem) == (
        MailState.FAILED,
        "It came back: 550 No such user",
    )
    assert outbox.send_again(only_mail())


@pytest.mark.parametrize(
    ("status", "state"),
    [(400, MailState.FAILED), (429, MailState.WAITING), (503, MailState.WAITING), (None, MailState.UNCLEAR)],
)
def test_what_a_provider_answers(
    mail: OutgoingMail, monkeypatch: pytest.MonkeyPatch, status: int | None, state: MailState
) -> None:
    class Refusing:
        def open(self) -> None: ...

        def close(self) -> None: ...

        def send_messages(self, messages: list[Any]) -> None:
            error = AnymailAPIError("no")
            error.status_code = status
            raise error

    monkeypatch.setattr(delivery, "get_connection", Refusing)
    assert not sending.send(mail.pk)
    assert only_mail().state == state
    assert (only_mail().handed_over_at is not None) == (state == MailState.UNCLEAR)


def test_an_address_that_a_provider_refuses(mail: OutgoingMail, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AnymailRecipientsRefused

    monkeypatch.setattr("anymail.backends.test.EmailBackend.send_messages", refuse)
    sending.send(mail.pk)
    assert only_mail().state == MailState.FAILED
