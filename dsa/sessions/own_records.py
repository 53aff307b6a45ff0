"""The coding session's part of the page of a candidate's own records, and of the copy that they take.

Submissions are presented as the candidate's page shows them: verdicts of tests, nothing of hidden ones, no score.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from dsa.choices import Origin
from dsa.draft_log.selectors import entries_of
from dsa.execution import Language
from dsa.models import Draft, DraftChanges, DraftStream, DsaSession, Submission
from dsa.sessions.own_tests import present_own_tests
from dsa.sessions.presenters.draft import present_draft
from dsa.sessions.presenters.submission import (
    present_submission,
    present_summary,
    shown_judgement,
    visible_submissions,
)
from dsa.sessions.presenters.values import Json
from dsa.sessions.selectors import session_of
from interviews.hooks import OwnSection
from interviews.models import Invitation

WHAT_GOES = "your code with the log of its changes, own tests, runs and submissions with their results"
# The newest of them stand on the page with their code; all are in the copy.
SHOWN_SUBMISSIONS = 50
STREAMS_PER_PAGE = 50
# Of the log's JSON, read to count origins: a long session has less. All of it is in the copy.
MAX_COUNTED_CHARACTERS = 4 * 1024 * 1024
# What somebody did not type letter by letter is told apart.
TOLD_ORIGINS = (Origin.PASTED, Origin.DROPPED, Origin.LOADED, Origin.COMPLETED)


@dataclass(frozen=True, slots=True)
class ShownStream:
    """One stream of the log, in figures. `origins` are those of its changes that were not typed, with how many; None
    where it is too long to count them for a page.
    """

    name: str
    started_at: datetime
    last_at: datetime
    changes: int
    origins: list[tuple[str, int]] | None


@dataclass(frozen=True, slots=True)
class ShownSubmission:
    """A run or a submission as its candidate knows it."""

    name: str
    kind: str
    created_at: datetime
    outcome: str
    source_code: str


def own_section(request: HttpRequest, invitation: Invitation) -> OwnSection | None:
    """Code, log, own tests, runs and submissions; None where there is no session."""
    session = session_of(invitation)
    if session is None:
        return None
    submissions = visible_submissions(session)
    streams = Paginator(_streams(session), STREAMS_PER_PAGE).get_page(request.GET.get("streams"))
    context = {
        "session": session,
        "drafts": [(_name(draft), draft) for draft in _drafts(session)],
        "stream_page": streams,
        "streams": _shown_streams(list(streams)),
        "own_tests": sum(len(kept["tests"]) for kept in present_own_tests(session)),
        "submissions": [_submission(submission) for submission in submissions[:SHOWN_SUBMISSIONS]],
        "submission_count": submissions.count(),
    }
    goes = "" if session.started_at is None else WHAT_GOES
    return OwnSection("dsa/_own_section.html", context, goes)


def own_files(invitation: Invitation) -> Iterator[tuple[str, bytes]]:
    """The same as files, with every change of the code."""
    session = session_of(invitation)
    if session is None:
        return
    yield _json(
        "session.json",
        {
            "state": session.state,
            "startedAt": session.started_at,
            "deadline": session.deadline,
            "finishedAt": session.finished_at,
            "extraMinutes": session.extra_minutes,
            "drafts": [present_draft(draft) for draft in _drafts(session)],
            "ownTests": present_own_tests(session),
        },
    )
    for number, submission in enumerate(visible_submissions(session).reverse(), start=1):
        name = f"{number:04}-{submission.kind}-{submission.problem.key}.json"
        shown = present_submission(submission, shown_judgement(submission))
        yield _json(f"runs-and-submissions/{name}", shown)
    for number, stream in enumerate(_streams(session), start=1):
        name = f"{number:04}-{stream.problem.key}-{stream.language}.json"
        yield _json(f"log/{name}", _stream_document(stream))


def _drafts(session: DsaSession) -> list[Draft]:
    return list(session.drafts.select_related("problem").order_by("problem__title", "language"))


def _streams(session: DsaSession) -> QuerySet[DraftStream]:
    return session.draft_streams.select_related("problem").defer("text", "runs")


def _shown_streams(streams: Sequence[DraftStream]) -> list[ShownStream]:
    counted: dict[int, Counter[str]] = {}
    left = MAX_COUNTED_CHARACTERS
    for stream in streams:
        if stream.stored_characters <= left:
            left -= stream.stored_characters
            counted[stream.pk] = Counter()
    rows = DraftChanges.objects.filter(stream__in=counted).order_by()
    for stream_id, packed in rows.values_list("stream", "changes_json").iterator():
        counted[stream_id].update(entry["origin"] for entry in orjson.loads(packed))
    return [
        ShownStream(
            name=_name(stream),
            started_at=stream.started_at,
            last_at=stream.last_at,
            changes=stream.next_sequence,
            origins=_told(counted[stream.pk]) if stream.pk in counted else None,
        )
        for stream in streams
    ]


def _told(counted: Counter[str]) -> list[tuple[str, int]]:
    return [(str(origin.label), counted[origin]) for origin in TOLD_ORIGINS if counted[origin]]


def _stream_document(stream: DraftStream) -> Json:
    return {
        "problemId": stream.problem.key,
        "language": stream.language,
        "stream": str(stream.key),
        "device": str(stream.device),
        "startedAt": stream.started_at,
        "lastAt": stream.last_at,
        "changes": list(entries_of(stream.changes.all())),
    }


def _submission(submission: Submission) -> ShownSubmission:
    summary = present_summary(submission)
    return ShownSubmission(
        name=_name(submission),
        kind=submission.get_kind_display(),
        created_at=submission.created_at,
        outcome=summary["verdict"] or "not judged",
        source_code=submission.source_code,
    )


def _name(of: Draft | DraftStream | Submission) -> str:
    return f"{of.problem.title}, {Language(of.language).label}"


def _json(name: str, document: Any) -> tuple[str, bytes]:
    return f"coding-session/{name}", orjson.dumps(document, option=orjson.OPT_INDENT_2)
