"""What a candidate leaves in a coding session: the log of drafts, as an editor writes it, and a submission."""

import uuid
from datetime import timedelta
from typing import Any

from dsa.choices import JudgementState, Origin, SubmissionKind
from dsa.draft_log.services import Change, StreamName, append_changes
from dsa.models import DraftStream, DsaSession, Judgement, Problem, Submission


def write(session: DsaSession, *batches: list[tuple[float, Origin, Any]]) -> DraftStream:
    """One editor's changes, in seconds after the start."""
    name = StreamName(uuid.uuid4(), uuid.uuid4(), "mirror", "python")
    first = 0
    assert session.started_at is not None
    start = session.started_at.timestamp() * 1000
    for batch in batches:
        changes = [
            Change(
                round(start + 1000 * seconds),
                origin,
                what if isinstance(what, list) else None,
                what if isinstance(what, str) else None,
            )
            for seconds, origin, what in batch
        ]
        first = append_changes(session=session, name=name, first=first, changes=changes)
    return DraftStream.objects.get(key=name.key)


def typed(seconds: float, length: int, text: str) -> tuple[float, Origin, Any]:
    return seconds, Origin.TYPED, [*([length] if length else []), [0, *text.split("\n")]]


def wrong_submission(session: DsaSession, problem: Problem) -> Submission:
    """One that was made 70 s after the start, and judged as wrong 2 s later."""
    assert session.started_at is not None
    submission = Submission.objects.create(
        session=session,
        problem=problem,
        kind=SubmissionKind.SUBMIT,
        language="python",
        source_code="abc",
        created_at=session.started_at + timedelta(seconds=70),
    )
    Judgement.objects.create(
        submission=submission,
        session=session,
        problem=problem,
        kind=submission.kind,
        state=JudgementState.FINISHED,
        verdict="WA",
        passed=1,
        total=3,
        queued_at=submission.created_at,
        started_at=submission.created_at,
        finished_at=submission.created_at + timedelta(seconds=2),
    )
    return submission
