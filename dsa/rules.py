"""The rules of coding sessions: pure functions that return the reason for a refusal, or None.

Below them, which problem and which languages a session may use; these read the records and raise `Refused`.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from dsa.choices import DEMO_PROBLEMS, ProblemState, SessionState
from dsa.errors import SessionCode, session_refused
from dsa.execution import (
    OPT_IN,
    BackendUnavailable,
    ExecutionError,
    Language,
    get_backend,
    require_firm_limits,
    require_validators,
)
from dsa.models import DsaSession, Problem, ProblemLanguage
from dsa.models.problem import ProblemQuerySet
from dsa.problems.programs import has_driver
from interviews.access.codes import AccessCode
from interviews.access.invitations import invitation_refusal
from interviews.choices import InterviewState, StageMode
from interviews.models import Interview, Invitation, StageTypeConfig
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedQuery

logger = logging.getLogger(__name__)

# What was sent just before the deadline may arrive just after it.
GRACE = timedelta(seconds=2)
# A link that expires with the session still shows how the last submission went.
READABLE_AFTER_FINISH = timedelta(hours=1)
# Enough for somebody who tries one idea after another, too few to fill the queue with.
MAX_RUNS_IN_FLIGHT = 4


def opens_at(session: DsaSession) -> datetime:
    """From when on the session may be started. It closes with the invitation."""
    return session.invitation.interview.scheduled_start


def minutes(session: DsaSession) -> int:
    """How long the session lasts, extra time included."""
    if session.started_at is not None and session.deadline is not None:
        return round((session.deadline - session.started_at) / timedelta(minutes=1))
    return session.invitation.interview.duration_minutes + session.extra_minutes


def start_refusal(session: DsaSession, now: datetime) -> SessionCode | AccessCode | None:
    """Why a session that waits cannot be started now. Starting one that has started changes nothing."""
    if session.state == SessionState.FINISHED:
        return SessionCode.SESSION_OVER
    if code := _interview_refusal(session):
        return code
    if session.state == SessionState.WAITING and now < opens_at(session):
        return SessionCode.NOT_YET_OPEN
    return None


def work_refusal(session: DsaSession, now: datetime) -> SessionCode | AccessCode | None:
    """Why nothing can be saved, run or submitted now."""
    if session.state == SessionState.WAITING:
        return _interview_refusal(session) or SessionCode.NOT_STARTED
    if session.state == SessionState.FINISHED or is_overdue(session, now):
        return SessionCode.SESSION_OVER
    return _interview_refusal(session)


def is_overdue(session: DsaSession, now: datetime) -> bool:
    """Whether the time of a session at work is up, with what may still be on its way."""
    return (
        session.state == SessionState.ACTIVE
        and session.deadline is not None
        and session.deadline + GRACE <= now
    )


def _interview_refusal(session: DsaSession) -> AccessCode | None:
    state = session.invitation.interview.state
    if state == InterviewState.CANCELLED:
        return AccessCode.INTERVIEW_CANCELLED
    return AccessCode.INTERVIEW_OVER if state == InterviewState.COMPLETED else None


def token_refusal(
    invitation: Invitation, session: DsaSession | None, now: datetime
) -> SessionCode | AccessCode | None:
    """Why this link opens no session. A link that expires in the middle of one is good to its end."""
    code = invitation_refusal(invitation, now=now)
    is_expired = code is AccessCode.INVITATION_EXPIRED
    if code is not None and not (is_expired and session is not None and _outlives_link(session, now)):
        return code
    if invitation.interview.stage.mode != StageMode.DSA:
        return SessionCode.NOT_A_DSA_STAGE
    if invitation.interview.state == InterviewState.CANCELLED:
        return AccessCode.INTERVIEW_CANCELLED
    return None


def _outlives_link(session: DsaSession, now: datetime) -> bool:
    if session.state == SessionState.ACTIVE:
        return True
    return session.finished_at is not None and now < session.finished_at + READABLE_AFTER_FINISH


def takes_problems(stage: StageTypeConfig) -> bool:
    """Whether interviews of this stage can have problems: coding sessions, and rooms whose shared code can be run."""
    has_shared_code: bool = stage.mode == StageMode.LIVE and stage.tools_config["codeEditor"]
    return stage.mode == StageMode.DSA or has_shared_code


def can_be_given(problems: Iterable[Problem]) -> list[Problem]:
    """Those of these problems that can be given to somebody now: they are ready, and what judges them runs here."""
    ready = [problem for problem in problems if problem.state == ProblemState.VALIDATED]
    if not any(problem.has_validator for problem in ready) or can_run_validators():
        return ready
    return [problem for problem in ready if not problem.has_validator]


# Every run begins with the first, every save of a draft with the second, every visit of the page with the third.
_PROBLEM = PreparedQuery(
    lambda interview_id, key: Problem.objects.filter(assignments__interview=interview_id, key=key),
    Interview._meta.pk,
    Problem._meta.get_field("key"),
)
_PROBLEM_IN_SHORT = PreparedQuery(
    lambda interview_id, key: in_short(Problem.objects.filter(assignments__interview=interview_id, key=key)),
    Interview._meta.pk,
    Problem._meta.get_field("key"),
)
_PROBLEMS_IN_SHORT = PreparedQuery(
    lambda interview_id: in_short(Problem.objects.filter(assignments__interview=interview_id)).order_by(
        "assignments__position", "assignments__pk"
    ),
    Interview._meta.pk,
)


def in_short(problems: ProblemQuerySet) -> ProblemQuerySet:
    """With what says which languages each may be solved in, and no more: a statement may be long."""
    return problems.only("key", "changed_at", "function_signature", "output_validation")


def problems_in(session: DsaSession) -> list[Problem]:
    """The session's problems in their order, in short."""
    return list(_PROBLEMS_IN_SHORT.rows(session.invitation.interview_id))


def problem_in(session: DsaSession, problem_key: str) -> Problem:
    """A problem of the session. "Not yours" and "not there" are the same answer."""
    problem = _PROBLEM.first(session.invitation.interview_id, problem_key)
    if problem is None:
        raise session_refused(SessionCode.PROBLEM_NOT_FOUND)
    return problem


def problem_for_draft(session: DsaSession, problem_key: str, language: str) -> Problem:
    """The same for a draft in this language: in short.

    Raises Refused with `problem_not_found` or `language_not_offered`.
    """
    problem = _PROBLEM_IN_SHORT.first(session.invitation.interview_id, problem_key)
    if problem is None:
        raise session_refused(SessionCode.PROBLEM_NOT_FOUND)
    if language not in _stage_languages(session) or not allows_language(problem, Language(language)):
        raise session_refused(SessionCode.LANGUAGE_NOT_OFFERED)
    return problem


def _stage_languages(session: DsaSession) -> list[str]:
    languages: list[str] = session.invitation.interview.stage.dsa_config["languages"]
    return languages


def backend_languages() -> Mapping[Language, str]:
    """What the execution backend offers, each language with its version. The backend remembers it.

    Raises Refused with `execution_unavailable`.
    """
    try:
        return get_backend().languages()
    except ExecutionError as error:
        raise _unavailable(error) from error


def allowed_languages(session: DsaSession, problem: Problem) -> list[Language]:
    """What stage and problem allow, in the order of the stage's list, whether or not it can be run at the moment."""
    languages = map(Language, _stage_languages(session))
    return [language for language in languages if allows_language(problem, language)]


def allows_language(problem: Problem, language: Language) -> bool:
    """Whether the problem itself may be solved in this language."""
    offered = _stated_languages(problem.pk, problem.changed_at)
    return offered.get(language, language not in OPT_IN) and has_driver(problem, language)


# Every change of a problem and of its languages moves `changed_at`, so nothing here grows old.
@lru_cache(maxsize=256)
def _stated_languages(problem_id: int, changed_at: datetime) -> Mapping[str, bool]:
    """Of each language of which something is stated, whether it is offered."""
    stated = ProblemLanguage.objects.filter(problem=problem_id)
    return dict(stated.values_list("language", "is_offered"))


def require_judgeable(problem: Problem) -> None:
    """Raises Refused with `execution_unavailable` where this problem is not judged.

    Because only the demo is, and this is none of it, or because the backend runs no output validators.
    """
    try:
        if problem.key not in DEMO_PROBLEMS:
            require_firm_limits()
        if problem.has_validator:
            require_validators()
    except ExecutionError as error:
        logger.warning("The problem %s is not judged here: %s", problem.key, error)
        raise session_refused(SessionCode.EXECUTION_UNAVAILABLE) from error


def can_run_validators() -> bool:
    """Whether problems that an output validator judges can be given to candidates here."""
    try:
        require_validators()
    except ExecutionError:
        return False
    return True


def offered_languages(session: DsaSession, problem: Problem) -> list[Language]:
    """What the problem may be solved in here. Raises Refused with `execution_unavailable`.

    While the backend is away, what it offers may be unknown. Then all that is allowed: what is sent waits for it.
    """
    require_judgeable(problem)
    return _that_run_here(allowed_languages(session, problem))


def is_offered(session: DsaSession, problem: Problem, language: str) -> bool:
    """Whether this is one of `offered_languages`. Raises Refused like that."""
    require_judgeable(problem)
    if language not in _stage_languages(session):
        return False
    known = Language(language)
    return allows_language(problem, known) and bool(_that_run_here([known]))


def _that_run_here(allowed: list[Language]) -> list[Language]:
    try:
        here = get_backend().languages()
    except BackendUnavailable:
        return allowed
    except ExecutionError as error:
        raise _unavailable(error) from error
    return [language for language in allowed if language in here]


def _unavailable(error: ExecutionError) -> Refused:
    logger.warning("The execution backend offers nothing: %s", error)
    return session_refused(SessionCode.EXECUTION_UNAVAILABLE)
