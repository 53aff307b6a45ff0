"""The recruiter learns that somebody cannot start before a decision on the webcam."""

from interviews.choices import MailKind
from interviews.mail import sending
from interviews.models import Invitation, OutgoingMail
from proctoring.choices import Decision
from proctoring.selectors import proctoring_of
from proctoring.services.consent import ask_for_exemption, record_consent
from tests.conftest import SentTasks
from tests.interviews.mail.conftest import mail_server as mail_server
from tests.interviews.mail.conftest import text_of
from tests.interviews.mail.server import MailServer


def answer(cara: Invitation, decision: Decision) -> None:
    record_consent(invitation=cara, decision=decision, text_version=proctoring_of(cara).text.version)


def test_a_refusal_is_told_once(cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks) -> None:
    for decision in (Decision.DECLINED, Decision.GIVEN, Decision.DECLINED):
        answer(cara, decision)
    ask_for_exemption(invitation=cara, note="zebranote")
    mail = OutgoingMail.objects.get()
    assert mail.kind == MailKind.RECRUITER_CAMERA_DECLINED
    assert sending.send(mail.pk)
    (message,) = mail_server.messages
    assert message["To"] == "Rita Example <rita@company.example>"
    assert f"{cara.name} does not want webcam pictures" in text_of(message)
    # Why is for the pages that ask who reads them.
    assert "zebra" not in str(message)


def test_asking_to_go_without_is_told(
    cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks
) -> None:
    ask_for_exemption(invitation=cara, note="")
    ask_for_exemption(invitation=cara, note="again")
    assert OutgoingMail.objects.count() == 1


def test_an_agreement_is_not(cara: Invitation, mail_server: MailServer, sent_tasks: SentTasks) -> None:
    answer(cara, Decision.GIVEN)
    assert not OutgoingMail.objects.exists()
