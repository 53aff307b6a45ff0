"""Kept code."""

from dsa.models import Draft, DsaSession
from dsa.sessions.presenters.values import Json, utc_time
from talentsync.lib.prepared_query import PreparedQuery

# Every visit of the page asks for them.
_DRAFTS = PreparedQuery(
    lambda session_id: (
        Draft.objects.select_related("problem")
        .only("language", "source_code", "version", "saved_at", "problem__key")
        .filter(session=session_id)
    ),
    DsaSession._meta.pk,
)


def present_drafts(session: DsaSession) -> list[Json]:
    return [present_draft(draft) for draft in _DRAFTS.rows(session.pk)]


def present_draft(draft: Draft) -> Json:
    return {
        "problemId": draft.problem.key,
        "language": draft.language,
        "sourceCode": draft.source_code,
        "version": draft.version,
        "savedAt": utc_time(draft.saved_at),
    }
