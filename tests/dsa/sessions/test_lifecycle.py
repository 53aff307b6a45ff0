"""A session goes from waiting to active to finished, by the server's clock, and takes its interview with it."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from dsa.choices import FinishReason, SessionState, SubmissionKind
from dsa.errors import SessionCode
from dsa.models import DsaSession
from dsa.rules import GRACE, READABLE_AFTER_FINISH, start_refusal, work_refusal
from dsa.sessions.services import (
    complete_if_settled,
    complete_settled,
    finish_overdue,
    finish_session,
    get_or_create_session,
    grant_extra_time,
    open_session,
    reopen_session,
    save_draft,
    start_session,
)
from interviews.access.codes import AccessCode
from interviews.choices import EventKind, InterviewState
from interviews.hooks import session_start_checks
from interviews.models import Interview, Invitation, StageTypeConfig, User
from interviews.services.interviews import (
    cancel_interview,
    complete_interview,
    reopen_interview,
    start_interview,
)
from interviews.services.invitations import revoke_invitation
from interviews.tasks import complete_forgotten_interviews
from interviews.timeline import SYSTEM, Actor
from talentsync.lib.errors import Refused
from tests.conftest import SentTasks
from tests.dsa import factories
from tests.dsa.conftest import JudgeNow, Submit

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def move_deadline(session: DsaSession, deadline: timedelta) -> None:
    """Let the session's time be up so long from now, or since."""
    now = timezone.now()
    DsaSession.objects.filter(pk=session.pk).update(started_at=now - 24 * HOUR, deadline=now + deadline)
    session.refresh_from_db(fields=["started_at", "deadline"])


def expire_link(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - SECOND)


def state_of(interview: Interview) -> str:
    return Interview.objects.values_list("state", flat=True).get(pk=interview.pk)


# The link -------------------------------------------------------------------------------------------------------------


def test_link_opens_its_session_and_makes_it_once(cara_dsa: Invitation) -> None:
    session = open_session(cara_dsa.token)

    assert session.state == SessionState.WAITING
    assert open_session(cara_dsa.token) == session == DsaSession.objects.get()


def test_links_that_open_nothing(
    cara_dsa: Invitation, cara: Invitation, mallory: Invitation, rita: User
) -> None:
    """`cara` is invited to a live room."""
    expire_link(cara_dsa)
    revoke_invitation(invitation=mallory, actor=rita)

    assert refusal(lambda: open_session("nonsense")) == AccessCode.INVITATION_INVALID
    assert refusal(lambda: open_session(cara.token)) == SessionCode.NOT_A_DSA_STAGE
    assert refusal(lambda: open_session(cara_dsa.token)) == AccessCode.INVITATION_EXPIRED
    assert refusal(lambda: open_session(mallory.token)) == AccessCode.INVITATION_REVOKED
    assert not DsaSession.objects.exists()


def test_link_that_expires_in_the_middle_is_good_to_the_end_of_the_session(
    session: DsaSession, rita: User
) -> None:
    """And for an hour more, to see how the last submission went. A revoked one is good for nothing."""
    token = session.invitation.token
    expire_link(session.invitation)

    assert open_session(token).state == SessionState.ACTIVE
    move_deadline(session, -GRACE)
    assert open_session(token).state == SessionState.FINISHED
    DsaSession.objects.update(finished_at=timezone.now() - READABLE_AFTER_FINISH)
    assert refusal(lambda: open_session(token)) == AccessCode.INVITATION_EXPIRED
    revoke_invitation(invitation=session.invitation, actor=rita)
    assert refusal(lambda: open_session(token)) == AccessCode.INVITATION_REVOKED


def test_link_of_a_cancelled_interview(session: DsaSession, dsa_interview: Interview) -> None:
    cancel_interview(interview_id=dsa_interview.pk, actor=SYSTEM)

    assert refusal(lambda: open_session(session.invitation.token)) == AccessCode.INTERVIEW_CANCELLED


# Starting -------------------------------------------------------------------------------------------------------------


def test_start_sets_the_deadline_and_makes_the_interview_live(
    waiting: DsaSession, dsa_interview: Interview
) -> None:
    before = timezone.now()

    session = start_session(session=waiting)

    assert session.state == SessionState.ACTIVE
    assert session.started_at is not None
    assert session.deadline == session.started_at + timedelta(minutes=90)
    assert before <= session.started_at <= timezone.now()
    assert state_of(dsa_interview) == InterviewState.LIVE
    event = dsa_interview.timeline.get(kind=EventKind.DSA_SESSION_STARTED)
    assert event.actor_invitation == waiting.invitation


def test_second_start_changes_nothing(session: DsaSession, dsa_interview: Interview) -> None:
    again = start_session(session=session)

    assert again.deadline == session.deadline
    assert dsa_interview.timeline.filter(kind=EventKind.DSA_SESSION_STARTED).count() == 1


def test_not_before_its_time(waiting: DsaSession, dsa_interview: Interview) -> None:
    Interview.objects.filter(pk=dsa_interview.pk).update(scheduled_start=timezone.now() + HOUR)

    assert refusal(lambda: start_session(session=waiting)) == SessionCode.NOT_YET_OPEN
    assert state_of(dsa_interview) == InterviewState.SCHEDULED


def test_not_without_problems(stage_dsa: StageTypeConfig, rita: User) -> None:
    invitation = factories.invite(factories.make_interview(stage_dsa, rita), "Cara Candidate", rita)

    session = get_or_create_session(invitation)

    assert refusal(lambda: start_session(session=session)) == SessionCode.NO_PROBLEMS


@pytest.fixture
def gate() -> Iterator[list[Invitation]]:
    """A gate of another app that lets nobody through; gives whom it was asked about."""
    asked: list[Invitation] = []

    def refuse(invitation: Invitation) -> Refused:
        asked.append(invitation)
        return Refused(SessionCode.CONSENT_REQUIRED, "Answer first.")

    session_start_checks.register(refuse)
    yield asked
    session_start_checks.unregister(refuse)


def test_not_while_another_app_requires_something(waiting: DsaSession, gate: list[Invitation]) -> None:
    assert refusal(lambda: start_session(session=waiting)) == SessionCode.CONSENT_REQUIRED
    assert gate == [waiting.invitation]
    waiting.refresh_from_db()
    assert waiting.state == SessionState.WAITING


def test_no_work_before_the_start(waiting: DsaSession, submit: Submit) -> None:
    DsaSession.objects.update(state=SessionState.WAITING, started_at=None, deadline=None)

    assert refusal(submit) == SessionCode.NOT_STARTED


# The end --------------------------------------------------------------------------------------------------------------


def test_handing_in_early(session: DsaSession, dsa_interview: Interview) -> None:
    """What was not submitted stays a draft: handing in says so."""
    draft(session, "print(1)")

    finished = finish_session(session=session, reason=FinishReason.CANDIDATE)

    assert (finished.state, finished.finish_reason) == (SessionState.FINISHED, FinishReason.CANDIDATE)
    assert not session.submissions.exists()
    again = finish_session(session=session, reason=FinishReason.DEADLINE)
    assert again.finish_reason == FinishReason.CANDIDATE
    event = dsa_interview.timeline.get(kind=EventKind.DSA_SESSION_FINISHED)
    assert event.actor_invitation == session.invitation


def test_a_session_that_never_started_cannot_finish(waiting: DsaSession) -> None:
    assert (
        refusal(lambda: finish_session(session=waiting, reason=FinishReason.CANDIDATE))
        == SessionCode.NOT_STARTED
    )


def test_what_is_on_its_way_at_the_deadline_still_counts(session: DsaSession, submit: Submit) -> None:
    move_deadline(session, -SECOND)

    assert finish_overdue() == 0
    assert submit() in session.submissions.all()
    move_deadline(session, -GRACE)
    assert refusal(submit) == SessionCode.SESSION_OVER
    assert refusal(lambda: draft(session, "late")) == SessionCode.SESSION_OVER


@pytest.mark.parametrize("who", ["schedule", "request", "candidate"])
def test_time_is_up_whoever_notices_first(session: DsaSession, who: str) -> None:
    """A candidate who hands in after the end has not handed in early."""
    move_deadline(session, -GRACE)

    if who == "schedule":
        assert finish_overdue() == 1
        assert finish_overdue() == 0
    elif who == "request":
        assert open_session(session.invitation.token).state == SessionState.FINISHED
    else:
        finish_session(session=session, reason=FinishReason.CANDIDATE)

    session.refresh_from_db()
    assert (session.state, session.finish_reason) == (SessionState.FINISHED, FinishReason.DEADLINE)


def test_one_candidate_is_not_finished_with_another(
    session: DsaSession, mallorys_session: DsaSession
) -> None:
    move_deadline(session, -GRACE)

    finish_overdue()

    mallorys_session.refresh_from_db()
    assert mallorys_session.state == SessionState.ACTIVE


# Drafts submitted at the end ------------------------------------------------------------------------------------------


def draft(
    session: DsaSession, source_code: str, *, problem: str = "mirror", language: str = "python"
) -> None:
    known = session.drafts.filter(problem__key=problem, language=language).first()
    save_draft(
        session=session,
        problem_key=problem,
        language=language,
        source_code=source_code,
        base_version=known.version if known else 0,
    )


def run_out(session: DsaSession) -> list[tuple[str, str, str]]:
    """Let the time be up; gives what was submitted of itself."""
    move_deadline(session, -GRACE)
    assert finish_overdue() == 1
    made = session.submissions.filter(is_automatic=True).order_by("problem__key")
    return [(one.problem.key, one.language, one.source_code) for one in made]


def test_last_draft_of_each_problem_is_submitted(
    session: DsaSession, dsa_interview: Interview, judge_now: JudgeNow
) -> None:
    """In the language that was written last."""
    draft(session, "int main() {}", language="cpp")
    draft(session, factories.MIRROR_PYTHON)
    draft(session, factories.SHOUT_PYTHON, problem="shout")

    assert run_out(session) == [
        ("mirror", "python", factories.MIRROR_PYTHON),
        ("shout", "python", factories.SHOUT_PYTHON),
    ]
    told = dsa_interview.timeline.filter(kind=EventKind.DSA_SUBMITTED)
    assert [(event.actor_invitation, event.payload["automatic"]) for event in told] == [(None, True)] * 2
    assert [judge_now(one).score for one in session.submissions.all()] == [100, 100]


@pytest.mark.parametrize(
    "source_code", ["", "  \n", factories.MIRROR_STARTER, f"{factories.MIRROR_STARTER}\n"]
)
def test_what_is_no_work_is_not_submitted(session: DsaSession, source_code: str) -> None:
    draft(session, source_code)

    assert run_out(session) == []


def test_what_was_submitted_is_not_submitted_again(session: DsaSession, submit: Submit) -> None:
    draft(session, factories.MIRROR_PYTHON)
    submit()
    submit(kind=SubmissionKind.RUN, source_code="print(1)")

    assert run_out(session) == []


def test_what_came_after_the_last_submission_is_submitted_beside_it(
    session: DsaSession, submit: Submit, judge_now: JudgeNow
) -> None:
    """The other is still being judged, which is no reason to lose this one."""
    earlier = submit(source_code=factories.MIRROR_HALF_RIGHT)
    draft(session, factories.MIRROR_PYTHON)

    assert run_out(session) == [("mirror", "python", factories.MIRROR_PYTHON)]
    assert judge_now(earlier).score == 50
    assert judge_now(session.submissions.get(is_automatic=True)).score == 100


# What recruiters grant ------------------------------------------------------------------------------------------------


def test_extra_time_before_and_during(waiting: DsaSession, dsa_interview: Interview, rita: User) -> None:
    grant_extra_time(session=waiting, minutes=15, actor=rita)
    started = start_session(session=waiting).started_at
    assert started is not None

    session = grant_extra_time(session=waiting, minutes=10, actor=rita)

    assert session.deadline == started + timedelta(minutes=115)
    assert session.extra_minutes == 25
    told = dsa_interview.timeline.filter(kind=EventKind.DSA_EXTRA_TIME)
    assert [(event.actor_user, event.payload["minutes"]) for event in told] == [(rita, 15), (rita, 10)]


@pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
def test_extra_time_that_makes_no_sense(session: DsaSession, rita: User, minutes: int) -> None:
    assert (
        refusal(lambda: grant_extra_time(session=session, minutes=minutes, actor=rita))
        == SessionCode.EXTRA_TIME_INVALID
    )


def test_extra_time_after_the_deadline_beats_the_schedule(session: DsaSession, rita: User) -> None:
    move_deadline(session, -GRACE)
    grant_extra_time(session=session, minutes=5, actor=rita)

    assert finish_overdue() == 0


def test_reopening(session: DsaSession, dsa_interview: Interview, submit: Submit, rita: User) -> None:
    """The interview, which had ended with its only candidate, is held again."""
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert state_of(dsa_interview) == InterviewState.COMPLETED
    assert refusal(submit) == SessionCode.SESSION_OVER
    before = timezone.now()

    reopened = reopen_session(session=session, minutes=20, actor=rita)

    assert reopened.deadline is not None
    assert before + 20 * timedelta(minutes=1) <= reopened.deadline
    assert (reopened.state, reopened.finish_reason) == (SessionState.ACTIVE, "")
    assert state_of(dsa_interview) == InterviewState.LIVE
    assert submit() is not None
    kinds = list(dsa_interview.timeline.values_list("kind", flat=True))
    assert kinds.index(EventKind.INTERVIEW_REOPENED) < kinds.index(EventKind.DSA_SESSION_REOPENED)


def test_what_cannot_be_reopened(
    session: DsaSession, mallorys_session: DsaSession, dsa_interview: Interview, rita: User
) -> None:
    def reopen(which: DsaSession) -> str:
        return refusal(lambda: reopen_session(session=which, minutes=5, actor=rita))

    assert reopen(session) == SessionCode.NOT_FINISHED
    finish_session(session=mallorys_session, reason=FinishReason.CANDIDATE)
    revoke_invitation(invitation=mallorys_session.invitation, actor=rita)
    assert reopen(mallorys_session) == AccessCode.INVITATION_REVOKED
    cancel_interview(interview_id=dsa_interview.pk, actor=SYSTEM)
    finish_overdue()
    assert reopen(session) == AccessCode.INTERVIEW_CANCELLED


def test_live_interviews_stay_ended(interview: Interview) -> None:
    start_interview(interview_id=interview.pk, actor=SYSTEM)
    complete_interview(interview_id=interview.pk)

    assert not reopen_interview(interview_id=interview.pk, actor=SYSTEM)
    assert state_of(interview) == InterviewState.COMPLETED


# The interview around it ----------------------------------------------------------------------------------------------


def test_interview_ends_when_everything_is_judged(
    session: DsaSession, dsa_interview: Interview, submit: Submit, judge_now: JudgeNow
) -> None:
    submission = submit()
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert state_of(dsa_interview) == InterviewState.LIVE

    judge_now(submission)

    assert state_of(dsa_interview) == InterviewState.COMPLETED
    dsa_interview.refresh_from_db()
    assert len(dsa_interview.stage_data["dsaSubmissions"]) == 1


def test_interview_waits_for_every_candidate_who_may_still_come(
    session: DsaSession, dsa_interview: Interview, rita: User
) -> None:
    other = factories.invite(dsa_interview, "Omar Other", rita)
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert state_of(dsa_interview) == InterviewState.LIVE

    expire_link(other)

    assert complete_settled() == 1
    assert state_of(dsa_interview) == InterviewState.COMPLETED


def test_one_interview_that_cannot_be_ended_keeps_no_other_from_its_end(
    session: DsaSession, mallorys_session: DsaSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in (session, mallorys_session):
        # Not by its service, which would end the interview at once.
        DsaSession.objects.filter(pk=one.pk).update(
            state=SessionState.FINISHED, finished_at=timezone.now(), finish_reason=FinishReason.CANDIDATE
        )
        expire_link(one.invitation)
    first = Interview.objects.live().order_by().values_list("pk", flat=True)[0]

    def fail_at_first(*, interview_id: uuid.UUID) -> bool:
        if interview_id == first:
            raise RuntimeError("a bad row")
        return complete_interview(interview_id=interview_id)

    monkeypatch.setattr("dsa.sessions.services.complete_interview", fail_at_first)

    assert complete_settled() == 1


def test_interview_in_which_nobody_has_finished_goes_on(
    session: DsaSession, dsa_interview: Interview
) -> None:
    assert not complete_if_settled(dsa_interview.pk)
    expire_link(session.invitation)
    assert complete_settled() == 0
    assert state_of(dsa_interview) == InterviewState.LIVE


def test_coding_sessions_are_never_forgotten_interviews(
    session: DsaSession, dsa_interview: Interview
) -> None:
    """The link is good for days after the appointment."""
    long_ago = timezone.now() - 1000 * HOUR
    Interview.objects.filter(pk=dsa_interview.pk).update(scheduled_start=long_ago, started_at=long_ago)

    assert complete_forgotten_interviews() == 0
    assert state_of(dsa_interview) == InterviewState.LIVE


def test_ending_the_interview_ends_its_sessions(
    session: DsaSession,
    mallorys_session: DsaSession,
    dsa_interview: Interview,
    rita: User,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        complete_interview(interview_id=dsa_interview.pk, actor=Actor.user(rita))

    session.refresh_from_db()
    mallorys_session.refresh_from_db()
    assert (session.state, session.finish_reason) == (SessionState.FINISHED, FinishReason.INTERVIEW_ENDED)
    assert mallorys_session.state == SessionState.ACTIVE


def test_schedule_ends_sessions_of_ended_interviews_too(
    session: DsaSession, dsa_interview: Interview
) -> None:
    """Where the process died that should have heard of it."""
    with transaction.atomic():
        cancel_interview(interview_id=dsa_interview.pk, actor=SYSTEM)
        assert finish_overdue() == 1

    session.refresh_from_db()
    assert session.finish_reason == FinishReason.INTERVIEW_ENDED


def test_rules_follow_the_interview(session: DsaSession, dsa_interview: Interview) -> None:
    complete_interview(interview_id=dsa_interview.pk)
    session.invitation.interview.refresh_from_db()
    now = timezone.now()

    assert work_refusal(session, now) == AccessCode.INTERVIEW_OVER
    assert start_refusal(session, now) == AccessCode.INTERVIEW_OVER


def test_an_early_finish_submits_everything_where_that_is_wanted(
    session: DsaSession, sent_tasks: SentTasks
) -> None:
    """What was changed and not submitted, by the candidate; nothing where it is not wanted, and never twice."""
    save_draft(
        session=session,
        problem_key="mirror",
        language="python",
        source_code=factories.MIRROR_PYTHON,
        base_version=0,
    )
    save_draft(session=session, problem_key="shout", language="python", source_code=" \n", base_version=0)
    for _ in range(2):
        finished = finish_session(session=session, reason=FinishReason.CANDIDATE, submits_drafts=True)
        assert (finished.state, finished.finish_reason) == (SessionState.FINISHED, FinishReason.CANDIDATE)
        submission = session.submissions.get()
        assert (submission.problem.key, submission.kind) == ("mirror", SubmissionKind.SUBMIT)
    event = session.invitation.interview.timeline.get(kind=EventKind.DSA_SUBMITTED)
    assert event.actor_invitation == session.invitation


def test_an_early_finish_submits_nothing_by_itself(session: DsaSession) -> None:
    save_draft(
        session=session,
        problem_key="mirror",
        language="python",
        source_code=factories.MIRROR_PYTHON,
        base_version=0,
    )
    finish_session(session=session, reason=FinishReason.CANDIDATE)
    assert not session.submissions.exists()
