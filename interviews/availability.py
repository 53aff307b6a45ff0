"""When people are free: overlaps with the live interviews that they hold or observe. It reads and never writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from interviews.choices import OPEN_STATES, StageMode
from interviews.models import Interview

# The longest interview: whatever begins earlier than that before a span has ended when it begins.
LONGEST: Final = timedelta(minutes=480)


def appointments_of(
    people: Iterable[int], begin: datetime, end: datetime, *, without: Interview | None = None
) -> Mapping[int, Sequence[Interview]]:
    """By each account's id, the live interviews of theirs that overlap the span; one whose time is open has none."""
    people = set(people)
    if not people:
        return {}
    interviews = Interview.objects.filter(
        Q(interviewers__in=people) | Q(observers__in=people),
        state__in=OPEN_STATES,
        stage__mode=StageMode.LIVE,
        is_time_open=False,
        scheduled_start__gt=begin - LONGEST,
        scheduled_start__lt=end,
    ).distinct()
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


def free_times(interview: Interview, *, now: datetime | None = None) -> list[datetime]:
    """Those of its offered times that are still to come and suit everybody who holds it, earliest first."""
    now = now or timezone.now()
    starts = [offer.start for offer in interview.offered_times.all() if offer.start > now]
    if not starts:
        return []
    length = timedelta(minutes=interview.duration_minutes)
    people = [person.pk for person in interview.interviewers.all()]
    taken = appointments_of(people, min(starts), max(starts) + length, without=interview)
    busy = [one for those in taken.values() for one in those]
    return [
        start
        for start in sorted(starts)
        if not any(one.scheduled_start < start + length and one.scheduled_end > start for one in busy)
    ]
