"""What happens by itself, on a schedule (see CELERY_BEAT_SCHEDULE in the settings)."""

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from interviews.choices import StageMode
from interviews.mail import outbox, reminders, sending
from interviews.models import Interview
from interviews.services import own_deletion
from interviews.services.interviews import complete_interview
from interviews.services.proof import note_heads, seal_ended_interviews
from talentsync import worker_health
from talentsync.lib.sweeps import count_done

logger = logging.getLogger(__name__)


# A beat that waited longer than this in the queue says nothing about now.
@shared_task(expires=worker_health.LIFETIME_SECONDS)
def record_worker_heartbeat(queue: str) -> None:
    """Tell `/readyz` that a worker takes the tasks of this queue, to which it was sent."""
    worker_health.beat(queue)


def expected_end(interview: Interview) -> datetime:
    """When the interview should have been over: one that began late gets its whole length."""
    start = max(interview.scheduled_start, interview.started_at or interview.scheduled_start)
    return start + timedelta(minutes=interview.duration_minutes)


@shared_task
def complete_forgotten_interviews() -> int:
    """End interviews in live rooms that nobody ended; gives how many. Running it twice ends nothing twice.

    A coding session may be taken on any day until its link expires; the app that holds it ends it.
    """
    now = timezone.now()
    patience = timedelta(hours=settings.FORGOTTEN_INTERVIEW_HOURS)
    began_long_ago = Interview.objects.live().filter(
        stage__mode=StageMode.LIVE, scheduled_start__lt=now - patience
    )

    def complete(interview: Interview) -> bool:
        return expected_end(interview) + patience < now and complete_interview(interview_id=interview.pk)

    if completed := count_done(list(began_long_ago), complete, "Completing a forgotten interview"):
        logger.info("Completed %d forgotten interviews", completed)
    return completed


@shared_task
def prove_interviews() -> int:
    """Seal the logs of ended interviews and note the ends of timelines; gives how many were noted."""
    seal_ended_interviews()
    return note_heads()


# Mail -----------------------------------------------------------------------------------------------------------------


@shared_task
def send_mail(mail_id: int) -> None:
    """Send one mail of the queue, if it still waits."""
    sending.send(mail_id)


@shared_task(expires=60)
def dispatch_mails() -> int:
    """Wake workers for mails that nobody takes care of."""
    return sending.dispatch()


@shared_task(expires=300)
def queue_reminders() -> int:
    """Queue the reminders that are due. Running it twice reminds nobody twice."""
    return reminders.queue_reminders()


@shared_task(expires=3600)
def forget_mails_about_accounts() -> int:
    """Delete what has been kept long enough of the mails that belong to no interview."""
    return outbox.forget_mails_about_accounts()


# Candidates' own records ----------------------------------------------------------------------------------------------


@shared_task
def delete_own_records(deletion_id: int) -> None:
    """Delete what a candidate asked to have deleted. Running it twice does no harm."""
    own_deletion.carry_out(deletion_id)


@shared_task
def dispatch_own_deletions() -> int:
    """Wake workers for deletions whose wake-up was lost or whose pause is over."""
    return own_deletion.dispatch()
