"""Reading what a coding session has left: one sequence of what happened, and the log of its drafts in pages.

Pictures and incidents are only for those who may look at them in the admin: they come as references to it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from threading import Lock
from typing import Any, Final
from uuid import UUID

import orjson
from django.urls import reverse

from dsa.choices import JudgementState, Origin, SubmissionKind
from dsa.draft_log.change_sets import WrittenText
from dsa.draft_log.selectors import entries_of, written_before
from dsa.execution import Language
from dsa.models import Draft, DraftStream, DsaSession, Judgement, Submission
from dsa.sessions.selectors import events_of
from interviews.choices import EventKind
from interviews.models import Interview, User
from proctoring.models import Incident, Snapshot
from talentsync.lib.bounded_cache import BoundedCache

# Changes that follow each other more closely than this are one entry.
BURST_GAP: Final = timedelta(seconds=5)
# A page of a stream's log: what a browser applies at most to show a moment, and the rest of its last batch.
CHANGES_PER_PAGE: Final = 500
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


# What was read of streams is kept up to so many bytes, by about what an entry takes.
MAX_CACHE_BYTES: Final = 4_000_000
ENTRY_BYTES: Final = 500


class EntryKind(StrEnum):
    """What an entry tells of."""

    STARTED = "started"
    CODE_EDITED = "code_edited"
    CODE_INSERTED = "code_inserted"
    RUN = "run"
    SUBMITTED = "submitted"
    JUDGED = "judged"
    SNAPSHOT = "snapshot"
    INCIDENT = "incident"
    EXTRA_TIME = "extra_time"
    REOPENED = "reopened"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, at the server's time. docs/replay.md has the references."""

    at: datetime
    kind: EntryKind
    reference: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of a stream's log begins, and when its first change was made."""

    after: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StreamPage:
    """Changes from the `after`-th on, and the code before them. `next` is where the following page begins."""

    after: int
    before: WrittenText | None
    changes: list[dict[str, Any]]
    next: int | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What a stream's first `changes` changes tell."""

    changes: int
    entries: tuple[Entry, ...]


_known = BoundedCache[tuple[int, UUID], _Known](MAX_CACHE_BYTES)
_lock = Lock()

_SHOWN_EVENTS: Final[Mapping[str, tuple[EntryKind, tuple[str, ...]]]] = {
    EventKind.DSA_SESSION_STARTED: (EntryKind.STARTED, ()),
    EventKind.DSA_EXTRA_TIME: (EntryKind.EXTRA_TIME, ("minutes",)),
    EventKind.DSA_SESSION_REOPENED: (EntryKind.REOPENED, ("minutes",)),
    EventKind.DSA_SESSION_FINISHED: (EntryKind.FINISHED, ("reason",)),
}


def sessions_of(interview: Interview) -> list[DsaSession]:
    """The sessions that have begun, in the order in which their candidates were invited."""
    begun = DsaSession.objects.filter(invitation__interview=interview, started_at__isnull=False)
    return list(begun.select_related("invitation__interview").order_by("invitation"))


def streams_of(session: DsaSession) -> list[DraftStream]:
    """The streams of the log, in the order in which they were opened."""
    return list(session.draft_streams.select_related("problem").defer("text", "runs"))


def drafts_of(session: DsaSession) -> list[Draft]:
    """The code as it was saved last, by problem and language."""
    return list(session.drafts.select_related("problem").order_by("problem__title", "language"))


def entries(session: DsaSession, streams: Iterable[DraftStream], reader: User) -> list[Entry]:
    """Everything that happened and that this person may see, by time."""
    found = [
        *_events(session),
        *_work(session, reader),
        *(entry for stream in streams for entry in _changes(stream)),
    ]
    if reader.has_perm("proctoring.view_proctoredcandidate"):
        found += _watched(session)
    # What came in at once is told after the stretch of writing that it begins.
    return sorted(found, key=lambda entry: (entry.at, entry.kind == EntryKind.CODE_INSERTED))


def _events(session: DsaSession) -> Iterator[Entry]:
    for event in events_of(session):
        if shown := _SHOWN_EVENTS.get(event.kind):
            kind, names = shown
            yield Entry(event.created_at, kind, {name: event.payload[name] for name in names})


def _work(session: DsaSession, reader: User) -> Iterator[Entry]:
    """Runs and submissions, and what became of each last."""
    may_open = reader.has_perm("dsa.view_submission")
    submissions = Submission.objects.filter(session=session).select_related("problem")
    # What was written and what came out is on their pages.
    submissions = submissions.defer("source_code", "stdin", "own_tests", "problem__statement")
    for submission in submissions.prefetch_related("judgements"):
        reference = {
            "submissionId": str(submission.pk),
            "kind": submission.kind,
            "problem": submission.problem.title,
            "language": Language(submission.language).label,
            "automatic": submission.is_automatic,
            "url": reverse("admin:dsa_submission_page", args=[submission.pk]) if may_open else None,
        }
        is_run = submission.kind == SubmissionKind.RUN
        yield Entry(submission.created_at, EntryKind.RUN if is_run else EntryKind.SUBMITTED, reference)
        if (judgement := _last_judgement(submission)) and judgement.finished_at:
            outcome = {"verdict": judgement.verdict, "passed": judgement.passed, "total": judgement.total}
            yield Entry(judgement.finished_at, EntryKind.JUDGED, reference | outcome)


def _last_judgement(submission: Submission) -> Judgement | None:
    done = [each for each in submission.judgements.all() if each.state == JudgementState.FINISHED]
    return max(done, key=attrgetter("number"), default=None)


def _watched(session: DsaSession) -> Iterator[Entry]:
    """Pictures, by the address at which the admin shows them and logs who looked, and incidents."""
    for snapshot in Snapshot.objects.stored().filter(invitation=session.invitation_id):
        url = reverse("admin:proctoring_picture", args=[snapshot.pk])
        yield Entry(snapshot.captured_at, EntryKind.SNAPSHOT, {"url": url})
    for incident in Incident.objects.filter(invitation=session.invitation_id):
        reference = {"label": incident.get_kind_display(), "reply": incident.reply}
        yield Entry(incident.occurred_at, EntryKind.INCIDENT, reference)


# The log of drafts ----------------------------------------------------------------------------------------------------


def _changes(stream: DraftStream) -> Iterator[Entry]:
    """What was typed without a pause as one entry, and what came in at once as one each, after that."""
    name = {
        "stream": stream.pk,
        "problem": stream.problem.title,
        "language": Language(stream.language).label,
    }
    return (Entry(each.at, each.kind, name | each.reference) for each in _known_changes(stream))


def _known_changes(stream: DraftStream) -> tuple[Entry, ...]:
    """The same without the stream's name. A log only grows, so what was read of it once is kept by this process."""
    key = (stream.pk, stream.key)
    with _lock:
        known = _known.get(key)
    if known is not None and known.changes == stream.next_sequence:
        return known.entries
    read = tuple(_read_changes(stream))
    with _lock:
        _known.put(key, _Known(stream.next_sequence, read), len(read) * ENTRY_BYTES)
    return read


def _read_changes(stream: DraftStream) -> Iterator[Entry]:
    first = last = None
    count = 0
    # No more than the stream's row tells of, by which it is looked up again.
    for entry in entries_of(stream.changes.filter(first_sequence__lt=stream.next_sequence)):
        at = EPOCH + timedelta(milliseconds=entry["at"])
        if first is not None and last is not None and at - last >= BURST_GAP:
            yield Entry(first, EntryKind.CODE_EDITED, {"until": last, "changes": count})
            first, count = None, 0
        first, last, count = first or at, at, count + 1
        if entry["origin"] not in (Origin.TYPED, Origin.RESTORED):
            told = {"origin": entry["origin"], "characters": _inserted(entry)}
            yield Entry(at, EntryKind.CODE_INSERTED, told)
    if first is not None and last is not None:
        yield Entry(first, EntryKind.CODE_EDITED, {"until": last, "changes": count})


def _inserted(entry: Mapping[str, Any]) -> int:
    """How many characters came in with a change."""
    if "text" in entry:
        return len(entry["text"])
    parts = [part[1:] for part in entry["changes"] if isinstance(part, list) and len(part) > 1]
    return sum(len("\n".join(lines)) for lines in parts)


def pages_of(stream: DraftStream) -> list[PageStart]:
    """Where each page of a stream's log begins, and when. A page ends with the batch that fills it."""
    starts: list[PageStart] = []
    end = 0
    rows = stream.changes.order_by("first_sequence").values_list("first_sequence", "first_at")
    for first, at in rows:
        if first >= end:
            starts.append(PageStart(first, at))
            end = first + CHANGES_PER_PAGE
    return starts


def stream_page(stream: DraftStream, after: int) -> StreamPage | None:
    """The page that begins with the `after`-th change, the first of a batch; None where there is no such batch."""
    rows = stream.changes.filter(first_sequence__gte=after).order_by("first_sequence")
    changes: list[dict[str, Any]] = []
    following = None
    for first, packed in rows.values_list("first_sequence", "changes_json").iterator(chunk_size=50):
        if first >= after + CHANGES_PER_PAGE:
            following = first
            break
        if not changes and first != after:
            return None
        changes += orjson.loads(packed)
    return StreamPage(after, written_before(stream, after), changes, following) if changes else None


def time_limits(session: DsaSession, found: Iterable[Entry]) -> tuple[datetime, datetime]:
    """When the session began, and when the last thing happened in it.

    Verdicts that came later are none of it: recruiters may have a submission judged again, weeks after.
    """
    assert session.started_at is not None
    is_over = session.finished_at is not None
    ends = [
        entry.reference.get("until", entry.at)
        for entry in found
        if not (is_over and entry.kind == EntryKind.JUDGED)
    ]
    return session.started_at, max([session.started_at, session.finished_at or session.started_at, *ends])
