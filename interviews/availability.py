"""When people are free: overlaps with the live interviews that they hold, observe or are invited to. It reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from interviews.choices import OPEN_STATES, StageMode
from interviews.models import Interview, Invitation

# The longest interview: whatever begins earlier than that before a span has ended when it begins.
MAX_DURATION: Final = timedelta(minutes=480)


def appointments_of(
    people: Iterable[int], begin: datetime, end: datetime, *, without: Interview | None = None
) -> Mapping[int, Sequence[Interview]]:
    """By each account's id, the live interviews of theirs that overlap the span."""
    people = set(people)
    if not people:
        return {}
    interviews = (
        _appointments(begin, end).filter(Q(interviewers__in=people) | Q(observers__in=people)).distinct()
    )
    if without is not None:
        interviews = interviews.exclude(pk=without.pk)
    found: dict[int, list[Interview]] = defaultdict(list)
    for interview in interviews.prefetch_related("interviewers", "observers").order_by("scheduled_start"):
        if interview.scheduled_end <= begin:
            continue
        for person in {*interview.interviewers.all(), *interview.observers.all()}:
            if person.pk in people:
                found[person.pk].append(interview)
    return found


def others_of_candidates(interview: Interview, begin: datetime, end: datetime) -> list[Interview]:
    """The other live interviews of those who are invited to this one that overlap the span."""
    invited = Invitation.objects.filter(interview=interview, revoked_at=None).values("candidate")
    theirs = Invitation.objects.filter(candidate__in=invited, revoked_at=None).values("interview")
    others = _appointments(begin, end).filter(pk__in=theirs).exclude(pk=interview.pk)
    return [one for one in others if one.scheduled_end > begin]


def overlap(appointments: Iterable[Interview], begin: datetime, end: datetime) -> bool:
    """Whether one of them takes some of the span."""
    return any(one.scheduled_start < end and one.scheduled_end > begin for one in appointments)


def free_times(interview: Interview, *, now: datetime | None = None) -> list[datetime]:
    """Those of its offered times that are still to come and suit all who hold it or are invited, earliest first."""
    now = now or timezone.now()
    starts = [offer.start for offer in interview.offered_times.all() if offer.start > now]
    if not starts:
        return []
    length = timedelta(minutes=interview.duration_minutes)
    people = [person.pk for person in interview.interviewers.all()]
    begin, end = min(starts), max(starts) + length
    taken = appointments_of(people, begin, end, without=interview)
    busy = [one for those in taken.values() for one in those] + others_of_candidates(interview, begin, end)
    return [start for start in sorted(starts) if not overlap(busy, start, start + length)]


def _appointments(begin: datetime, end: datetime) -> QuerySet[Interview]:
    """The live interviews that may overlap the span; one whose time is open has none."""
    return Interview.objects.filter(
        state__in=OPEN_STATES,
        stage__mode=StageMode.LIVE,
        is_time_open=False,
        scheduled_start__gt=begin - MAX_DURATION,
        scheduled_start__lt=end,
    )
