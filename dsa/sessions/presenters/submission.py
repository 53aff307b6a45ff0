"""A run or a submission with its results so far."""

from collections.abc import Sequence

from django.db.models import Count, Prefetch, QuerySet

from dsa.choices import JudgementState
from dsa.execution import Verdict
from dsa.models import DsaSession, Judgement, Submission, TestResult
from dsa.sessions.presenters.values import Json, optional_time, utc_time
from talentsync.lib.prepared_query import PreparedQuery

# What hidden tests took is told in these steps, rounded up.
HIDDEN_TIME_STEP_MS = 50
HIDDEN_MEMORY_STEP_KB = 1024

# Whoever runs something waits for these.
_JUDGEMENTS = PreparedQuery(
    lambda submission_id: Judgement.objects.filter(submission=submission_id).order_by("number"),
    Submission._meta.pk,
)
_RESULTS = PreparedQuery(
    lambda judgement_id: TestResult.objects.filter(judgement=judgement_id).order_by("position"),
    Judgement._meta.pk,
)


def visible_submissions(session: DsaSession) -> QuerySet[Submission]:
    """The session's submissions with what presenting them reads, newest first."""
    judgements = Judgement.objects.order_by("number").annotate(done=Count("results"))
    return (
        Submission.objects.filter(session=session)
        .select_related("problem")
        .prefetch_related(Prefetch("judgements", judgements))
        .order_by("-created_at", "-pk")
    )


def present_submission(submission: Submission, judgement: Judgement | None = None) -> Json:
    """A submission with its code and the results so far, in the order of the tests.

    `judgement` is the one that is shown, where it was read already.
    """
    judgement = judgement or read_shown_judgement(submission)
    # One that no worker has had yet has none.
    results = [] if judgement.started_at is None else list(_RESULTS.rows(judgement.pk))
    return {
        **_summary(submission, judgement),
        "testsDone": len(results),
        "results": [present_result(result) for result in results],
        "sourceCode": submission.source_code,
        "ownTests": submission.own_tests,
    }


def present_summary(submission: Submission) -> Json:
    """A submission out of `visible_submissions`, without code and results."""
    return _summary(submission, shown_judgement(submission))


def _summary(submission: Submission, judgement: Judgement) -> Json:
    summary: Json = {
        "id": str(submission.pk),
        "kind": submission.kind,
        "problemId": submission.problem.key,
        "language": submission.language,
        "status": judgement.state,
        "verdict": judgement.verdict or None,
        "compileOutput": judgement.compile_output or None,
        "testsTotal": judgement.total,
        "testsDone": getattr(judgement, "done", 0),
        "stdin": submission.stdin,
        "isOnOwnTests": submission.own_tests is not None,
        "createdAt": utc_time(submission.created_at),
        "finishedAt": optional_time(judgement.finished_at),
        "isAutomatic": submission.is_automatic,
        "isPaused": judgement.is_paused,
    }
    if judgement.state == JudgementState.QUEUED:
        summary["queuePosition"] = _queue_position(judgement)
    return summary


def shown_judgement(submission: Submission) -> Judgement:
    """The newest judgement that is done, or else the newest: what a recruiter judges again does not flicker.

    Of a submission out of `visible_submissions`, which has read them.
    """
    return _shown(sorted(submission.judgements.all(), key=lambda judgement: judgement.number))


def read_shown_judgement(submission: Submission) -> Judgement:
    """The same, read now."""
    return _shown(list(_JUDGEMENTS.rows(submission.pk)))


def _shown(judgements: Sequence[Judgement]) -> Judgement:
    done = [judgement for judgement in judgements if judgement.state == JudgementState.FINISHED]
    return (done or judgements)[-1]


def finished_results(judgement: Judgement) -> list[TestResult]:
    """The results so far, in the order in which the tests finished."""
    return list(judgement.results.order_by("pk"))


def _queue_position(judgement: Judgement) -> int:
    ahead = Judgement.objects.filter(
        kind=judgement.kind, state=JudgementState.QUEUED, queued_at__lt=judgement.queued_at
    )
    return 1 + ahead.count()


def present_result(result: TestResult) -> Json:
    """Exactly the documented fields. A hidden test's output is not even stored; this would not send it either."""
    shown: Json = {
        "position": result.position,
        "testCaseId": None if result.test_case_id is None else str(result.test_case_id),
        "passed": result.verdict == Verdict.AC,
        "verdict": result.verdict,
        "executionTimeMs": result.cpu_ms,
        "memoryUsedKB": result.memory_kb,
    }
    if not result.is_visible:
        # A program can tell what it reads by how long it takes and by what it allocates.
        shown["executionTimeMs"] = _rounded_up(result.cpu_ms, HIDDEN_TIME_STEP_MS)
        shown["memoryUsedKB"] = _rounded_up(result.memory_kb, HIDDEN_MEMORY_STEP_KB)
    if result.is_visible:
        shown["stdout"] = result.stdout
        shown["stderr"] = result.stderr
        if result.interaction:
            shown["interaction"] = result.interaction
    return shown


def _rounded_up(figure: int, step: int) -> int:
    return -(-figure // step) * step
