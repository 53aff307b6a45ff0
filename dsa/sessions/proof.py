"""The log of a coding session, as its digest is made (docs/proof.md)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from dsa.models import Submission
from interviews.chain import time_text
from interviews.hooks import ProvenLog

SUBMISSIONS: Final = "submissions"


def _submissions(interview_id: UUID) -> Iterator[Mapping[str, Any]]:
    rows = Submission.objects.filter(session__invitation__interview=interview_id)
    for row in rows.order_by("created_at", "pk").select_related("session").iterator():
        yield {
            "id": str(row.pk),
            "at": time_text(row.created_at),
            "actor": f"invitation:{row.session.invitation_id}",
            "problem": row.problem_id,
            "kind": row.kind,
            "language": row.language,
            "source": row.source_code,
            "stdin": row.stdin,
            "ownTests": row.own_tests,
            "isAutomatic": row.is_automatic,
        }


LOG: Final = ProvenLog(SUBMISSIONS, _submissions)
