"""What fails on our side is tried again, then given up without a score; of several workers with one id one counts."""

from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from dsa.choices import JudgementState
from dsa.execution import (
    CompileResult,
    ExecutionBackend,
    Language,
    Limits,
    PermanentError,
    Program,
    RunResult,
    Test,
    TransientError,
    Verdict,
    get_backend,
)
from dsa.execution.types import TestRun, never
from dsa.judging.runner import claim, dispatch, execute
from dsa.models import Judgement, Submission
from dsa.submissions.queue import MAX_ATTEMPTS
from dsa.submissions.services import rejudge
from interviews.choices import EventKind
from interviews.models import Interview, User
from tests.conftest import SentTasks
from tests.dsa import factories
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import newest_judgement

pytestmark = pytest.mark.django_db


class Faulty:
    """A backend that hands over the results of two tests and then fails in some way."""

    name = "faulty"

    def __init__(self, fail: Callable[[], TestRun]) -> None:
        self._fail = fail

    def languages(self) -> Mapping[Language, str]:
        return {Language.PYTHON: "Python"}

    def unavailable_languages(self) -> Mapping[Language, str]:
        return {}

    def check(self) -> None:
        """Nothing shows before it is used."""

    def run(
        self,
        program: Program,
        tests: Sequence[Test],
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> Generator[CompileResult | TestRun, None, None]:
        yield CompileResult(ok=True)
        for index in range(2):
            yield TestRun(index, RunResult(exit_code=0))
        yield self._fail()


def breaks(error: Exception) -> ExecutionBackend:
    def fail() -> TestRun:
        raise error

    return Faulty(fail)


def internal_error() -> ExecutionBackend:
    return Faulty(lambda: TestRun(2, RunResult(error="the sandbox ended with 1")))


def attempt(submission: Submission, backend: ExecutionBackend) -> Judgement:
    judgement = claim(newest_judgement(submission).pk)
    assert judgement is not None
    execute(judgement, backend)
    return newest_judgement(submission)


def nothing_scored(interview: Interview) -> bool:
    interview.refresh_from_db()
    return interview.stage_data == {} and not interview.timeline.filter(kind=EventKind.DSA_JUDGED).exists()


# Trying again ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", [internal_error(), breaks(TransientError("busy"))])
def test_tried_again_later_and_as_a_whole(
    dsa_interview: Interview, submit: Submit, judge_now: JudgeNow, backend: ExecutionBackend
) -> None:
    submission = submit()

    failed = attempt(submission, backend)

    assert (failed.state, failed.claim, failed.attempts) == (JudgementState.QUEUED, None, 1)
    assert failed.lease_until > timezone.now()
    assert nothing_scored(dsa_interview)
    judgement = judge_now(submission)
    assert (judgement.verdict, judgement.score, judgement.attempts) == (Verdict.AC, 100, 2)
    assert judgement.results.count() == 6


def test_waits_longer_each_time_and_is_given_up_in_the_end(dsa_interview: Interview, submit: Submit) -> None:
    submission = submit()
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        before = timezone.now()
        judgement = attempt(submission, internal_error())
        assert judgement.state == JudgementState.QUEUED
        waits.append(judgement.lease_until - before)

    judgement = attempt(submission, internal_error())

    assert all(longer > shorter for shorter, longer in pairwise(waits))
    assert (judgement.state, judgement.verdict, judgement.score) == (JudgementState.FAILED, "IE", None)
    assert "the sandbox ended with 1" in judgement.failure
    assert nothing_scored(dsa_interview)
    assert claim(judgement.pk) is None
    assert submit() != submission, "the problem is free for the next one"


def test_what_cannot_work_is_given_up_at_once(dsa_interview: Interview, submit: Submit) -> None:
    judgement = attempt(submit(), breaks(PermanentError("this machine cannot isolate")))

    assert (judgement.state, judgement.attempts) == (JudgementState.FAILED, 1)
    assert nothing_scored(dsa_interview)


def test_a_fault_in_our_code_is_told_and_tried_again(submit: Submit) -> None:
    submission = submit()

    with pytest.raises(ZeroDivisionError):
        attempt(submission, breaks(ZeroDivisionError("a bug")))

    assert newest_judgement(submission).state == JudgementState.QUEUED


def test_recruiter_has_it_judged_again(
    dsa_interview: Interview, submit: Submit, judge_now: JudgeNow, rita: User
) -> None:
    submission = submit()
    given_up = attempt(submission, breaks(PermanentError("this machine cannot isolate")))

    rejudge(submission=submission, actor=rita)
    judgement = judge_now(submission)

    assert (judgement.number, judgement.score) == (2, 100)
    given_up.refresh_from_db()
    assert given_up.state == JudgementState.FAILED


# One of several -------------------------------------------------------------------------------------------------------


def expire(submission: Submission) -> None:
    """Let the lease of its worker, or its time in the queue, be over."""
    past = timezone.now() - timedelta(seconds=1)
    assert Judgement.objects.unfinished().filter(submission=submission).update(lease_until=past)


def test_only_the_first_worker_gets_it(submit: Submit) -> None:
    submission = submit()

    assert claim(newest_judgement(submission).pk) is not None
    assert claim(newest_judgement(submission).pk) is None


def test_a_worker_that_was_thought_lost_writes_nothing(dsa_interview: Interview, submit: Submit) -> None:
    submission = submit()
    slow = claim(newest_judgement(submission).pk)
    expire(submission)
    quick = claim(newest_judgement(submission).pk)
    assert slow is not None
    assert quick is not None

    execute(slow)

    assert not quick.results.exists()
    assert nothing_scored(dsa_interview)
    execute(quick)
    assert newest_judgement(submission).score == 100
    execute(slow)
    dsa_interview.refresh_from_db()
    assert len(dsa_interview.stage_data["dsaSubmissions"]) == 1
    assert dsa_interview.timeline.filter(kind=EventKind.DSA_JUDGED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_taken_over_in_the_middle(dsa_interview: Interview, submit: Submit) -> None:
    """The first worker learns it when it writes next, and the second one's results stand."""
    submission = submit()
    first = claim(newest_judgement(submission).pk)
    assert first is not None
    second: list[Judgement | None] = []

    def take_over() -> TestRun:
        expire(submission)
        second.append(claim(first.pk))
        return TestRun(2, RunResult(exit_code=0))

    execute(first, Faulty(take_over))

    assert newest_judgement(submission).state == JudgementState.RUNNING
    assert not newest_judgement(submission).results.exists(), "those of the first attempt are gone"
    (other,) = second
    assert other is not None
    execute(other)
    assert newest_judgement(submission).score == 100


# The schedule ---------------------------------------------------------------------------------------------------------


TASK = "dsa.tasks.judge_submission"


def test_schedule_leaves_alone_what_is_cared_for(submit: Submit, sent_tasks: SentTasks) -> None:
    submit()
    claim(newest_judgement(submit(problem_key="shout", source_code=factories.SHOUT_PYTHON)).pk)

    assert dispatch() == 0
    assert sent_tasks == []


@pytest.mark.parametrize("is_taken", [False, True])
def test_schedule_sends_what_nobody_cares_for_once(
    submit: Submit, sent_tasks: SentTasks, is_taken: bool
) -> None:
    """Never sent, or of a worker that was lost."""
    submission = submit()
    if is_taken:
        claim(newest_judgement(submission).pk)
    expire(submission)

    assert dispatch() == 1
    assert dispatch() == 0

    assert sent_tasks == [(TASK, newest_judgement(submission).pk)]
    assert claim(newest_judgement(submission).pk) is not None


def test_schedule_gives_up_what_takes_every_worker_down(
    dsa_interview: Interview, submit: Submit, sent_tasks: SentTasks
) -> None:
    submission = submit()
    for _ in range(MAX_ATTEMPTS):
        assert claim(newest_judgement(submission).pk) is not None
        expire(submission)

    assert dispatch() == 0

    assert newest_judgement(submission).state == JudgementState.FAILED
    assert nothing_scored(dsa_interview)


def test_oldest_is_sent_first(submit: Submit, sent_tasks: SentTasks) -> None:
    first, second = submit(), submit(problem_key="shout", source_code=factories.SHOUT_PYTHON)
    expire(second)
    expire(first)

    dispatch()

    assert sent_tasks == [(TASK, newest_judgement(first).pk), (TASK, newest_judgement(second).pk)]


def test_backend_of_the_settings_offers_what_tests_use() -> None:
    """The tests above would tell little on a machine without."""
    assert {Language.PYTHON, Language.CPP, Language.JAVA} <= set(get_backend().languages())
