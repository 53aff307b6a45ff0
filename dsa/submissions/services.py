"""What candidates run and submit, and judging it again. Each write is one transaction with its timeline event."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dsa.choices import JudgementState, SubmissionKind
from dsa.errors import SessionCode, session_refused
from dsa.models import Draft, DsaSession, InterviewProblem, Judgement, Problem, Submission
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import MAX_STDIN_CHARACTERS
from dsa.problems.programs import starter_code
from dsa.rules import MAX_RUNS_IN_FLIGHT, is_offered, problem_in, work_refusal
from dsa.session_lock import locked_session
from dsa.submissions.own_tests import OwnTest, require_own_tests
from dsa.submissions.queue import JUDGEMENTS
from dsa.submissions.sanitize import require_storable
from interviews.choices import EventKind
from interviews.models import Interview, User
from interviews.timeline import SYSTEM, Actor, record_event
from talentsync.lib.prepared_query import PreparedInsert, PreparedQuery

_INSERT = PreparedInsert(Submission)
_IN_FLIGHT = PreparedQuery(
    lambda session_id, kind: (
        Judgement.objects.unfinished().filter(session=session_id, kind=kind, number=1).only("problem")
    ),
    DsaSession._meta.pk,
    Judgement._meta.get_field("kind"),
)


def create_submission(
    *,
    session: DsaSession,
    problem_key: str,
    language: str,
    source_code: str,
    kind: SubmissionKind,
    stdin: str | None = None,
    own_tests: Sequence[OwnTest] | None = None,
    idempotency_key: str | None = None,
) -> tuple[Submission, bool]:
    """Store what a candidate runs or submits, queue it for judging, and say whether it is new.

    The same key with the same content gives the earlier one, also when the session is over by then; with other content
    it is refused. `stdin` is own input, and `own_tests` are tests of the candidate's; for runs only, and one of them.
    Raises Refused.
    """
    wanted = Submission(
        session=session,
        problem=problem_in(session, problem_key),
        kind=kind,
        language=language,
        source_code=source_code,
        stdin=stdin,
        own_tests=None if own_tests is None else [test.as_json() for test in own_tests],
        idempotency_key=idempotency_key,
    )
    if earlier := _earlier(wanted):
        return earlier, False
    _check_content(wanted)
    require_own_tests(own_tests or ())
    return _create(wanted)


def _earlier(wanted: Submission) -> Submission | None:
    """What this idempotency key has made before."""
    if wanted.idempotency_key is None:
        return None
    earlier = wanted.session.submissions.filter(idempotency_key=wanted.idempotency_key).first()
    if earlier is not None and _content(earlier) != _content(wanted):
        raise session_refused(SessionCode.IDEMPOTENCY_KEY_REUSED)
    return earlier


def _content(submission: Submission) -> tuple[object, ...]:
    return (
        submission.kind,
        submission.problem_id,
        submission.language,
        submission.source_code,
        submission.stdin,
        submission.own_tests,
    )


def _check_content(wanted: Submission) -> None:
    """Raise Refused for what could not be judged or stored."""
    if not is_offered(wanted.session, wanted.problem, wanted.language):
        raise session_refused(SessionCode.LANGUAGE_NOT_OFFERED)
    require_storable(wanted.source_code, MAX_SOURCE_CHARACTERS, SessionCode.SOURCE_TOO_LARGE)
    has_own_input = wanted.stdin is not None or wanted.own_tests is not None
    if has_own_input and wanted.problem.is_interactive:
        raise session_refused(SessionCode.OWN_INPUT_NOT_POSSIBLE)
    if wanted.stdin is not None:
        require_storable(wanted.stdin, MAX_STDIN_CHARACTERS, SessionCode.INPUT_TOO_LARGE)


@transaction.atomic
def _create(wanted: Submission) -> tuple[Submission, bool]:
    now = timezone.now()
    # Locked, so that the session does not end meanwhile, and two tabs do not both find nothing in flight.
    session = locked_session(wanted.session)
    # The same request at the same moment, in another process, has had the lock before us.
    if earlier := _earlier(wanted):
        return earlier, False
    if code := work_refusal(session, now):
        raise session_refused(code)
    in_flight = list(_IN_FLIGHT.rows(session.pk, wanted.kind))
    if wanted.kind == SubmissionKind.SUBMIT:
        if any(judgement.problem_id == wanted.problem_id for judgement in in_flight):
            raise session_refused(SessionCode.SUBMISSION_IN_FLIGHT)
    elif len(in_flight) >= MAX_RUNS_IN_FLIGHT:
        raise session_refused(SessionCode.RUNS_IN_FLIGHT)
    _store(wanted, now, Actor(invitation_id=session.invitation_id))
    return wanted, True


def _store(submission: Submission, now: datetime, actor: Actor) -> None:
    submission.created_at = now
    _INSERT.insert(submission)
    _queue(submission, number=1, now=now)
    is_run = submission.kind == SubmissionKind.RUN
    record_event(
        submission.session.invitation.interview_id,
        EventKind.DSA_RUN if is_run else EventKind.DSA_SUBMITTED,
        actor=actor,
        payload={
            "submissionId": str(submission.pk),
            "problemId": submission.problem.key,
            "language": submission.language,
            **({"ownInput": submission.is_on_own} if is_run else {"automatic": submission.is_automatic}),
        },
        at=now,
    )


def _queue(submission: Submission, *, number: int, now: datetime) -> Judgement:
    """Make the row that is judged, and wake a worker once it is there for good."""
    return JUDGEMENTS.enqueue(
        Judgement(
            submission=submission,
            number=number,
            session_id=submission.session_id,
            problem_id=submission.problem_id,
            kind=submission.kind,
            is_automatic=submission.is_automatic,
            queued_at=now,
        )
    )


# When the session ends ----------------------------------------------------------------------------------------------


def submit_last_drafts(session: DsaSession, now: datetime, actor: Actor = SYSTEM) -> list[Submission]:
    """Submit each problem's last draft. Called in the transaction that ends the session, which holds its lock.

    Not what is blank, what the editor started with, or what was the last to be submitted anyway. Whether the language
    can be run here shows when it is judged: nobody is there any more to be told.
    """
    latest: dict[int, Draft] = {}
    for draft in session.drafts.select_related("problem").order_by("-saved_at", "-pk"):
        latest.setdefault(draft.problem_id, draft)
    assigned = set(
        InterviewProblem.objects.filter(interview=session.invitation.interview_id).values_list(
            "problem_id", flat=True
        )
    )
    made = []
    for draft in latest.values():
        if draft.problem_id not in assigned or not _is_work(draft) or _was_submitted(draft):
            continue
        submission = Submission(
            session=session,
            problem=draft.problem,
            kind=SubmissionKind.SUBMIT,
            language=draft.language,
            source_code=draft.source_code,
            is_automatic=True,
        )
        _store(submission, now, actor)
        made.append(submission)
    return made


def _is_work(draft: Draft) -> bool:
    starters = draft.problem.languages.filter(language=draft.language).values_list("starter_code", flat=True)
    given = next(iter(starters), "")
    return draft.source_code.strip() not in {"", starter_code(draft.problem, draft.language, given).strip()}


def _was_submitted(draft: Draft) -> bool:
    last = draft.session.submissions.filter(problem=draft.problem_id, kind=SubmissionKind.SUBMIT).first()
    return last is not None and (last.language, last.source_code) == (draft.language, draft.source_code)


# Judging again --------------------------------------------------------------------------------------------------------


@transaction.atomic
def rejudge(*, submission: Submission, actor: User) -> Judgement:
    """Judge a submission once more, with the problem's tests and limits of today. What it got before is kept.

    One that waits or is at work is given up for it.
    """
    now = timezone.now()
    interview_id = submission.session.invitation.interview_id
    # Whoever finishes a judgement takes this lock first, so the numbers and states below hold.
    Interview.objects.select_for_update(no_key=True).get(pk=interview_id)
    Judgement.objects.unfinished().filter(submission=submission).update(
        state=JudgementState.FAILED, failure="Given up: judged again.", claim=None, finished_at=now
    )
    last: int = submission.judgements.aggregate(last=Max("number"))["last"]
    judgement = _queue(submission, number=last + 1, now=now)
    record_event(
        interview_id,
        EventKind.DSA_REJUDGED,
        actor=Actor.user(actor),
        payload={"submissionId": str(submission.pk), "judgement": judgement.number},
        at=now,
    )
    return judgement


def rejudge_problem(*, problem: Problem, actor: User, interview: Interview | None = None) -> int:
    """Judge all submissions of a problem once more, of one interview or of all; gives how many. Runs are not scored."""
    submissions = Submission.objects.filter(problem=problem, kind=SubmissionKind.SUBMIT)
    if interview is not None:
        submissions = submissions.filter(session__invitation__interview=interview)
    chosen = list(submissions.select_related("session__invitation").order_by("created_at"))
    for submission in chosen:
        rejudge(submission=submission, actor=actor)
    return len(chosen)
