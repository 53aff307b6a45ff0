"""What people in a room ask of its runs: to run the shared code, to stop it, and what the last ones gave."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dsa.execution import ExecutionError, Language, get_backend
from interviews.access.rooms import Participant
from rooms.document.store import newest_sequence
from rooms.errors import RoomCode, refused
from rooms.models import CodeRun, CodeRunState
from rooms.models.code_run import UNFINISHED_RUN_STATES
from rooms.running.presenters import recent_run
from rooms.running.problems import problem_to_run, require_limits
from rooms.running.queue import CODE_RUNS
from rooms.running.runner import record_end
from rooms.services.open_interviews import lock_active_interviews
from talentsync.lib.queries import first_or_none

logger = logging.getLogger(__name__)

# Enough for somebody who tries one idea after another, too few to keep a core busy with one room.
MAX_RUNS_PER_MINUTE = 15
# As many as late joiners get.
RECENT_RUNS = 8


def offered_languages() -> Mapping[Language, str]:
    """What the execution backend runs, each language with its version; the backend remembers it.

    Needs no database, and the first call of a process may take seconds. Raises Refused with `execution_unavailable`.
    """
    try:
        return get_backend().languages()
    except ExecutionError as error:
        raise refused(RoomCode.EXECUTION_UNAVAILABLE) from error


def require_runnable(interview_id: UUID) -> None:
    """Raises Refused with `execution_unavailable` where limits do not all hold, and this room is none of the demo."""
    try:
        require_limits(interview_id)
    except ExecutionError as error:
        logger.warning("Code of %s is not run here: %s", interview_id, error)
        raise refused(RoomCode.EXECUTION_UNAVAILABLE) from error


@transaction.atomic
def request_run(
    *,
    participant: Participant,
    user_id: str,
    name: str,
    language: Language,
    stdin: str,
    problem_key: str | None = None,
) -> CodeRun:
    """Have the document run as it is now: on `stdin`, or on the visible tests of a problem of the interview.

    Raises Refused: one at a time, so many a minute, in an open interview, and in a language that the problem allows.
    """
    interview_id = participant.interview_id
    require_runnable(interview_id)
    if refusal := lock_active_interviews([interview_id])[interview_id]:
        raise refusal
    runs = CodeRun.objects.filter(interview_id=interview_id)
    if runs.filter(state__in=UNFINISHED_RUN_STATES).exists():
        raise refused(RoomCode.RUN_IN_PROGRESS)
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    if runs.filter(created_at__gt=a_minute_ago).count() >= MAX_RUNS_PER_MINUTE * settings.ROOM_RATE_FACTOR:
        raise refused(RoomCode.TOO_MANY_RUNS)
    problem = None if problem_key is None else problem_to_run(interview_id, problem_key, language)
    return CODE_RUNS.enqueue(
        CodeRun(
            interview_id=interview_id,
            actor_user_id=participant.actor.user_id,
            actor_invitation_id=participant.actor.invitation_id,
            peer_id=user_id,
            author_name=name,
            language=language,
            document_sequence=newest_sequence(interview_id),
            stdin=stdin,
            problem=problem,
        )
    )


@transaction.atomic
def stop_run(*, interview_id: UUID, run_id: UUID) -> CodeRun:
    """Stop a run of the room, and give it as it is then: the worker of one that is under way ends it soon.

    One that is over stays as it is. Raises Refused for a run of another room.
    """
    runs = CodeRun.objects.filter(pk=run_id, interview_id=interview_id)
    ended = {"state": CodeRunState.STOPPED, "is_stop_requested": True, "finished_at": timezone.now()}
    has_ended = runs.filter(state=CodeRunState.QUEUED, claim=None).update(**ended) == 1
    if not has_ended:
        runs.filter(state__in=UNFINISHED_RUN_STATES).update(is_stop_requested=True)
    run = first_or_none(runs.select_related("problem"))
    if run is None:
        raise refused(RoomCode.UNKNOWN_RUN)
    if has_ended:
        record_end(run)
    return run


def recent_runs(interview_id: UUID) -> list[dict[str, Any]]:
    """The last runs of a room, oldest first, as `run_sync` gives them."""
    newest = (
        CodeRun.objects.filter(interview_id=interview_id)
        .select_related("problem")
        .order_by("-created_at")[:RECENT_RUNS]
    )
    return [recent_run(run) for run in reversed(newest)]
