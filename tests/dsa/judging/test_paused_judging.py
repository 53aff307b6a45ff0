"""While the execution service cannot be used, judging is paused: nothing counts, nothing is lost, and it goes on."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from dsa.api.event_stream import Cursor, read_progress
from dsa.choices import JudgementState
from dsa.execution import BackendUnavailable, TransientError, Verdict
from dsa.execution.judge0 import Judge0Backend
from dsa.execution.judging import read_input
from dsa.judging.runner import claim, dispatch, execute
from dsa.models import Judgement, Problem, Submission
from dsa.problems import validation
from dsa.submissions.queue import JUDGEMENTS, MAX_ATTEMPTS
from interviews.choices import EventKind
from interviews.models import Interview, User
from tests.conftest import SentTasks
from tests.dsa.conftest import Submit
from tests.dsa.execution.judge0_server import StandIn, judge0_server
from tests.dsa.execution.test_judge0 import PYTHON_71, client
from tests.dsa.factories import MIRROR_PYTHON, newest_judgement
from tests.dsa.judging.test_failures_of_ours import breaks

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(mirror: Problem) -> Iterator[StandIn]:
    """A server on which a right solution of `mirror` gets every test right."""
    with judge0_server() as running:
        model = running.runs[PYTHON_71, "print(1)", ""]
        for test in mirror.tests.all():
            one = test.as_test()
            given, answer = read_input(one.stdin).decode(), read_input(one.expected or b"").decode()
            running.runs[PYTHON_71, MIRROR_PYTHON, given] = {**model, "stdout": answer}
        yield running


@pytest.fixture
def judge0(server: StandIn) -> Iterator[Judge0Backend]:
    backend = client(server)
    backend.monitor.wait(60)
    yield backend
    backend.close()


def let_pause_pass(submission: Submission) -> None:
    past = timezone.now() - timedelta(seconds=1)
    assert Judgement.objects.unfinished().filter(submission=submission).update(lease_until=past)


def turn(submission: Submission, judge0: Judge0Backend) -> Judgement:
    """What the schedule and a worker do when the pause is over."""
    let_pause_pass(submission)
    assert dispatch() == 1
    judgement = claim(newest_judgement(submission).pk)
    assert judgement is not None
    judge0.monitor.refresh()
    execute(judgement, judge0)
    return newest_judgement(submission)


def go_away(server: StandIn) -> None:
    server.is_down = True


def rotate(server: StandIn) -> None:
    server.token = "another"


def lose_workers(server: StandIn) -> None:
    server.workers = 0


@pytest.mark.parametrize("trouble", [go_away, rotate, lose_workers])
def test_ten_minutes_without_a_server(
    dsa_interview: Interview,
    submit: Submit,
    sent_tasks: SentTasks,
    server: StandIn,
    judge0: Judge0Backend,
    trouble: Callable[[StandIn], None],
) -> None:
    submission = submit()
    trouble(server)
    pause = JUDGEMENTS.retry.pause(2)

    for _ in range(int(timedelta(minutes=10) / pause)):
        judgement = turn(submission, judge0)
        assert (judgement.state, judgement.attempts, judgement.claim) == (JudgementState.QUEUED, 0, None)
        assert judgement.is_paused
        assert timezone.now() < judgement.lease_until <= timezone.now() + pause

    server.is_down, server.token, server.workers = False, "test-token", 4
    judgement = turn(submission, judge0)
    assert (judgement.verdict, judgement.score, judgement.attempts) == (Verdict.AC, 100, 1)
    assert not judgement.is_paused
    assert judgement.pause_reason == ""
    assert dsa_interview.timeline.filter(kind=EventKind.DSA_JUDGED).count() == 1


def test_what_the_server_was_given_before_it_went_is_not_run_again(
    submit: Submit, sent_tasks: SentTasks, server: StandIn, judge0: Judge0Backend
) -> None:
    submission = submit()
    judgement = claim(newest_judgement(submission).pk)
    assert judgement is not None
    # The first poll answers, and then nobody does.
    server.faults = [("GET", 401)]
    server.config["maintenance_mode"] = True
    execute(judgement, judge0)
    judgement = newest_judgement(submission)
    assert judgement.begun_runs is not None
    assert len(judgement.begun_runs["tokens"]) == 6
    server.config["maintenance_mode"] = False

    judgement = turn(submission, judge0)

    assert (judgement.score, judgement.begun_runs) == (100, None)
    assert judgement.results.count() == 6
    assert len(server.created) == 6


def test_pause_is_no_pardon_for_what_fails_by_itself(
    submit: Submit, sent_tasks: SentTasks, server: StandIn, judge0: Judge0Backend
) -> None:
    submission = submit()
    server.is_down = True
    turn(submission, judge0)

    for _ in range(MAX_ATTEMPTS):
        let_pause_pass(submission)
        judgement = claim(newest_judgement(submission).pk)
        assert judgement is not None
        execute(judgement, breaks(TransientError("stuck")))
        assert newest_judgement(submission).pause_reason == ""

    assert newest_judgement(submission).state == JudgementState.FAILED


def test_blank_source_is_judged_without_a_server(
    submit: Submit, server: StandIn, judge0: Judge0Backend
) -> None:
    server.is_down = True
    submission = submit(source_code=" ")
    judgement = claim(newest_judgement(submission).pk)
    assert judgement is not None

    execute(judgement, judge0)

    judgement = newest_judgement(submission)
    assert (judgement.verdict, judgement.score) == (Verdict.WA, 0)


def test_stream_tells_that_judging_is_paused_and_that_it_goes_on(
    submit: Submit, sent_tasks: SentTasks, server: StandIn, judge0: Judge0Backend
) -> None:
    submission = submit()
    waiting = read_progress(submission.pk, None)
    assert waiting.snapshot is not None
    assert waiting.snapshot["isPaused"] is False
    server.is_down = True
    turn(submission, judge0)

    paused = read_progress(submission.pk, waiting.cursor)

    assert paused.snapshot is not None
    assert (paused.snapshot["status"], paused.snapshot["isPaused"]) == ("queued", True)
    assert Cursor.parse(str(paused.cursor)) == paused.cursor
    assert read_progress(submission.pk, paused.cursor).snapshot is None
    server.is_down = False
    turn(submission, judge0)
    done = read_progress(submission.pk, paused.cursor)
    assert done.snapshot is not None
    assert (done.snapshot["status"], done.snapshot["isPaused"]) == ("finished", False)


def test_validation_of_a_problem_waits_as_well(
    mirror: Problem, rita: User, sent_tasks: SentTasks, server: StandIn, judge0: Judge0Backend
) -> None:
    server.is_down = True
    judge0.monitor.refresh()
    queued = validation.start_validation(problem=mirror, actor=rita)
    check = validation.claim(queued.pk)
    assert check is not None

    with pytest.raises(BackendUnavailable):
        validation.execute(check, judge0)

    check.refresh_from_db()
    assert (check.attempts, check.claim) == (0, None)
