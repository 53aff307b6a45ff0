"""What is in a record: the answers that the replay's own page would get, for the reader of one edition."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db.models import Model, QuerySet, Sum
from django.db.models.functions import Length

from interviews.models import Interview, User
from interviews.timeline import Actor
from replay import presenters, selectors
from replay.authorship import written_spans
from replay.board import board_page, board_pages
from replay.models import Edition
from replay.record.attendance import WHOLE, Attendance, LogStretch, attendance_of, seen_entries
from replay.record.manifest import Part
from replay.selectors import AuthorshipPage, DocumentPage, PageStart, Person, TimedUpdate
from replay.timeline import Entry, EntryKind
from rooms.document.store import read_log
from rooms.document.update_validator import state_of
from rooms.models import (
    CodeRun,
    DocumentCheckpoint,
    DocumentUpdate,
    WhiteboardChange,
    WhiteboardCheckpoint,
)
from rooms.models.log import LogEntry

# What candidates were there for and saw themselves. Everything else stays out, what is added later as well.
CANDIDATE_KINDS: Final = frozenset(
    {
        EntryKind.STARTED,
        EntryKind.JOINED,
        EntryKind.LEFT,
        EntryKind.QUESTION_PUSHED,
        EntryKind.DOCUMENT_EDITED,
        EntryKind.BOARD_EDITED,
        EntryKind.CODE_RUN,
        EntryKind.CHAT_MESSAGE,
        EntryKind.COMPLETED,
        EntryKind.CANCELLED,
    }
)
ROOM_CHANNEL: Final = "room"
# A page of the document holds so much of its log, or as much as the state before it: all states together take no more
# than the log.
PAGE_BYTES: Final = 250_000
# Of what the parts take in the file, compressed and in base64: rules of thumb from `make bench-replay`.
BYTES_PER_UPDATE: Final = 11
DOCUMENT_SHARE: Final = 0.47
BOARD_SHARE: Final = 0.165

Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Story:
    """Everything of an interview that an edition tells, apart from the logs' contents.

    `attendance` is the candidate's, of whom the edition tells no more than of the time in which they were there.
    """

    entries: list[Entry]
    people: dict[str, Person]
    attendance: Attendance | None = None

    @property
    def document(self) -> tuple[LogStretch, ...]:
        return WHOLE if self.attendance is None else self.attendance.document

    @property
    def board(self) -> tuple[LogStretch, ...]:
        return WHOLE if self.attendance is None else self.attendance.board


def story_of(interview: Interview, edition: str, reader: User) -> Story:
    """What this reader may know. The candidate's edition is the same whoever asks for it.

    Raises NoCandidatesEdition.
    """
    attendance = attendance_of(interview) if edition == Edition.CANDIDATE else None
    entries = selectors.timeline_entries(interview, reader)
    if attendance is not None:
        entries = list(seen_entries(filter(_is_for_candidates, entries), attendance))
    keys = {entry.actor.key for entry in entries}
    keys.update(str(entry.reference["person"]) for entry in entries if "person" in entry.reference)
    people = selectors.people_of(interview)
    return Story(entries, {key: person for key, person in people.items() if key in keys}, attendance)


def _is_for_candidates(entry: Entry) -> bool:
    if entry.kind == EntryKind.CHAT_MESSAGE and entry.reference.get("channel") != ROOM_CHANNEL:
        return False
    return entry.kind in CANDIDATE_KINDS


def estimated_bytes(interview: Interview, attendance: Attendance | None = None) -> int:
    """About what the parts of a record will take, without making it: of all, or of a candidate's attendance."""
    in_document = WHOLE if attendance is None else attendance.document
    in_board = WHOLE if attendance is None else attendance.board
    updates = [_rows(DocumentUpdate, interview, stretch) for stretch in in_document]
    document = sum(_total(rows, "update_bytes") for rows in updates)
    board = sum(_total(_rows(WhiteboardChange, interview, each), "elements_json") for each in in_board)
    # What was there before a stretch is in it as well, about as large as the checkpoint before it.
    document += sum(_before(DocumentCheckpoint, "state_bytes", interview, each) for each in in_document)
    board += sum(_before(WhiteboardCheckpoint, "elements_json", interview, each) for each in in_board)
    count = sum(rows.count() for rows in updates)
    return int(count * BYTES_PER_UPDATE + document * DOCUMENT_SHARE + board * BOARD_SHARE)


def _rows(log: type[LogEntry], interview: Interview, stretch: LogStretch) -> QuerySet[Any]:
    rows = log._default_manager.filter(interview=interview, sequence__gt=stretch.after)
    return rows if stretch.until is None else rows.filter(sequence__lte=stretch.until)


def _total(rows: QuerySet[Any], column: str) -> int:
    return rows.aggregate(total=Sum(Length(column)))["total"] or 0


def _before(checkpoints: type[Model], column: str, interview: Interview, stretch: LogStretch) -> int:
    kept = checkpoints._default_manager.filter(interview=interview, sequence__lte=stretch.after)
    return kept.order_by("-sequence").values_list(Length(column), flat=True).first() or 0


# The parts ------------------------------------------------------------------------------------------------------------


def parts_of(interview: Interview, story: Story, progress: Progress) -> tuple[dict[str, Any], list[Part]]:
    """The player's configuration, which names the parts by their paths, and the parts. `progress` gets 0 to 1."""
    updates = sum(_rows(DocumentUpdate, interview, stretch).count() for stretch in story.document)
    limits = _limits(story.entries)
    parts = [_timeline(story)]
    document_starts: list[PageStart] = []
    done = 0
    for start, document in _document(interview, story.document):
        document_starts.append(start)
        parts.append(part_of(f"document.json?after={document.after}", presenters.document_json(document)))
        done += len(document.updates)
        progress(0.6 * done / max(1, updates))
    board = [(stretch, start) for stretch in story.board for start in _board_starts(interview, stretch)]
    board_starts = [start for _, start in board]
    for number, (stretch, start) in enumerate(board, 1):
        content = _board(interview, start.after, stretch, story.attendance)
        parts.append(Part(f"board.json?after={start.after}", _packed(content)))
        progress(0.6 + 0.2 * number / len(board_starts))
    for after, page in _authorship(interview, story.attendance):
        parts.append(part_of(f"authorship.json?after={after}", presenters.authorship_json(page)))
    parts += _runs(interview, story)
    progress(0.9)
    config = {
        "start": limits[0].isoformat(),
        "end": limits[1].isoformat(),
        "timelineUrl": "timeline.json",
        "documentUrl": "document.json",
        "documentPages": _starts_json(document_starts),
        "momentUrl": None,
        "boardUrl": "board.json",
        "boardPages": _starts_json(board_starts),
        "authorshipUrl": "authorship.json",
        "runsUrl": "runs/",
    }
    return config, parts


def _starts_json(starts: Iterable[PageStart]) -> list[dict[str, Any]]:
    return [{"after": start.after, "at": start.at.isoformat()} for start in starts]


def _limits(entries: Sequence[Entry]) -> tuple[datetime, datetime]:
    starts = [entry.at for entry in entries]
    ends: list[datetime] = [entry.reference.get("until", entry.at) for entry in entries]
    return min(starts), max(ends)


def part_of(path: str, content: Mapping[str, Any]) -> Part:
    return Part(path, _packed(orjson.dumps(content)))


def _packed(content: bytes) -> bytes:
    """Without the time, so that the same content gives the same bytes."""
    return gzip.compress(content, mtime=0)


def _timeline(story: Story) -> Part:
    content = presenters.timeline_json(story.entries, story.people, next_offset=None)
    return part_of("timeline.json?offset=0", content)


def _updates(interview: Interview, stretch: LogStretch) -> Iterator[TimedUpdate]:
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "update_bytes")
    rows = _rows(DocumentUpdate, interview, stretch)
    for at, user, invitation, update in rows.order_by("sequence").values_list(*columns).iterator():
        yield TimedUpdate(at, Actor(user, invitation), bytes(update))


def _document(
    interview: Interview, stretches: Iterable[LogStretch]
) -> Iterator[tuple[PageStart, DocumentPage]]:
    for stretch in stretches:
        state = state_of(read_log(interview.pk, until=stretch.after).updates) if stretch.after else b""
        for page in document_pages(_updates(interview, stretch), stretch.after, state):
            is_first = page.after == stretch.after
            at = (stretch.seen_from if is_first else None) or page.updates[0].at
            yield PageStart(page.after, at), page


def document_pages(
    updates: Iterable[TimedUpdate], after: int = 0, state: bytes = b""
) -> Iterator[DocumentPage]:
    """A log in pages with the state before each; the first is there where anything was, before it or in it."""
    page = list[TimedUpdate]()
    remaining = max(PAGE_BYTES, len(state))
    for update in updates:
        if remaining <= 0:
            yield DocumentPage(after, state or None, page, after + len(page))
            known = [state] if state else []
            state = state_of([*known, *(each.update for each in page)])
            after, page, remaining = after + len(page), [], max(PAGE_BYTES, len(state))
        page.append(update)
        remaining -= len(update.update)
    if page or state:
        yield DocumentPage(after, state or None, page, None)


def _board_starts(interview: Interview, stretch: LogStretch) -> list[PageStart]:
    pages = [
        page
        for page in board_pages(interview)
        if page.after >= stretch.after and (stretch.until is None or page.after < stretch.until)
    ]
    if stretch.seen_from is None:
        return pages
    # The scene before the stretch is there from its beginning.
    later = (page for page in pages if page.after > stretch.after)
    return [PageStart(stretch.after, stretch.seen_from), *later]


def _board(interview: Interview, after: int, stretch: LogStretch, attendance: Attendance | None) -> bytes:
    page = board_page(interview, after, stretch.until)
    # An element that was deleted still holds all that it was.
    return presenters.board_json(page if attendance is None else page.without_deleted())


def _authorship(interview: Interview, attendance: Attendance | None) -> Iterator[tuple[int, AuthorshipPage]]:
    if attendance is not None:
        yield 0, _authorship_of(interview, attendance)
        return
    after: int | None = 0
    while after is not None:
        page = selectors.authorship_page(interview, after)
        yield after, page
        after = page.next


def _authorship_of(interview: Interview, attendance: Attendance) -> AuthorshipPage:
    """What was written in their absence is nobody's: its spans would tell of what was deleted again."""
    updates = _updates(interview, LogStretch(until=attendance.document[-1].until))
    spans = written_spans((each.at, each.actor, each.update) for each in updates)
    return AuthorshipPage([span for span in spans if attendance.has(span.at)], next=None)


def _runs(interview: Interview, story: Story) -> Iterator[Part]:
    for entry in story.entries:
        run_id = entry.reference.get("runId")
        run = None if run_id is None else selectors.run_of(interview, run_id)
        if run is not None:
            yield part_of(f"runs/{run.pk}/", presenters.run_json(_as_seen(run, story.attendance)))


def _as_seen(run: CodeRun, attendance: Attendance | None) -> CodeRun:
    """The room shows the input of a run to the person who gave it, and to nobody else."""
    if attendance is not None and run.actor != attendance.candidate:
        run.stdin = ""
    return run
