"""Give one mail to the mail server, and say what is certain when that fails."""

import smtplib
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMultiAlternatives, get_connection

from interviews.mail.smtp import Handover, HandoverBackend

NO_ANSWER: Final = "The mail server did not answer in time."


class Certainty(StrEnum):
    """What is known of a mail that could not be sent."""

    # Nothing was sent, and later it may work.
    LATER = "later"
    # Nothing was sent, and it will never be.
    NEVER = "never"
    # It was given away, and no answer came.
    UNKNOWN = "unknown"


class NotSent(Exception):
    """The server could not be reached, refused the mail, or was lost with it."""

    def __init__(self, certainty: Certainty, words: str, *, is_server_away: bool = False) -> None:
        super().__init__(words)
        self.certainty = certainty
        self.words = words
        self.is_server_away = is_server_away


def deliver(message: EmailMultiAlternatives, *, on_handover: Handover) -> str:
    """Send it; gives the provider's own id, where there is one. Raises NotSent, and what `on_handover` raises.

    `on_handover` is called once, before the first moment from which the mail may arrive.
    """
    is_handed_over = False

    def hand_over() -> None:
        nonlocal is_handed_over
        on_handover()
        is_handed_over = True

    connection: Any = get_connection()
    try:
        if isinstance(connection, HandoverBackend):
            connection.on_handover = hand_over
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(Certainty.LATER, _words(error), is_server_away=True) from error
        if not isinstance(connection, HandoverBackend):
            hand_over()
        try:
            connection.send_messages([message])
        except (OSError, smtplib.SMTPException, AnymailError) as error:
            raise _judged(error, is_handed_over=is_handed_over) from error
    except BaseException:
        if isinstance(connection, HandoverBackend):
            connection.abandon()
        raise
    finally:
        # The mail is sent by then, whether or not the server hears the goodbye.
        with suppress(Exception):
            connection.close()
    provider_id = getattr(getattr(message, "anymail_status", None), "message_id", None)
    return "" if provider_id is None else str(provider_id)


def _judged(error: Exception, *, is_handed_over: bool) -> NotSent:
    words = _words(error)
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            is_final = all(500 <= code < 600 for code in codes)
            return NotSent(Certainty.NEVER if is_final else Certainty.LATER, words)
        case smtplib.SMTPDataError():
            is_final = 500 <= error.smtp_code < 600
            return NotSent(Certainty.NEVER if is_final else Certainty.LATER, words)
        case AnymailAPIError(status_code=int() as status):
            is_passing = status == 429 or status >= 500
            return NotSent(Certainty.LATER if is_passing else Certainty.NEVER, words)
        case AnymailAPIError():
            return NotSent(Certainty.UNKNOWN, words)
        case AnymailError():
            return NotSent(Certainty.NEVER, words)
    if is_handed_over:
        return NotSent(Certainty.UNKNOWN, words)
    return NotSent(Certainty.LATER, words, is_server_away=True)


def _words(error: Exception) -> str:
    """One line for a recruiter, without what the mail held."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            answers = [f"{code} {_decoded(words)}" for code, words in error.recipients.values()]
            return f"The mail server refused the address: {'; '.join(answers)}"
        case smtplib.SMTPAuthenticationError():
            return f"The mail server refused our name and password ({error.smtp_code})."
        case smtplib.SMTPResponseException():
            return f"The mail server refused the mail: {error.smtp_code} {_decoded(error.smtp_error)}"
        case TimeoutError():
            return NO_ANSWER
        case smtplib.SMTPServerDisconnected() if isinstance(error.__context__, TimeoutError):
            return NO_ANSWER
        case AnymailAPIError(status_code=int() as status):
            return f"The mail provider refused the mail with status {status}."
        case AnymailError():
            return f"The mail provider could not take the mail ({type(error).__name__})."
        case smtplib.SMTPServerDisconnected():
            return "The mail server closed the connection."
    return f"The mail server could not be reached ({type(error).__name__})."


def _decoded(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())
