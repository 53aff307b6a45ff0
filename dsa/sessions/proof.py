"""The logs of a coding session, as their digests are made (docs/proof.md)."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from dsa.models import DraftChanges, DsaSession, Submission
from dsa.rules import READABLE_AFTER_FINISH
from interviews.chain import time_text
from interviews.choices import InterviewState
from interviews.hooks import ProvenLog
from interviews.timeline import Actor

SUBMISSIONS: Final = "submissions"
DRAFTS: Final = "drafts"
# What was taken at the last moment is stored by then.
SETTLING: Final = timedelta(minutes=1)


def _submissions(interview_id: UUID) -> Iterator[Mapping[str, Any]]:
    rows = Submission.objects.filter(session__invitation__interview=interview_id)
    for row in rows.order_by("created_at", "pk").select_related("session").iterator():
        yield {
            "id": str(row.pk),
            "at": time_text(row.created_at),
            "actor": Actor(invitation_id=row.session.invitation_id).key,
            "problem": row.problem_id,
            "kind": row.kind,
            "language": row.language,
            "source": row.source_code,
            "stdin": row.stdin,
            "ownTests": row.own_tests,
            "isAutomatic": row.is_automatic,
        }


def _drafts(interview_id: UUID) -> Iterator[Mapping[str, Any]]:
    rows = DraftChanges.objects.filter(stream__session__invitation__interview=interview_id)
    # The stream's own text would come along with each of its rows.
    rows = rows.select_related("stream__session").defer("stream__text", "stream__runs")
    for row in rows.order_by("received_at", "pk").iterator(chunk_size=500):
        yield {
            "stream": str(row.stream.key),
            "device": str(row.stream.device),
            "actor": Actor(invitation_id=row.stream.session.invitation_id).key,
            "problem": row.stream.problem_id,
            "language": row.stream.language,
            "first": row.first_sequence,
            "count": row.count,
            "firstAt": time_text(row.first_at),
            "lastAt": time_text(row.last_at),
            "at": time_text(row.received_at),
            "changes": row.changes_json,
            "isCheckpoint": row.is_checkpoint,
            "textAfter": row.text_after,
            "runsAfter": row.runs_after,
        }


def _has_no_active_session(interview_id: UUID) -> bool:
    return not DsaSession.objects.active().filter(invitation__interview=interview_id).exists()


def _takes_no_more_changes(interview_id: UUID) -> bool:
    """What was written before the end of a session may arrive for a while after it, unless it was cancelled."""
    sessions = DsaSession.objects.filter(invitation__interview=interview_id)
    may_come = sessions.exclude(invitation__interview__state=InterviewState.CANCELLED).filter(
        finished_at__gt=timezone.now() - READABLE_AFTER_FINISH - SETTLING
    )
    return _has_no_active_session(interview_id) and not may_come.exists()


LOGS: Final = (
    ProvenLog(SUBMISSIONS, _submissions, _has_no_active_session),
    ProvenLog(DRAFTS, _drafts, _takes_no_more_changes),
)
