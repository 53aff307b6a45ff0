"""When the candidate was in the room: the stretch of an interview that the candidate's edition tells."""

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


class NoCandidatesEdition(ValueError):
    """The message says why."""


@dataclass(frozen=True, slots=True)
class LogStretch:
    """The rows of a log after the row `after`, up to the row `until`; None: up to the end."""

    after: int = 0
    until: int | None = None


WHOLE: Final = LogStretch()


@dataclass(frozen=True, slots=True)
class Attendance:
    """From the candidate's first coming to their last leaving; `end` is None where they were there to the end.

    `present`: who was there when they came.
    """

    candidate: Actor
    start: datetime
    end: datetime | None
    present: tuple[Actor, ...]
    document: LogStretch
    board: LogStretch


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
    own = [coming for coming in comings if coming.actor == candidate]
    start = own[0].at
    end = None if _still_there(own) else own[-1].at
    before = [coming for coming in comings if coming.at < start]
    return Attendance(
        candidate,
        start,
        end,
        tuple(dict.fromkeys(coming.actor for coming in _still_there(before))),
        document=_stretch(DocumentUpdate.objects.filter(interview=interview), start, end),
        board=_stretch(WhiteboardChange.objects.filter(interview=interview), start, end),
    )


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


def _stretch(log: QuerySet[Any], start: datetime, end: datetime | None) -> LogStretch:
    def last(rows: QuerySet[Any]) -> int:
        return rows.order_by("-sequence").values_list("sequence", flat=True).first() or 0

    after = last(log.filter(created_at__lt=start))
    return LogStretch(after, None if end is None else max(after, last(log.filter(created_at__lte=end))))


def seen_entries(entries: Iterable[Entry], attendance: Attendance) -> Iterator[Entry]:
    """Those of the attendance; before them who was there and what had been asked, as the room told it then."""
    start, end = attendance.start, attendance.end
    earlier: list[Entry] = []
    within: list[Entry] = []
    for entry in entries:
        if entry.kind == EntryKind.QUESTION_PUSHED and entry.at < start:
            earlier.append(replace(entry, at=start))
        elif entry.reference.get("until", entry.at) >= start and (end is None or entry.at <= end):
            within.append(_clipped(entry, attendance))
    yield from (Entry(start, EntryKind.JOINED, actor) for actor in attendance.present)
    yield from earlier[-MAX_ASKED_QUESTIONS:]
    # What began before may stand before what began later, and begins now with the attendance.
    yield from sorted(within, key=lambda entry: entry.at)


def _clipped(entry: Entry, attendance: Attendance) -> Entry:
    """Changes that follow each other are one entry, which may go beyond the attendance at either end."""
    if "until" not in entry.reference:
        return entry
    stretch = attendance.document if entry.kind == EntryKind.DOCUMENT_EDITED else attendance.board
    reference = dict(entry.reference)
    reference["from"] = max(reference["from"], stretch.after + 1)
    if stretch.until is not None and attendance.end is not None:
        reference["to"] = min(reference["to"], stretch.until)
        reference["until"] = min(reference["until"], attendance.end)
    return replace(entry, at=max(entry.at, attendance.start), reference=reference)
