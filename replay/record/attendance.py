"""When the candidate was in the room: the stretches of an interview that the candidate's edition tells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from interviews.models import Interview
from interviews.timeline import Actor
from replay.timeline import Entry, EntryKind
from rooms.attendance import candidates_among, comings_of, still_there, times_there
from rooms.models import DocumentUpdate, WhiteboardChange
from rooms.services.questions import MAX_ASKED_QUESTIONS

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
    return _refusal(candidates_among(comings_of(interview.pk)))


def _refusal(candidates: set[Actor]) -> str | None:
    if not candidates:
        return NOBODY
    return SEVERAL if len(candidates) > 1 else None


def attendance_of(interview: Interview) -> Attendance:
    """Raises NoCandidatesEdition."""
    comings = comings_of(interview.pk)
    candidates = candidates_among(comings)
    if refusal := _refusal(candidates):
        raise NoCandidatesEdition(refusal)
    (candidate,) = candidates
    document = DocumentUpdate.objects.filter(interview=interview)
    board = WhiteboardChange.objects.filter(interview=interview)
    stays = tuple(
        Stay(start, end, _stretch(document, start, end), _stretch(board, start, end))
        for start, end in times_there(coming for coming in comings if coming.actor == candidate)
    )
    before = [coming for coming in comings if coming.at < stays[0].start]
    present = tuple(dict.fromkeys(coming.actor for coming in still_there(before)))
    return Attendance(candidate, stays, present)


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
