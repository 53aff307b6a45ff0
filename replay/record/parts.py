"""What is in a record: the answers that the replay's own page would get, for the reader of one edition."""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db.models import Sum
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
from rooms.models import CodeRun, DocumentUpdate, WhiteboardChange

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
# Of what the parts take in the file: a rule of thumb from `make bench-replay`.
BYTES_PER_UPDATE: Final = 24
BOARD_SHARE: Final = 0.35

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
    def document(self) -> LogStretch:
        return WHOLE if self.attendance is None else self.attendance.document

    @property
    def board(self) -> LogStretch:
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


def log_bytes(interview: Interview) -> tuple[int, int, int]:
    """How many updates the document's log has, their bytes, and those of the whiteboard's log."""
    updates = DocumentUpdate.objects.filter(interview=interview)
    changes = WhiteboardChange.objects.filter(interview=interview)
    document = updates.aggregate(total=Sum(Length("update_bytes")))["total"] or 0
    board = changes.aggregate(total=Sum(Length("elements_json")))["total"] or 0
    return updates.count(), document, board


def estimated_bytes(interview: Interview) -> int:
    """About what the parts of a record will take, without making it."""
    updates, document, board = log_bytes(interview)
    return int(updates * BYTES_PER_UPDATE + document + board * BOARD_SHARE)


# The parts ------------------------------------------------------------------------------------------------------------


def parts_of(interview: Interview, story: Story, progress: Progress) -> tuple[dict[str, Any], list[Part]]:
    """The player's configuration, which names the parts by their paths, and the parts. `progress` gets 0 to 1."""
    updates, _, _ = log_bytes(interview)
    limits = _limits(story.entries)
    parts = [_timeline(story)]
    document_starts: list[PageStart] = []
    for document in _document(interview, story.document):
        is_beginning = document.after == story.document.after and document.state is not None
        document_starts.append(
            PageStart(document.after, limits[0] if is_beginning else document.updates[0].at)
        )
        parts.append(_part(f"document.json?after={document.after}", presenters.document_json(document)))
        progress(0.6 * (document.after + len(document.updates)) / max(1, updates))
    board_starts = _board_starts(interview, story.board, limits[0])
    for number, start in enumerate(board_starts, 1):
        parts.append(Part(f"board.json?after={start.after}", _packed(_board(interview, start.after, story))))
        progress(0.6 + 0.2 * number / len(board_starts))
    for after, page in _authorship(interview, story.attendance):
        parts.append(_part(f"authorship.json?after={after}", presenters.authorship_json(page)))
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


def _part(path: str, content: Mapping[str, Any]) -> Part:
    return Part(path, _packed(orjson.dumps(content)))


def _packed(content: bytes) -> bytes:
    """Without the time, so that the same content gives the same bytes."""
    return gzip.compress(content, mtime=0)


def _timeline(story: Story) -> Part:
    content = presenters.timeline_json(story.entries, story.people, next_offset=None)
    return _part("timeline.json?offset=0", content)


def _updates(interview: Interview, stretch: LogStretch) -> Iterator[TimedUpdate]:
    columns = ("created_at", "actor_user_id", "actor_invitation_id", "update_bytes")
    rows = DocumentUpdate.objects.filter(interview=interview, sequence__gt=stretch.after)
    if stretch.until is not None:
        rows = rows.filter(sequence__lte=stretch.until)
    for at, user, invitation, update in rows.order_by("sequence").values_list(*columns).iterator():
        yield TimedUpdate(at, Actor(user, invitation), bytes(update))


def _document(interview: Interview, stretch: LogStretch) -> Iterator[DocumentPage]:
    state = state_of(read_log(interview.pk, until=stretch.after).updates) if stretch.after else b""
    return document_pages(_updates(interview, stretch), stretch.after, state)


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


def _board_starts(interview: Interview, stretch: LogStretch, start: datetime) -> list[PageStart]:
    pages = [
        page
        for page in board_pages(interview)
        if page.after >= stretch.after and (stretch.until is None or page.after < stretch.until)
    ]
    if not stretch.after:
        return pages
    # The scene before the stretch is there from its beginning.
    return [PageStart(stretch.after, start), *(page for page in pages if page.after > stretch.after)]


def _board(interview: Interview, after: int, story: Story) -> bytes:
    page = board_page(interview, after, story.board.until)
    # An element that was deleted still holds all that it was.
    return presenters.board_json(page if story.attendance is None else page.without_deleted())


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
    """What was written before is nobody's: its spans would tell of all that was written and deleted again."""
    updates = _updates(interview, LogStretch(until=attendance.document.until))
    spans = written_spans((each.at, each.actor, each.update) for each in updates)
    return AuthorshipPage([span for span in spans if span.at >= attendance.start], next=None)


def _runs(interview: Interview, story: Story) -> Iterator[Part]:
    for entry in story.entries:
        run_id = entry.reference.get("runId")
        run = None if run_id is None else selectors.run_of(interview, run_id)
        if run is not None:
            yield _part(f"runs/{run.pk}/", presenters.run_json(_as_seen(run, story.attendance)))


def _as_seen(run: CodeRun, attendance: Attendance | None) -> CodeRun:
    """The room shows the input of a run to the person who gave it, and to nobody else."""
    if attendance is not None and run.actor != attendance.candidate:
        run.stdin = ""
    return run
