"""The rows of OutgoingMail as a queue (talentsync.lib.leased_queue)."""

from datetime import timedelta
from typing import Final

from interviews.choices import MailState
from interviews.models import OutgoingMail
from interviews.models.mail import UNFINISHED_MAIL
from talentsync.lib.leased_queue import LeasedQueue, RetrySchedule

# After failures that may pass: half a minute, then twice as long each time up to an hour, for more than a day.
MAILS: Final = LeasedQueue(
    model=OutgoingMail,
    task="interviews.tasks.send_mail",
    lease=timedelta(minutes=3),
    retry=RetrySchedule(first=timedelta(seconds=30), longest=timedelta(hours=1)),
    max_attempts=32,
    unfinished=UNFINISHED_MAIL,
    waiting={"state": MailState.WAITING},
    working={"state": MailState.SENDING},
    select_related=(
        "interview__stage",
        "interview__created_by",
        "invitation__candidate",
        "invitation__interview__stage",
        "recipient",
        "colleague_invitation__invited_by",
    ),
)
