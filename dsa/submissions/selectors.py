"""Find runs and submissions. Nothing here writes."""

from uuid import UUID

from dsa.errors import SessionCode, session_refused
from dsa.models import Judgement, Submission
from talentsync.lib.prepared_query import PreparedQuery

# Whoever runs something waits for these.
_SUBMISSION = PreparedQuery(
    lambda pk: Submission.objects.select_related("problem").filter(pk=pk), Submission._meta.pk
)
_UNFINISHED = PreparedQuery(
    lambda submission_id: Judgement.objects.unfinished().filter(submission=submission_id).only("pk"),
    Submission._meta.pk,
)


def find_submission(submission_id: UUID) -> Submission:
    """The submission with its problem. Raises Refused, also where it was erased with its session."""
    submission = _SUBMISSION.first(submission_id)
    if submission is None:
        raise session_refused(SessionCode.SUBMISSION_NOT_FOUND)
    return submission


def is_being_judged(submission_id: UUID) -> bool:
    return _UNFINISHED.first(submission_id) is not None
