"""When the candidate was in the room: the stretches of an interview that the candidate's edition tells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from interviews.choices import EventKind, Role
from interviews.models import Interview, TimelineEvent
from interviews.timeline import Actor
from replay.timeline import Entry, EntryKind
from rooms.models import DocumentUpdate, WhiteboardChange
from rooms.services import MAX_ASKED_QUESTIONS

NOBODY: Final = "No candidate has been in this interview's room, so there is no candidate's edition."
SEVERAL: Final = (
    "More than one candidate was in this interview's room. A candidate's edition would show each what the others did, "
    "so there is none."
)


COMING_AND_GOING: Final = frozenset({EntryKind.JOINED, EntryKind.LEFT})


class NoCandidatesEdition(ValueError):
    """The message says why."""


@dataclass(frozen=True, slots=True)
class LogStretch:
    """The rows of a log after the row `after`, up to the row `until`; None: up to the end.

    What was there before is seen from `seen_from` on; None where nothing was.
    """

    after: int = 0
    until: int | None = None
    seen_from: datetime | None = None


WHOLE: Final = (LogStretch(),)


@dataclass(frozen=True, slots=True)
class Stay:
    """From when a candidate came until they left, and the rows of the logs in between.

    `end` is None where they were there to the end.
    """

    start: datetime
    end: datetime | None
    document: LogStretch
    board: LogStretch

    def has(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at <= self.end)


@dataclass(frozen=True, slots=True)
class Attendance:
    """A candidate's stays by time. `present`: who was there when they came first."""

    candidate: Actor
    stays: tuple[Stay, ...]
    present: tuple[Actor, ...]

    @property
    def start(self) -> datetime:
        return self.stays[0].start

    @property
    def document(self) -> tuple[LogStretch, ...]:
        """What they saw being written of the document."""
        return _joined(stay.document for stay in self.stays)

    @property
    def board(self) -> tuple[LogStretch, ...]:
        """What they saw being drawn."""
        return _joined(stay.board for stay in self.stays)

    def has(self, at: datetime) -> bool:
        return any(stay.has(at) for stay in self.stays)

    def next_start(self, at: datetime) -> datetime | None:
        """When the candidate came next after this time; None where they came no more."""
        return next((stay.start for stay in self.stays if stay.start > at), None)


def _joined(stretches: Iterable[LogStretch]) -> tuple[LogStretch, ...]:
    """Those between which nothing was written are one."""
    found: list[LogStretch] = []
    for stretch in stretches:
        if found and found[-1].until == stretch.after:
            found[-1] = replace(found[-1], until=stretch.until)
        else:
            found.append(stretch)
    return tuple(found)


def refusal_of(interview: Interview) -> str | None:
    """Why the interview has no candidate's edition; None where it has one."""
    return _refusal(_candidates(_comings(interview)))


def _refusal(candidates: set[Actor]) -> str | None:
    if not candidates:
        return NOBODY
    return SEVERAL if len(candidates) > 1 else None


def attendance_of(interview: Interview) -> Attendance:
    """Raises NoCandidatesEdition."""
    comings = _comings(interview)
    candidates = _candidates(comings)
    if refusal := _refusal(candidates):
        raise NoCandidatesEdition(refusal)
    (candidate,) = candidates
    document = DocumentUpdate.objects.filter(interview=interview)
    board = WhiteboardChange.objects.filter(interview=interview)
    stays = tuple(
        Stay(start, end, _stretch(document, start, end), _stretch(board, start, end))
        for start, end in _times(coming for coming in comings if coming.actor == candidate)
    )
    before = [coming for coming in comings if coming.at < stays[0].start]
    present = tuple(dict.fromkeys(coming.actor for coming in _still_there(before)))
    return Attendance(candidate, stays, present)


@dataclass(frozen=True, slots=True)
class _Coming:
    """Or a going, of one of a person's pages."""

    at: datetime
    actor: Actor
    is_coming: bool
    page: str
    role: str | None


def _comings(interview: Interview) -> list[_Coming]:
    kinds = (EventKind.PARTICIPANT_JOINED, EventKind.PARTICIPANT_LEFT)
    events = TimelineEvent.objects.filter(interview=interview, kind__in=kinds).order_by("sequence")
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "kind", "payload")
    return [
        _Coming(
            at,
            Actor(user, invitation),
            kind == EventKind.PARTICIPANT_JOINED,
            payload.get("userId", ""),
            payload.get("role"),
        )
        for at, user, invitation, kind, payload in events.values_list(*columns)
    ]


def _candidates(comings: Iterable[_Coming]) -> set[Actor]:
    return {coming.actor for coming in comings if coming.is_coming and coming.role == Role.CANDIDATE}


def _still_there(comings: Iterable[_Coming]) -> list[_Coming]:
    """The comings that no going followed."""
    there: dict[tuple[Actor, str], _Coming] = {}
    for coming in comings:
        if coming.is_coming:
            there[coming.actor, coming.page] = coming
        else:
            there.pop((coming.actor, coming.page), None)
    return list(there.values())


def _times(comings: Iterable[_Coming]) -> Iterator[tuple[datetime, datetime | None]]:
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


def _stretch(log: QuerySet[Any], start: datetime, end: datetime | None) -> LogStretch:
    def last(rows: QuerySet[Any]) -> int:
        return rows.order_by("-sequence").values_list("sequence", flat=True).first() or 0

    after = last(log.filter(created_at__lt=start))
    until = None if end is None else max(after, last(log.filter(created_at__lte=end)))
    return LogStretch(after, until, start if after else None)


def seen_entries(entries: Iterable[Entry], attendance: Attendance) -> Iterator[Entry]:
    """Those of the candidate's stays. When they come, the room tells who is there and what has been asked."""
    asked: list[Entry] = []
    seen: list[Entry] = []
    for entry in entries:
        start = attendance.next_start(entry.at)
        if "until" in entry.reference:
            seen += _clipped(entry, attendance)
        elif attendance.has(entry.at):
            seen.append(entry)
        elif start is not None and entry.kind == EntryKind.QUESTION_PUSHED:
            asked.append(replace(entry, at=start))
        elif start is not None and start != attendance.start and entry.kind in COMING_AND_GOING:
            seen.append(replace(entry, at=start))
    present = [Entry(attendance.start, EntryKind.JOINED, actor) for actor in attendance.present]
    # What began before may stand before what began later, and begins now with a stay.
    return iter(sorted([*present, *asked[-MAX_ASKED_QUESTIONS:], *seen], key=lambda entry: entry.at))


def _clipped(entry: Entry, attendance: Attendance) -> Iterator[Entry]:
    """Changes that follow each other are one entry, which may begin before a stay and end after it."""
    reference = entry.reference
    for stay in attendance.stays:
        stretch = stay.document if entry.kind == EntryKind.DOCUMENT_EDITED else stay.board
        first = max(reference["from"], stretch.after + 1)
        last = reference["to"] if stretch.until is None else min(reference["to"], stretch.until)
        if first <= last:
            until = reference["until"] if stay.end is None else min(reference["until"], stay.end)
            within = {**reference, "from": first, "to": last, "until": until}
            yield replace(entry, at=max(entry.at, stay.start), reference=within)
