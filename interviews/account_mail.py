"""Mails about accounts: the one place that sends them, so that they can take another way."""

import logging

from anymail.exceptions import AnymailError
from django.core.mail import send_mail
from django.template.loader import render_to_string

from interviews.mail import outbox
from interviews.models import ColleagueInvitation

logger = logging.getLogger(__name__)


def send_account_mail(*, to: str, subject: str, text: str) -> bool:
    """Send a mail about an account. False where mail is off, or it could not be sent: logged, and it fails nobody."""
    if not outbox.is_on():
        return False
    try:
        return send_mail(subject, text, None, [to]) == 1
    except (OSError, AnymailError) as error:
        # An SMTP error is an OSError as well. The address is personal, and the text holds a link: neither is logged.
        logger.warning("A mail about an account could not be sent: %s", type(error).__name__)
        return False


def send_colleague_invitation(invitation: ColleagueInvitation, link: str) -> bool:
    """Send a colleague the link with which they make their account. False where it could not be sent."""
    text = render_to_string(
        "accounts/email/colleague_invitation.txt",
        {"invitation": invitation, "role": invitation.get_role_display().lower(), "link": link},
    )
    return send_account_mail(to=invitation.email, subject="Your account at TalentSync", text=text.strip())
