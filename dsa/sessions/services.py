"""Every write of a coding session. Each is one transaction that also writes its timeline event.

Rows are locked in one order everywhere: session, interview, judgement.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dsa.choices import SUBMITTING_REASONS, FinishReason, SessionState
from dsa.errors import DraftConflict, SessionCode, session_refused
from dsa.models import Draft, DraftStream, DsaSession, InterviewProblem, Judgement, Problem, Submission
from dsa.models.session import MAX_EXTRA_MINUTES, MAX_SOURCE_CHARACTERS
from dsa.rules import (
    GRACE,
    can_run_validators,
    is_overdue,
    minutes,
    problem_for_draft,
    start_refusal,
    takes_problems,
    work_refusal,
)
from dsa.session_lock import locked_session
from dsa.sessions.proof import DRAFTS, SUBMISSIONS
from dsa.sessions.selectors import invitation_for_token, session_of
from dsa.submissions import services as submission_services
from dsa.submissions.sanitize import require_storable
from interviews.access.codes import AccessCode
from interviews.choices import ENDED_STATES, EventKind, InterviewState, StageMode
from interviews.hooks import session_start_refusal
from interviews.mail import outbox
from interviews.models import Interview, Invitation, User
from interviews.services.interviews import (
    complete_interview,
    lock_active_interview,
    reopen_interview,
    start_interview,
)
from interviews.services.proof import record_log_erased
from interviews.timeline import SYSTEM, Actor, record_event
from talentsync.lib.prepared_query import PreparedQuery, PreparedUpdate
from talentsync.lib.sweeps import count_done

# Problems -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def assign_problems(*, interview: Interview, problems: Sequence[Problem], actor: User) -> None:
    """Give an interview's candidates exactly these problems, in this order: in their session, or in the room.

    Only ready ones can be added; one that is assigned already stays usable when it is changed or retired. Once a
    candidate has started, problems can only be added at the end. Raises Refused.
    """
    if not takes_problems(interview.stage):
        raise session_refused(SessionCode.TAKES_NO_PROBLEMS)
    lock_active_interview(interview.pk)
    assigned = {row.problem_id: row for row in InterviewProblem.objects.filter(interview=interview)}
    wanted = list(dict.fromkeys(problem.pk for problem in problems))
    ready = set(Problem.objects.ready().filter(pk__in=wanted).values_list("pk", flat=True))
    if set(wanted) - ready - set(assigned):
        raise session_refused(SessionCode.PROBLEM_NOT_READY)
    added = [problem for problem in problems if problem.pk not in assigned]
    if any(problem.has_validator for problem in added) and not can_run_validators():
        raise session_refused(SessionCode.PROBLEM_NOT_JUDGEABLE)
    has_started = DsaSession.objects.filter(invitation__interview=interview).exclude(
        state=SessionState.WAITING
    )
    if wanted[: len(assigned)] != list(assigned) and has_started.exists():
        raise session_refused(SessionCode.PROBLEMS_IN_USE)
    if wanted == list(assigned):
        return
    if assigned:
        InterviewProblem.objects.filter(interview=interview).exclude(problem__in=wanted).delete()
    # In one statement: a hundred people may be invited to the same problems in one request.
    InterviewProblem.objects.bulk_create(
        (
            InterviewProblem(interview=interview, problem_id=problem_id, position=position)
            for position, problem_id in enumerate(wanted)
        ),
        update_conflicts=True,
        unique_fields=["interview", "problem"],
        update_fields=["position"],
    )
    keys = {problem.pk: problem.key for problem in problems}
    record_event(
        interview.pk,
        EventKind.DSA_PROBLEMS_ASSIGNED,
        actor=Actor.user(actor),
        payload={"problemIds": [keys[problem_id] for problem_id in wanted]},
    )


# The session's lifecycle ----------------------------------------------------------------------------------------------


def get_or_create_session(invitation: Invitation) -> DsaSession:
    """The invitation's session, created on first use."""
    session, _ = DsaSession.objects.get_or_create(invitation=invitation)
    # The caller's, with its interview and stage: the row just read would fetch them again.
    session.invitation = invitation
    return session


def open_session(token: str) -> DsaSession:
    """The session behind a link, created on first use, and finished if its time is up. Raises Refused.

    Finished here, so that nobody depends on the schedule for that.
    """
    invitation = invitation_for_token(token)
    session = session_of(invitation) or get_or_create_session(invitation)
    if is_overdue(session, timezone.now()):
        session = finish_if_overdue(session=session)
    return session


@transaction.atomic
def start_session(*, session: DsaSession) -> DsaSession:
    """Let the time run. Starting a session that runs already gives it as it is. Raises Refused."""
    now = timezone.now()
    session = locked_session(session)
    if code := start_refusal(session, now):
        raise session_refused(code)
    if session.state == SessionState.ACTIVE:
        return session
    interview = session.invitation.interview
    if not InterviewProblem.objects.filter(interview=interview).exists():
        raise session_refused(SessionCode.NO_PROBLEMS)
    if reason := session_start_refusal(session.invitation):
        raise reason
    actor = actor_of(session)
    start_interview(interview_id=interview.pk, actor=actor)
    # A recruiter may be ending it at this moment.
    lock_active_interview(interview.pk)
    session.deadline = now + timedelta(minutes=minutes(session))
    session.started_at = now
    session.state = SessionState.ACTIVE
    session.save(update_fields=["state", "started_at", "deadline"])
    record_event(
        interview.pk,
        EventKind.DSA_SESSION_STARTED,
        actor=actor,
        payload={"sessionId": session.pk, "deadline": session.deadline.isoformat()},
        at=now,
    )
    interview.refresh_from_db(fields=["state", "started_at"])
    return session


def save_draft(
    *, session: DsaSession, problem_key: str, language: str, source_code: str, base_version: int
) -> Draft:
    """Keep what stands in the editor. `base_version` is the version that it was made from; 0 where there was none.

    Raises DraftConflict if somebody saved in between (the same text again is no conflict), and Refused.
    """
    # Before the transaction: hundreds of candidates save all the time, and others wait for the lock meanwhile.
    problem = problem_for_draft(session, problem_key, language)
    require_storable(source_code, MAX_SOURCE_CHARACTERS, SessionCode.SOURCE_TOO_LARGE)
    return _save_draft(session, problem, language, source_code, base_version)


# Every candidate saves every few seconds.
_DRAFT = PreparedQuery(
    lambda session_id, problem_id, language: Draft.objects.filter(
        session=session_id, problem=problem_id, language=language
    ),
    DsaSession._meta.pk,
    Problem._meta.pk,
    Draft._meta.get_field("language"),
)
_CHANGE_DRAFT = PreparedUpdate(
    lambda pk, source_code, version, saved_at: (
        Draft.objects.filter(pk=pk),
        {"source_code": source_code, "version": version, "saved_at": saved_at},
    ),
    Draft._meta.pk,
    Draft._meta.get_field("source_code"),
    Draft._meta.get_field("version"),
    Draft._meta.get_field("saved_at"),
)


@transaction.atomic
def _save_draft(
    session: DsaSession, problem: Problem, language: str, source_code: str, base_version: int
) -> Draft:
    now = timezone.now()
    session = locked_session(session)
    if code := work_refusal(session, now):
        raise session_refused(code)
    draft = _DRAFT.first(session.pk, problem.pk, language)
    if draft is None:
        # One that was made from a version that we do not have comes from a browser that remembers more than we do.
        return Draft.objects.create(
            session=session, problem=problem, language=language, source_code=source_code, saved_at=now
        )
    # The one that is read already: the row just read would fetch it again.
    draft.problem = problem
    if draft.source_code == source_code:
        # Looked at again counts as chosen: the last draft is what time's end submits.
        _CHANGE_DRAFT.execute(draft.pk, source_code, draft.version, now)
        draft.saved_at = now
        return draft
    if draft.version != base_version:
        raise DraftConflict(draft)
    draft.source_code, draft.saved_at, draft.version = source_code, now, draft.version + 1
    _CHANGE_DRAFT.execute(draft.pk, source_code, draft.version, now)
    return draft


def finish_session(
    *,
    session: DsaSession,
    reason: FinishReason,
    actor: User | None = None,
    submits_drafts: bool = False,
) -> DsaSession:
    """End a session; one that has ended stays as it is, with its reason.

    Where time was up, a recruiter (`actor`) ends it or the candidate wants it so (`submits_drafts`), each problem's
    last draft is submitted, unless that was done already. What is being judged is judged to its end. Raises Refused
    for a session that never started.
    """
    with transaction.atomic():
        session = locked_session(session)
        if session.state == SessionState.WAITING:
            raise session_refused(SessionCode.NOT_STARTED)
        if session.state == SessionState.ACTIVE:
            now = timezone.now()
            if is_overdue(session, now):
                _finish(session, FinishReason.DEADLINE, now)
            else:
                _finish(session, reason, now, actor, submits_drafts=submits_drafts)
    return session


def finish_if_overdue(*, session: DsaSession) -> DsaSession:
    """End a session whose time is up, unless a recruiter has given it more in the meantime."""
    now = timezone.now()
    with transaction.atomic():
        session = locked_session(session)
        if session.state == SessionState.ACTIVE:
            if is_overdue(session, now):
                _finish(session, FinishReason.DEADLINE, now)
            elif session.invitation.interview.state in ENDED_STATES:
                _finish(session, FinishReason.INTERVIEW_ENDED, now)
    return session


def _finish(
    session: DsaSession,
    reason: FinishReason,
    now: datetime,
    recruiter: User | None = None,
    *,
    submits_drafts: bool = False,
) -> None:
    if submits_drafts or reason in SUBMITTING_REASONS:
        wanted_by = actor_of(session) if submits_drafts else SYSTEM
        submission_services.submit_last_drafts(session, now, wanted_by)
    session.state, session.finished_at, session.finish_reason = SessionState.FINISHED, now, reason
    session.save(update_fields=["state", "finished_at", "finish_reason"])
    record_event(
        session.invitation.interview_id,
        EventKind.DSA_SESSION_FINISHED,
        actor=_who_finished(session, reason, recruiter),
        payload={"sessionId": session.pk, "reason": reason.value},
        at=now,
    )
    outbox.tell_session_finished(session.invitation, once_key=f"session-{session.pk}-{now.isoformat()}")
    complete_if_settled(session.invitation.interview_id)


def _who_finished(session: DsaSession, reason: FinishReason, recruiter: User | None) -> Actor:
    if recruiter is not None:
        return Actor.user(recruiter)
    return actor_of(session) if reason == FinishReason.CANDIDATE else SYSTEM


def finish_overdue() -> int:
    """End the sessions whose time is up, and those of interviews that were ended; gives how many."""
    now = timezone.now()
    over = DsaSession.objects.active().filter(
        Q(deadline__lte=now - GRACE) | Q(invitation__interview__state__in=ENDED_STATES)
    )

    def finish(session: DsaSession) -> bool:
        return finish_if_overdue(session=session).state == SessionState.FINISHED

    return count_done(over, finish, "Finishing an overdue session")


# What recruiters grant ------------------------------------------------------------------------------------------------


@transaction.atomic
def grant_extra_time(*, session: DsaSession, minutes: int, actor: User) -> DsaSession:
    """Give a candidate more time, before or during the session. Raises Refused; a finished one is reopened instead."""
    session = locked_session(session)
    if session.state == SessionState.FINISHED:
        raise session_refused(SessionCode.SESSION_OVER)
    if minutes < 1 or session.extra_minutes + minutes > MAX_EXTRA_MINUTES:
        raise session_refused(SessionCode.EXTRA_TIME_INVALID)
    lock_active_interview(session.invitation.interview_id)
    session.extra_minutes += minutes
    if session.deadline is not None:
        session.deadline += timedelta(minutes=minutes)
    session.save(update_fields=["extra_minutes", "deadline"])
    _record_grant(session, EventKind.DSA_EXTRA_TIME, minutes, actor)
    return session


@transaction.atomic
def reopen_session(*, session: DsaSession, minutes: int, actor: User) -> DsaSession:
    """Let a candidate go on for so many minutes from now, in an interview that may have been completed. Raises Refused.

    A link that has expired since works again as long as the session runs; a revoked one does not.
    """
    session = locked_session(session)
    if session.state != SessionState.FINISHED:
        raise session_refused(SessionCode.NOT_FINISHED)
    if not 1 <= minutes <= MAX_EXTRA_MINUTES:
        raise session_refused(SessionCode.EXTRA_TIME_INVALID)
    if session.invitation.revoked_at is not None:
        raise session_refused(AccessCode.INVITATION_REVOKED)
    reopen_interview(interview_id=session.invitation.interview_id, actor=Actor.user(actor))
    lock_active_interview(session.invitation.interview_id)
    session.state, session.finished_at, session.finish_reason = SessionState.ACTIVE, None, ""
    session.deadline = timezone.now() + timedelta(minutes=minutes)
    session.save(update_fields=["state", "finished_at", "finish_reason", "deadline"])
    _record_grant(session, EventKind.DSA_SESSION_REOPENED, minutes, actor)
    return session


def _record_grant(session: DsaSession, kind: EventKind, minutes: int, actor: User) -> None:
    record_event(
        session.invitation.interview_id,
        kind,
        actor=Actor.user(actor),
        payload={
            "sessionId": session.pk,
            "minutes": minutes,
            "deadline": session.deadline.isoformat() if session.deadline else None,
        },
    )


# The interview around it ----------------------------------------------------------------------------------------------


def complete_if_settled(interview_id: uuid.UUID) -> bool:
    """End a coding session's interview once nothing can happen in it any more. Called after all that may lead there.

    That is when every candidate who still could has finished, at least one did, and everything is judged.
    """
    interview = Interview.objects.select_related("stage").get(pk=interview_id)
    if interview.stage.mode != StageMode.DSA or interview.state != InterviewState.LIVE:
        return False
    sessions = DsaSession.objects.filter(invitation__interview=interview)
    may_still_work = Invitation.objects.filter(interview=interview).filter(
        Q(revoked_at=None, expires_at__gt=timezone.now()) | Q(dsa_session__state=SessionState.ACTIVE)
    )
    if (
        may_still_work.exclude(dsa_session__state=SessionState.FINISHED).exists()
        or not sessions.filter(state=SessionState.FINISHED).exists()
        or Judgement.objects.unfinished().filter(session__in=sessions).exists()
    ):
        return False
    return complete_interview(interview_id=interview_id)


def complete_settled() -> int:
    """The same for all interviews: links expire without anybody doing anything. Gives how many were ended."""
    live = Interview.objects.live().filter(stage__mode=StageMode.DSA).values_list("pk", flat=True)
    return count_done(list(live), complete_if_settled, "Completing a settled interview")


def finish_sessions_of(interview_id: uuid.UUID) -> None:
    """End the sessions of an interview that was completed or cancelled."""
    for session in DsaSession.objects.active().filter(invitation__interview=interview_id):
        finish_session(session=session, reason=FinishReason.INTERVIEW_ENDED)


def actor_of(session: DsaSession) -> Actor:
    return Actor(invitation_id=session.invitation_id)


def erase_session(invitation: Invitation, actor: Actor) -> None:
    """Delete a candidate's session with drafts and their log, submissions and results, where its interview stays.

    In the transaction of the erasure, which `actor` asked for.
    """
    erased, _ = Submission.objects.filter(session__invitation=invitation).delete()
    if erased:
        record_log_erased(invitation.interview_id, SUBMISSIONS, actor=actor)
    erased, _ = DraftStream.objects.filter(session__invitation=invitation).delete()
    if erased:
        record_log_erased(invitation.interview_id, DRAFTS, actor=actor)
    DsaSession.objects.filter(invitation=invitation).delete()
