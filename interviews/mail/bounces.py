"""Mails that came back, as a provider's webhook tells of them (django-anymail's tracking)."""

import logging
from typing import Any, Final

from anymail.signals import EventType, tracking

from interviews.choices import MailState
from interviews.models import OutgoingMail
from interviews.models.mail import MAX_PROBLEM_LENGTH

logger = logging.getLogger(__name__)

CAME_BACK: Final = frozenset({EventType.BOUNCED, EventType.REJECTED, EventType.FAILED})


def connect() -> None:
    """Called once, when Django is ready."""
    tracking.connect(mail_tracked, dispatch_uid="interviews.mail_tracked")


def mail_tracked(event: Any, **kwargs: object) -> None:
    """Put a mail that came back on the desk. What is told of others, or twice, changes nothing."""
    if event.event_type not in CAME_BACK or not event.message_id:
        return
    reason = " ".join(str(event.description or event.reject_reason or event.event_type).split())
    came_back = OutgoingMail.objects.filter(provider_id=event.message_id, state=MailState.SENT).update(
        state=MailState.FAILED, problem=f"It came back: {reason}"[:MAX_PROBLEM_LENGTH]
    )
    if came_back:
        logger.warning("%d mail came back", came_back)
