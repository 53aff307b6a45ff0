"""Whether an interview still takes what is written in its room, and keeping it so while that is written."""

from collections.abc import Collection
from functools import lru_cache
from uuid import UUID

from interviews.access.codes import AccessCode, refused
from interviews.choices import ENDED_STATES, InterviewState
from interviews.models import Interview
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedQuery


@lru_cache(maxsize=100)
def _locked_states(count: int) -> PreparedQuery[Interview]:
    """So many interviews with their state, locked in the order of their ids: every keystroke of a room begins so."""
    return PreparedQuery(
        lambda *keys: (
            Interview.objects.select_for_update(no_key=True).only("state").filter(pk__in=keys).order_by("pk")
        ),
        *[Interview._meta.pk] * count,
    )


def lock_active_interviews(interview_ids: Collection[UUID]) -> dict[UUID, Refused | None]:
    """Keep interviews from ending or being deleted before this transaction ends; gives why each may not be written to.

    In the order of their ids, so that two transactions that lock several never wait for each other. SQLite knows no
    such locks and needs none: there the transaction holds the only write lock from its start.
    """
    locked = _locked_states(len(interview_ids)).rows(*interview_ids)
    states = {interview.pk: interview.state for interview in locked}
    return {id: _end_refusal(states.get(id)) for id in interview_ids}


def _end_refusal(state: str | None) -> Refused | None:
    if state is None:
        return refused(AccessCode.ROOM_NOT_FOUND)
    if state == InterviewState.CANCELLED:
        return refused(AccessCode.INTERVIEW_CANCELLED)
    return refused(AccessCode.INTERVIEW_OVER) if state in ENDED_STATES else None


def has_ended(interview_id: UUID) -> bool:
    """Whether nobody may change anything in the room any more."""
    return not Interview.objects.open().filter(pk=interview_id).exists()
