"""The one write of the log of drafts: changes are appended to their stream, or refused as a whole.

A stored change is `{"at": milliseconds since 1970, "origin", "changes": a change set}`. The first of each stream, and
one by which other code took the editor's place, has in place of `changes` the whole `text` with its `runs`. One of
origin `restored` has the `runs` of what it put in.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from dsa.choices import Origin, SessionState
from dsa.draft_log.change_sets import ChangeSetInvalid, Run, WrittenText
from dsa.draft_log.restored import FormerTexts
from dsa.draft_log.selectors import recent_texts
from dsa.errors import SessionCode, session_refused
from dsa.models import DraftChanges, DraftStream, DsaSession
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.rules import READABLE_AFTER_FINISH, is_overdue, problem_for_draft, work_refusal
from dsa.session_lock import locked_session
from dsa.submissions.sanitize import is_storable
from interviews.access.codes import AccessCode
from interviews.choices import InterviewState

MAX_CHANGES_AT_ONCE: Final = 500
# Each is compared with what other streams have, and stored whole.
MAX_TEXTS_AT_ONCE: Final = 10
# Each change goes through all runs of its text. A program whose every line was indented anew has two a line.
MAX_RUNS: Final = 4000
# Of the JSON of one session's changes and of the texts of its checkpoints: days of typing.
MAX_STORED_CHARACTERS: Final = 32 * 1024 * 1024
MAX_STREAMS: Final = 2000
# So many changes are applied at most to show a moment, beside those of one request.
CHANGES_PER_CHECKPOINT: Final = 200
# What undo brings back is looked for in the texts after at least so many changes, beside those of one request.
CHANGES_REMEMBERED: Final = 200
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# A clock that was set by the server's is still off by a request's way.
CLOCK_TOLERANCE: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Change:
    """What happened in an editor. Either `changes`, a change set, or `text`, all of the code."""

    at_ms: int
    origin: Origin
    changes: list[Any] | None
    text: str | None


@dataclass(frozen=True, slots=True)
class StreamName:
    """Which editor it was."""

    key: uuid.UUID
    device: uuid.UUID
    problem_key: str
    language: str


def append_changes(*, session: DsaSession, name: StreamName, first: int, changes: Sequence[Change]) -> int:
    """Store these changes, the first of which is the stream's `first`-th, from 0; gives the number of the next one.

    Those that are stored already are passed over, so that a request whose answer was lost can be sent again. After
    the end of the session, what was written before it is still taken for an hour. Raises Refused: with
    `draft_log_gap` where changes before `first` are missing.
    """
    problem = problem_for_draft(session, name.problem_key, name.language)
    if not all(_is_storable(change) for change in changes):
        raise session_refused(SessionCode.TEXT_INVALID)
    with transaction.atomic():
        now = timezone.now()
        session = locked_session(session)
        if code := _refusal(session, changes, now):
            raise session_refused(code)
        stream = session.draft_streams.filter(key=name.key).first()
        if stream is None:
            stream = DraftStream(
                session=session,
                key=name.key,
                device=name.device,
                problem=problem,
                language=name.language,
                started_at=now,
                last_at=now,
            )
        elif (stream.problem_id, stream.language) != (problem.pk, name.language):
            raise session_refused(SessionCode.DRAFT_LOG_INVALID)
        if first > stream.next_sequence:
            raise session_refused(SessionCode.DRAFT_LOG_GAP)
        fresh = changes[stream.next_sequence - first :]
        if fresh:
            _append(session, stream, fresh, now)
        return stream.next_sequence


def _refusal(
    session: DsaSession, changes: Sequence[Change], now: datetime
) -> SessionCode | AccessCode | None:
    code = work_refusal(session, now)
    ended_at = _end(session, now)
    if code is None or ended_at is None or session.invitation.interview.state == InterviewState.CANCELLED:
        return code
    was_before = all(_time(change.at_ms) <= ended_at + CLOCK_TOLERANCE for change in changes)
    return None if was_before and now < ended_at + READABLE_AFTER_FINISH else code


def _end(session: DsaSession, now: datetime) -> datetime | None:
    """When the session ended: at its deadline also where the schedule comes later, or has not been there yet."""
    if session.state == SessionState.FINISHED:
        return min((moment for moment in (session.finished_at, session.deadline) if moment), default=None)
    return session.deadline if is_overdue(session, now) else None


def _append(session: DsaSession, stream: DraftStream, fresh: Sequence[Change], now: datetime) -> None:
    first = stream.next_sequence
    written = WrittenText.restored(stream.text, stream.runs) if first else None
    stored: list[dict[str, Any]] = []
    times: list[int] = []
    earliest = _milliseconds(stream.last_at if first else session.started_at or now)
    latest = _milliseconds(min(now, _end(session, now) or now))
    brings_back = any(change.origin == Origin.RESTORED for change in fresh)
    former = FormerTexts(recent_texts(stream, CHANGES_REMEMBERED) if brings_back and first else ())
    for change in fresh:
        # A clock that goes backwards, or ahead of ours, does not put changes into another order.
        earliest = max(earliest, min(change.at_ms, latest))
        times.append(earliest)
        came: Sequence[Run] | None = None
        if change.origin == Origin.RESTORED:
            came = _restored(written, change, former)
        written = _written(session, stream, written, change, came)
        if written.length > MAX_SOURCE_CHARACTERS:
            raise session_refused(SessionCode.SOURCE_TOO_LARGE)
        if len(written.runs) > MAX_RUNS:
            raise session_refused(SessionCode.DRAFT_LOG_INVALID)
        if not _is_text(written):
            raise session_refused(SessionCode.TEXT_INVALID)
        entry: dict[str, Any] = {"at": earliest, "origin": change.origin.value}
        if change.text is None:
            entry["changes"] = change.changes
            if came is not None:
                entry["runs"] = [(run.origin.value, run.length) for run in came]
        else:
            entry |= {"text": written.text, "runs": _runs(written)}
        stored.append(entry)
        if brings_back:
            former.remember(written)
    assert written is not None
    packed = orjson.dumps(stored).decode()
    text, runs = written.text, _runs(written)
    following = first + len(fresh)
    is_checkpoint = following // CHANGES_PER_CHECKPOINT > first // CHANGES_PER_CHECKPOINT
    characters = len(packed) + (len(text) + len(orjson.dumps(runs)) if is_checkpoint else 0)
    _require_room(session, stream, characters)
    stream.next_sequence = following
    stream.text, stream.runs = text, runs
    stream.last_at = _time(times[-1])
    stream.stored_characters += characters
    if first == 0:
        stream.started_at = _time(times[0])
    stream.save()
    DraftChanges.objects.create(
        stream=stream,
        first_sequence=first,
        count=len(fresh),
        first_at=_time(times[0]),
        last_at=stream.last_at,
        received_at=now,
        changes_json=packed,
        is_checkpoint=is_checkpoint,
        text_after=text if is_checkpoint else "",
        runs_after=runs if is_checkpoint else [],
    )


def _restored(before: WrittenText | None, change: Change, former: FormerTexts) -> Sequence[Run]:
    if before is None:
        raise session_refused(SessionCode.DRAFT_LOG_INVALID)
    try:
        return former.runs_inserted(before, change.changes)
    except ChangeSetInvalid:
        raise session_refused(SessionCode.DRAFT_LOG_INVALID) from None


def _written(
    session: DsaSession,
    stream: DraftStream,
    before: WrittenText | None,
    change: Change,
    came: Sequence[Run] | None,
) -> WrittenText:
    if change.text is None:
        if before is None or change.changes is None:
            # A stream begins with a text.
            raise session_refused(SessionCode.DRAFT_LOG_INVALID)
        try:
            return before.changed(change.changes, change.origin, came)
        except ChangeSetInvalid:
            raise session_refused(SessionCode.DRAFT_LOG_INVALID) from None
    if change.origin == Origin.STARTER:
        return WrittenText.of(change.text, Origin.STARTER)
    if before is not None:
        known = before.replaced(change.text, change.origin)
        if change.text == before.text:
            return known
    else:
        known = WrittenText.of(change.text, change.origin)
    return _as_written_elsewhere(session, stream, change) or known


def _as_written_elsewhere(session: DsaSession, stream: DraftStream, change: Change) -> WrittenText | None:
    """What was written on another page, or before a reload, is what it was there, and not merely loaded here."""
    assert change.text is not None
    others = session.draft_streams.filter(
        problem=stream.problem_id, language=stream.language, next_sequence__gt=0
    ).exclude(pk=stream.pk)
    newest = list(others.order_by("-last_at", "-pk")[:8])
    same = next((other for other in newest if other.text == change.text), None)
    if same is not None:
        return WrittenText.restored(same.text, same.runs)
    if stream.next_sequence == 0 and newest:
        return WrittenText.restored(newest[0].text, newest[0].runs).replaced(change.text, change.origin)
    return None


def _require_room(session: DsaSession, stream: DraftStream, characters: int) -> None:
    streams = session.draft_streams
    stored = streams.aggregate(all=Sum("stored_characters"))["all"] or 0
    if stored + characters > MAX_STORED_CHARACTERS:
        raise session_refused(SessionCode.DRAFT_LOG_FULL)
    if stream.next_sequence == 0 and streams.count() >= MAX_STREAMS:
        raise session_refused(SessionCode.DRAFT_LOG_FULL)


def _is_storable(change: Change) -> bool:
    if change.text is not None:
        return is_storable(change.text)
    return all(is_storable(text) for text in _texts(change.changes or []))


def _is_text(written: WrittenText) -> bool:
    """Whether no half of a pair of surrogates stands alone, which no database keeps."""
    try:
        written.units.decode("utf-16-le")
    except UnicodeDecodeError:
        return False
    return True


def _texts(change_set: Iterable[Any]) -> Iterable[str]:
    for part in change_set:
        if isinstance(part, list):
            yield from (line for line in part if isinstance(line, str))


def _runs(written: WrittenText) -> list[tuple[str, int]]:
    return [(run.origin.value, run.length) for run in written.runs]


def _time(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def _milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)
