"""What the tests of mails share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db.models import F
from icalendar import Calendar

from interviews.mail import sending
from interviews.models import OutgoingMail
from interviews.models.mail import UNFINISHED_MAIL
from tests.conftest import SentTasks
from tests.interviews.mail.server import MailServer, Message, running_mail_server

SendAll = Callable[[], None]


@pytest.fixture
def mail_server(settings: Any, valkey: str) -> Iterator[MailServer]:
    """A mail server, to which this installation sends."""
    cache.clear()
    with running_mail_server() as server:
        settings.MAIL_TRANSPORT = "smtp"
        settings.EMAIL_BACKEND = "interviews.mail.smtp.HandoverBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 20
        settings.SITE_URL = "https://jobs.example"
        yield server


@pytest.fixture
def send_all(sent_tasks: SentTasks) -> SendAll:
    """Does what workers and schedule would do, until nothing is left that can be sent now."""

    def send() -> None:
        waiting = OutgoingMail.objects.filter(UNFINISHED_MAIL)
        for _ in range(10):
            if not waiting.exists():
                break
            for pk in waiting.order_by("pk").values_list("pk", flat=True):
                sending.send(pk)

    return send


def lose_worker(mail: OutgoingMail) -> None:
    """Let the lease of its worker be over."""
    OutgoingMail.objects.filter(pk=mail.pk).update(lease_until=F("created_at"))


def only_mail() -> OutgoingMail:
    return OutgoingMail.objects.get()


def text_of(message: Message) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: Message) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def entry_of(message: Message) -> Any:
    """The calendar's only event, read back by the library, and its method as `METHOD`."""
    (part,) = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    (event,) = calendar.walk("VEVENT")
    event["METHOD"] = str(calendar["METHOD"])
    assert part.get_param("method") == event["METHOD"]
    return event


def has_entry(message: Message) -> bool:
    return any(part.get_content_type() == "text/calendar" for part in message.walk())


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
