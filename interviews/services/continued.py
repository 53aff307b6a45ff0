"""Rooms that were continued from an interview: each began with a copy of its code and board, or of a submission."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from interviews.choices import EventKind
from interviews.models import Interview, Invitation, TimelineEvent


@dataclass(frozen=True, slots=True)
class ContinuedRooms:
    """Interviews by their ids: those to which nobody else was invited, and those to which others were."""

    alone: frozenset[UUID]
    shared: frozenset[UUID]


def copies_of(interviews: Iterable[UUID], submissions: Iterable[str] = ()) -> Q:
    """The events of beginning with something out of these interviews, or with one of these submissions."""
    return Q(payload__interviewId__in=[str(pk) for pk in interviews]) | Q(
        payload__submissionId__in=list(submissions)
    )


def copies_of_what_is_gone() -> Q:
    """The same of interviews that were deleted since: nobody can tell whose they were."""
    sources = {
        pk: payload.get("interviewId")
        for pk, payload in TimelineEvent.objects.filter(kind=EventKind.INTERVIEW_CONTINUED).values_list(
            "pk", "payload"
        )
    }
    there = Interview.objects.filter(pk__in=set(filter(None, sources.values()))).values_list("pk", flat=True)
    known = {str(pk) for pk in there}
    return Q(pk__in=[pk for pk, source in sources.items() if source not in known])


def continued_rooms(copies: Q, *, candidate_id: int, known: Collection[UUID] = ()) -> ContinuedRooms:
    """The rooms that began with these copies, and those that were continued from them in turn.

    Others are all but this candidate. What was continued from a room of others is theirs as well, so it is not
    followed; nor are rooms that are `known` already.
    """
    others = Invitation.objects.filter(interview=OuterRef("interview")).exclude(candidate=candidate_id)
    events = TimelineEvent.objects.filter(kind=EventKind.INTERVIEW_CONTINUED).annotate(
        has_others=Exists(others)
    )
    alone: set[UUID] = set()
    shared: set[UUID] = set()
    while True:
        rows = dict(events.filter(copies).values_list("interview_id", "has_others"))
        shared.update(pk for pk, has_others in rows.items() if has_others)
        found = {pk for pk, has_others in rows.items() if not has_others}.difference(alone, known)
        if not found:
            return ContinuedRooms(frozenset(alone), frozenset(shared.difference(known)))
        alone |= found
        copies = copies_of(found)
