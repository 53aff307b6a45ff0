"""Who came into a room and left it, and when, by the interview's timeline."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interviews.choices import EventKind, Role
from interviews.models import TimelineEvent
from interviews.timeline import Actor


@dataclass(frozen=True, slots=True)
class Coming:
    """A page that came into the room, or left it."""

    at: datetime
    actor: Actor
    is_coming: bool
    page: str
    role: str | None


def comings_of(interview_id: UUID) -> list[Coming]:
    """Of everybody, in their order."""
    kinds = (EventKind.PARTICIPANT_JOINED, EventKind.PARTICIPANT_LEFT)
    events = TimelineEvent.objects.filter(interview=interview_id, kind__in=kinds).order_by("sequence")
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "kind", "payload")
    return [
        Coming(
            at,
            Actor(user, invitation),
            kind == EventKind.PARTICIPANT_JOINED,
            payload.get("userId", ""),
            payload.get("role"),
        )
        for at, user, invitation, kind, payload in events.values_list(*columns)
    ]


def candidates_among(comings: Iterable[Coming]) -> set[Actor]:
    """The candidates who came."""
    return {coming.actor for coming in comings if coming.is_coming and coming.role == Role.CANDIDATE}


def still_there(comings: Iterable[Coming]) -> list[Coming]:
    """The comings that no going followed."""
    there: dict[tuple[Actor, str], Coming] = {}
    for coming in comings:
        if coming.is_coming:
            there[coming.actor, coming.page] = coming
        else:
            there.pop((coming.actor, coming.page), None)
    return list(there.values())


def times_there(comings: Iterable[Coming]) -> Iterator[tuple[datetime, datetime | None]]:
    """From when until when one person was there, who may have had several pages open."""
    start: datetime | None = None
    pages = set[str]()
    for coming in comings:
        if coming.is_coming:
            pages.add(coming.page)
            start = start or coming.at
            continue
        pages.discard(coming.page)
        if not pages and start is not None:
            yield start, coming.at
            start = None
    if start is not None:
        yield start, None
