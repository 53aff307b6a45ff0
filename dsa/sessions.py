"""The rules of coding sessions, and how the session behind a link is found.

Rules are pure functions that return the reason for a refusal, or None. Loaders read the records and raise `Refused`.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from dsa.execution import ExecutionError, Language, get_backend
from dsa.models import Draft, DsaSession, Problem
from dsa.models.session import LARGEST_SOURCE_CHARACTERS
from dsa.models.submission import LARGEST_STDIN_CHARACTERS
from dsa.vocabulary import SessionState
from interviews.access import MESSAGES, AccessCode, invitation_refusal, refused
from interviews.models import Invitation
from interviews.vocabulary import InterviewState, StageMode
from talentsync.lib.errors import Refused
from talentsync.lib.queries import at_most_one

logger = logging.getLogger(__name__)

# What was sent just before the deadline may arrive just after it.
GRACE = timedelta(seconds=2)
# A link that expires with the session still shows how the last submission went.
READABLE_AFTER_FINISH = timedelta(hours=1)
# Enough for somebody who tries one idea after another, too few to fill the queue with.
MOST_RUNS_IN_FLIGHT = 4


class SessionCode(StrEnum):
    """Stable codes of refused acts in a coding session; those about the link and the interview are AccessCode's."""

    NOT_A_DSA_STAGE = "not_a_dsa_stage"
    NOT_YET_OPEN = "not_yet_open"
    NOT_STARTED = "not_started"
    SESSION_OVER = "session_over"
    CONSENT_REQUIRED = "consent_required"
    NO_PROBLEMS = "no_problems"
    PROBLEM_NOT_FOUND = "problem_not_found"
    PROBLEM_NOT_READY = "problem_not_ready"
    PROBLEMS_IN_USE = "problems_in_use"
    SUBMISSION_NOT_FOUND = "submission_not_found"
    SUBMISSION_IN_FLIGHT = "submission_in_flight"
    RUNS_IN_FLIGHT = "runs_in_flight"
    LANGUAGE_NOT_OFFERED = "language_not_offered"
    SOURCE_TOO_LARGE = "source_too_large"
    INPUT_TOO_LARGE = "input_too_large"
    TEXT_INVALID = "text_invalid"
    DRAFT_CONFLICT = "draft_conflict"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    EXECUTION_UNAVAILABLE = "execution_unavailable"
    EXTRA_TIME_INVALID = "extra_time_invalid"
    NOT_FINISHED = "not_finished"


CODE_MESSAGES: Mapping[SessionCode, str] = {
    SessionCode.NOT_A_DSA_STAGE: "This interview is not a coding session.",
    SessionCode.NOT_YET_OPEN: "This session is not open yet.",
    SessionCode.NOT_STARTED: "Start the session first.",
    SessionCode.SESSION_OVER: "This session is over.",
    SessionCode.CONSENT_REQUIRED: "Answer first whether your webcam may be used.",
    SessionCode.NO_PROBLEMS: "This session has no problems yet. Ask the person who invited you.",
    SessionCode.PROBLEM_NOT_FOUND: "There is no such problem in this session.",
    SessionCode.PROBLEM_NOT_READY: "Only problems that are ready can be given to candidates.",
    SessionCode.PROBLEMS_IN_USE: (
        "A candidate has started: problems can be added at the end, but neither removed nor put in another order."
    ),
    SessionCode.SUBMISSION_NOT_FOUND: "There is no such submission in this session.",
    SessionCode.SUBMISSION_IN_FLIGHT: "Your last submission of this problem is still being judged.",
    SessionCode.RUNS_IN_FLIGHT: "Your last runs are not done yet. Wait for one of them.",
    SessionCode.LANGUAGE_NOT_OFFERED: "This language cannot be used for this problem.",
    SessionCode.SOURCE_TOO_LARGE: f"Code is at most {LARGEST_SOURCE_CHARACTERS} characters long.",
    SessionCode.INPUT_TOO_LARGE: f"Input is at most {LARGEST_STDIN_CHARACTERS} characters long.",
    SessionCode.TEXT_INVALID: "The text holds characters that cannot be stored, such as NUL.",
    SessionCode.DRAFT_CONFLICT: "The code was changed on another device.",
    SessionCode.IDEMPOTENCY_KEY_REUSED: "This Idempotency-Key was used for something else.",
    SessionCode.EXECUTION_UNAVAILABLE: "Programs cannot be run at the moment. Try again in a minute.",
    SessionCode.EXTRA_TIME_INVALID: "The extra time must be from 1 minute to 24 hours altogether.",
    SessionCode.NOT_FINISHED: "Only a finished session can be reopened.",
}


def session_refused(code: SessionCode | AccessCode) -> Refused:
    """The exception for a code, with its standing message."""
    return Refused(code, MESSAGES[code] if isinstance(code, AccessCode) else CODE_MESSAGES[code])


class DraftConflict(Refused):
    """Somebody saved this draft in between; `current` is what is stored now."""

    def __init__(self, current: Draft) -> None:
        super().__init__(SessionCode.DRAFT_CONFLICT, CODE_MESSAGES[SessionCode.DRAFT_CONFLICT])
        self.current = current


# Rules ----------------------------------------------------------------------------------------------------------------


def opens_at(session: DsaSession) -> datetime:
    """From when on the session may be started. It closes with the invitation."""
    return session.invitation.interview.scheduled_start


def minutes(session: DsaSession) -> int:
    """How long the session lasts, extra time included."""
    if session.started_at is not None and session.deadline is not None:
        return round((session.deadline - session.started_at) / timedelta(minutes=1))
    stage_minutes: int = session.invitation.interview.stage.dsa_config["durationMinutes"]
    return stage_minutes + session.extra_minutes


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


# Loaders --------------------------------------------------------------------------------------------------------------


def session_for_invitation(invitation: Invitation) -> DsaSession:
    """The invitation's session, made if this is the first time that anybody asks for it."""
    session, _ = DsaSession.objects.get_or_create(invitation=invitation)
    # The caller's, with its interview and stage: the row just read would fetch them again.
    session.invitation = invitation
    return session


def session_for_token(token: str) -> DsaSession:
    """The session behind a link, with invitation, interview and stage. Raises Refused.

    One whose time is up is finished on the way, so that nobody depends on the schedule for that. `start_refusal` and
    `work_refusal` say what may be done in it.
    """
    now = timezone.now()
    invitation = at_most_one(
        Invitation.objects.with_token(token).select_related("interview__stage", "dsa_session")
    )
    if invitation is None:
        raise refused(AccessCode.INVITATION_INVALID)
    session: DsaSession | None = getattr(invitation, "dsa_session", None)
    if code := token_refusal(invitation, session, now):
        raise session_refused(code)
    session = session or session_for_invitation(invitation)
    if is_overdue(session, now):
        from dsa.services_sessions import finish_if_overdue

        session = finish_if_overdue(session=session)
    return session


def problem_in(session: DsaSession, problem_key: str) -> Problem:
    """A problem of the session, with its languages. "Not yours" and "not there" are the same answer."""
    problems = Problem.objects.filter(
        assignments__interview=session.invitation.interview_id, key=problem_key
    ).prefetch_related("languages")
    problem = at_most_one(problems)
    if problem is None:
        raise session_refused(SessionCode.PROBLEM_NOT_FOUND)
    return problem


def backend_languages() -> Mapping[Language, str]:
    """What the execution backend offers, each language with its version. The backend remembers it.

    Raises Refused with `execution_unavailable`.
    """
    try:
        return get_backend().languages()
    except ExecutionError as error:
        logger.warning("The execution backend offers nothing: %s", error)
        raise session_refused(SessionCode.EXECUTION_UNAVAILABLE) from error


def allowed_languages(session: DsaSession, problem: Problem) -> list[Language]:
    """What stage and problem allow, in the order of the stage's list, whether or not it can be run at the moment."""
    not_for_this = {row.language for row in problem.languages.all() if not row.is_offered}
    stage_languages: list[str] = session.invitation.interview.stage.dsa_config["languages"]
    return [Language(name) for name in stage_languages if name not in not_for_this]


def offered_languages(session: DsaSession, problem: Problem) -> list[Language]:
    """What the problem may be solved in here. Raises Refused with `execution_unavailable`."""
    here = backend_languages()
    return [language for language in allowed_languages(session, problem) if language in here]
