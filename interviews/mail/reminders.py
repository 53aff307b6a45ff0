"""Who is to be reminded now."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from interviews.choices import InterviewState, StageMode
from interviews.mail import outbox
from interviews.models import Interview, Invitation, OutgoingMail
from talentsync.lib.sweeps import count_done

# Beyond this no queue of one call grows; the next one goes on.
MAX_AT_ONCE = 500


def queue_reminders() -> int:
    """Remind of what is near, once each; gives how many interviews and invitations were looked after."""
    if not outbox.is_on():
        return 0
    term = timedelta(hours=settings.REMINDER_HOURS)
    return count_done(_near_interviews(term), _remind_of, "Reminding of an interview") + count_done(
        _unused_links(term), _remind_of_link, "Reminding of a coding session"
    )


def _near_interviews(term: timedelta) -> list[Interview]:
    now = timezone.now()
    near = Interview.objects.filter(
        state=InterviewState.SCHEDULED,
        stage__mode=StageMode.LIVE,
        is_time_open=False,
        scheduled_start__gt=now,
        scheduled_start__lte=now + term,
    )
    return list(near.select_related("stage", "created_by").order_by("scheduled_start")[:MAX_AT_ONCE])


def _remind_of(interview: Interview) -> bool:
    """Everybody who was not told of the appointment within the term before it: who just was needs no reminder."""
    since = interview.scheduled_start - timedelta(hours=settings.REMINDER_HOURS)
    told = OutgoingMail.objects.filter(interview=interview, created_at__gte=since)
    for invitation in _valid(interview.invitations.all()).filter(created_at__lt=since):
        if not told.filter(invitation=invitation, recipient=None).exists():
            invitation.interview = interview
            outbox.remind_candidate(invitation)
    if interview.created_at >= since:
        return True
    for colleague in [*interview.interviewers.all(), *interview.observers.all()]:
        if not told.filter(recipient=colleague).exists():
            outbox.remind_colleague(interview, colleague)
    return True


def _unused_links(term: timedelta) -> list[Invitation]:
    """Links to coding sessions that nobody began, which expire soon and were given before that."""
    now = timezone.now()
    told = OutgoingMail.objects.filter(
        invitation=OuterRef("pk"), recipient=None, created_at__gte=OuterRef("expires_at") - term
    )
    unused = Invitation.objects.filter(
        interview__state=InterviewState.SCHEDULED,
        interview__stage__mode=StageMode.DSA,
        revoked_at=None,
        expires_at__gt=now,
        expires_at__lte=now + term,
    ).exclude(Exists(told))
    found = unused.select_related("interview__stage", "interview__created_by", "candidate")
    return [
        one for one in found.order_by("expires_at")[:MAX_AT_ONCE] if one.created_at < one.expires_at - term
    ]


def _remind_of_link(invitation: Invitation) -> bool:
    outbox.remind_candidate(invitation)
    return True


def _valid(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return invitations.filter(revoked_at=None, expires_at__gt=timezone.now())
