"""Who is to be reminded now.

Whoever was told of the appointment within the term before it needs no reminder. The queries leave them out, so that
they take nobody else's place among those who are looked after at once.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from interviews.choices import InterviewState, StageMode
from interviews.mail import outbox
from interviews.models import Interview, Invitation, OutgoingMail
from talentsync.lib.sweeps import count_done

# Beyond this no queue of one call grows; the next one goes on.
MAX_AT_ONCE = 500


def queue_reminders() -> int:
    """Remind of what is near, once each; gives how many reminders were looked after."""
    if not outbox.is_on():
        return 0
    now, term = timezone.now(), timedelta(hours=settings.REMINDER_HOURS)
    what = "Reminding of an interview"
    done = count_done(_candidates(now, term), _remind_candidate, what)
    for through in (Interview.interviewers.through, Interview.observers.through):
        done += count_done(_colleagues(through, now, term), _remind_colleague, what)
    return done + count_done(_unused_links(now, term), _remind_candidate, "Reminding of a coding session")


def _is_near(now: datetime, term: timedelta) -> Q:
    """Of what refers to an interview: that it is held in a live room within the term."""
    return Q(
        interview__state=InterviewState.SCHEDULED,
        interview__stage__mode=StageMode.LIVE,
        interview__is_time_open=False,
        interview__scheduled_start__gt=now,
        interview__scheduled_start__lte=now + term,
    )


def _candidates(now: datetime, term: timedelta) -> QuerySet[Invitation]:
    since = F("interview__scheduled_start") - term
    told = OutgoingMail.objects.filter(
        interview=OuterRef("interview"),
        invitation=OuterRef("pk"),
        recipient=None,
        created_at__gte=OuterRef("interview__scheduled_start") - term,
    )
    due = _valid(now).filter(_is_near(now, term), created_at__lt=since).exclude(Exists(told))
    return due.order_by("interview__scheduled_start", "pk")[:MAX_AT_ONCE]


def _colleagues(through: type[Model], now: datetime, term: timedelta) -> QuerySet[Any]:
    """Rows that put somebody on an interview."""
    told = OutgoingMail.objects.filter(
        interview=OuterRef("interview"),
        recipient=OuterRef("user"),
        created_at__gte=OuterRef("interview__scheduled_start") - term,
    )
    due = through._default_manager.filter(
        _is_near(now, term),
        interview__created_at__lt=F("interview__scheduled_start") - term,
        user__is_active=True,
    )
    due = due.exclude(user__email="").exclude(Exists(told)).order_by("interview__scheduled_start", "pk")
    return due.select_related("interview__stage", "interview__created_by", "user")[:MAX_AT_ONCE]


def _unused_links(now: datetime, term: timedelta) -> QuerySet[Invitation]:
    """Links to coding sessions that nobody began, which expire soon and were given before that."""
    told = OutgoingMail.objects.filter(
        invitation=OuterRef("pk"), recipient=None, created_at__gte=OuterRef("expires_at") - term
    )
    due = (
        _valid(now)
        .filter(
            interview__state=InterviewState.SCHEDULED,
            interview__stage__mode=StageMode.DSA,
            expires_at__lte=now + term,
            created_at__lt=F("expires_at") - term,
        )
        .exclude(Exists(told))
    )
    return due.order_by("expires_at", "pk")[:MAX_AT_ONCE]


def _valid(now: datetime) -> QuerySet[Invitation]:
    """Whose links work, and who can be written to."""
    found = Invitation.objects.filter(revoked_at=None, expires_at__gt=now).exclude(email="")
    return found.select_related("interview__stage", "interview__created_by", "candidate")


def _remind_candidate(invitation: Invitation) -> bool:
    outbox.remind_candidate(invitation)
    return True


def _remind_colleague(row: Any) -> bool:
    outbox.remind_colleague(row.interview, row.user)
    return True
