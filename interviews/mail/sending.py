"""Send queued mails on a worker: each once, in order for each reader, again after failures that may pass.

A mail is marked right before the server is given all of it. A worker that is lost before that mark has sent nothing,
and the next one begins anew. One that is lost after it may or may not have sent: nobody sends again by themselves then,
and the desk asks.
"""

import logging
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from redis.exceptions import RedisError

from interviews.choices import MailKind, MailState
from interviews.mail.appointments import calendar_entry, method_of
from interviews.mail.delivery import Certainty, NotSent, deliver
from interviews.mail.queue import MAILS
from interviews.mail.relevance import next_for_reader, reason_to_skip, waits_for_earlier
from interviews.mail.rendering import render, text_for
from interviews.mail.words import reader_of, words_for
from interviews.models import OutgoingMail
from interviews.models.mail import MAX_PROBLEM_LENGTH
from talentsync.lib.leased_queue import ClaimLost

logger = logging.getLogger(__name__)

# While a mail server is away, few workers find that out, and the others go on with what else there is.
AWAY_KEY = "interviews.mail.server_away"
AWAY_SECONDS = 20
INTERRUPTED = "Sending was interrupted after the mail server was given it. The log of the worker says why."


def send(mail_id: int) -> bool:
    """Send the mail if it waits, or its worker was lost; whether it was sent by this call."""
    mail = MAILS.claim(mail_id)
    if mail is None:
        return False
    try:
        return _send(mail)
    except ClaimLost:
        logger.info("Mail %s has been taken over", mail.pk)
        return False
    except Exception:
        if mail.handed_over_at is None:
            _try_later(mail, "The mail could not be written. The log of the worker says why.")
        else:
            # It may have arrived, so nobody sends it again by themselves.
            MAILS.fail_permanently(
                mail, state=MailState.UNCLEAR, problem=INTERRUPTED, finished_at=timezone.now()
            )
        raise


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    return MAILS.dispatch(_give_up)


def _give_up(mail: OutgoingMail) -> None:
    state = MailState.UNCLEAR if mail.handed_over_at is not None else MailState.FAILED
    _end(mail, state, mail.problem or "Each worker that tried to send it was lost.")


def _send(mail: OutgoingMail) -> bool:
    if mail.handed_over_at is not None:
        _end(mail, MailState.UNCLEAR, "The worker was lost while the mail server took it.")
        return False
    if waits_for_earlier(mail):
        MAILS.release(mail, failures=1, is_attempt=False)
        return False
    if reason := reason_to_skip(mail):
        _end(mail, MailState.SKIPPED, reason)
        return False
    if _is_server_away():
        MAILS.release(mail, failures=1, is_attempt=False)
        return False
    message = compose(mail)

    def on_handover() -> None:
        now = timezone.now()
        MAILS.renew(
            mail,
            handed_over_at=now,
            told_sequence=mail.interview.calendar_sequence,
            sent_to=mail.to_address,
        )
        mail.handed_over_at = now

    try:
        provider_id = deliver(message, on_handover=on_handover)
    except NotSent as failure:
        _note_failure(mail, failure)
        return False
    _end(mail, MailState.SENT, "", provider_id=provider_id[:200])
    return True


def compose(mail: OutgoingMail) -> EmailMultiAlternatives:
    """The whole mail as it would be sent now. Its link is in it, so it is neither stored nor logged."""
    interview = mail.interview
    reader = reader_of(mail)
    words = words_for(reader, interview, mail.invitation)
    rendered = render(text_for(MailKind(mail.kind), interview.stage), words)
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    answers_to = interview.created_by.email or sender
    message = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        to=[_mailbox(mail.to_name, mail.to_address)],
        reply_to=[_mailbox(interview.created_by.display_name, answers_to)],
        # Out-of-office notes need not answer, and mail programs see one mail in two copies as one.
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(rendered.html, "text/html")
    if method := method_of(mail):
        entry = calendar_entry(
            mail,
            method=method,
            text=rendered.text,
            link=reader.link,
            organiser=answers_to,
            now=timezone.now(),
        )
        part = MIMEText(entry.decode(), "calendar", "utf-8")
        part.set_param("method", method)
        part.add_header("Content-Disposition", "attachment", filename="interview.ics")
        message.attach(part)
    return message


def _mailbox(name: str, address: str) -> str:
    return formataddr((" ".join(name.split()), address))


def _note_failure(mail: OutgoingMail, failure: NotSent) -> None:
    # The words repeat what the server answered, and with that often the address.
    logger.warning("Mail %s was not sent: %s", mail.pk, failure.certainty)
    if failure.is_server_away:
        _note_server_away()
    match failure.certainty:
        case Certainty.UNKNOWN:
            _end(mail, MailState.UNCLEAR, failure.words)
        case Certainty.NEVER:
            _end(mail, MailState.FAILED, failure.words, handed_over_at=None, told_sequence=None)
        case Certainty.LATER:
            _try_later(mail, failure.words)


def _try_later(mail: OutgoingMail, problem: str) -> None:
    """Nothing was sent: once more after a pause, unless that was the last attempt."""
    if MAILS.is_last_attempt(mail):
        _end(mail, MailState.FAILED, problem, handed_over_at=None, told_sequence=None)
    else:
        problem = problem[:MAX_PROBLEM_LENGTH]
        MAILS.release(mail, problem=problem, handed_over_at=None, told_sequence=None)


def _end(mail: OutgoingMail, state: MailState, problem: str, **columns: object) -> None:
    changes = {"finished_at": timezone.now(), **columns, "problem": problem[:MAX_PROBLEM_LENGTH]}
    MAILS.finish(mail, state=state, **changes)
    if following := next_for_reader(mail):
        MAILS.send(following)


def _is_server_away() -> bool:
    try:
        return bool(cache.get(AWAY_KEY))
    except RedisError:
        return False


def _note_server_away() -> None:
    try:
        cache.set(AWAY_KEY, True, AWAY_SECONDS)
    except RedisError:
        logger.warning("Redis could not be told that the mail server is away")
