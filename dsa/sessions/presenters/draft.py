"""Kept code."""

from dsa.models import Draft, DsaSession
from dsa.sessions.presenters.values import Json, utc_time


def present_drafts(session: DsaSession) -> list[Json]:
    return [present_draft(draft) for draft in session.drafts.select_related("problem")]


def present_draft(draft: Draft) -> Json:
    return {
        "problemId": draft.problem.key,
        "language": draft.language,
        "sourceCode": draft.source_code,
        "version": draft.version,
        "savedAt": utc_time(draft.saved_at),
    }
