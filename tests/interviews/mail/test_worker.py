"""A real worker, a real broker, a real mail server."""

from pathlib import Path

import pytest

from interviews.choices import MailState
from interviews.mail import outbox
from interviews.models import Invitation, OutgoingMail
from tests.conftest import StartWorker
from tests.dsa.workers import eventually
from tests.interviews.mail.server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def environment(server: MailServer) -> dict[str, str]:
    return {
        "MAIL_TRANSPORT": "smtp",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_SECURITY": "none",
        "SITE_URL": "https://jobs.example",
    }


def test_workers_send_what_was_queued_before_they_started(
    cara: Invitation, mail_server: MailServer, start_worker: StartWorker, tmp_path: Path
) -> None:
    for _ in range(5):
        outbox.invite_candidate(cara)
    worker = start_worker("celery", **environment(mail_server))
    sent = OutgoingMail.objects.filter(state=MailState.SENT)
    assert eventually(lambda: sent.count() == 5)
    assert len(mail_server.raw) == 5
    assert len({one["Message-ID"] for one in mail_server.messages}) == 5
    worker.stop()
    log = (tmp_path / "worker.log").read_text()
    assert cara.token not in log
    assert cara.key not in log
