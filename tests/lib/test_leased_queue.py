"""A leased queue gives each row to one worker at a time and loses none, whatever happens to workers, clocks and broker.

The rows are validations of problems, because a problem is all that they need; the queue is one of this test.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connections, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.sql.compiler import SQLUpdateCompiler
from django.utils import timezone

from dsa.choices import ACTIVE_CHECK_STATES, CheckState
from dsa.execution import Language
from dsa.models import Problem, ProblemCheck, SolutionCheck
from talentsync.lib import leased_queue
from talentsync.lib.leased_queue import ClaimLost, LeasedQueue, RetrySchedule, Route
from talentsync.lib.prepared_query import PreparedUpdate
from tests.conftest import BrokerAway, SentTasks
from tests.crash_helpers import killed_after

pytestmark = pytest.mark.django_db
transactional = pytest.mark.django_db(transaction=True)

T = TypeVar("T")

TASK = "tests.tasks.validate"
LEASE = timedelta(seconds=20)
MAX_ATTEMPTS = 3
DAY = timedelta(days=1)
# More than it takes from a statement to the assertion about it.
SLACK = timedelta(minutes=1)

QUEUE = LeasedQueue(
    model=ProblemCheck,
    task=TASK,
    lease=LEASE,
    retry=RetrySchedule(first=timedelta(minutes=10), longest=timedelta(minutes=30)),
    max_attempts=MAX_ATTEMPTS,
    unfinished=Q(state__in=ACTIVE_CHECK_STATES),
    waiting={"state": CheckState.QUEUED},
    working={"state": CheckState.RUNNING},
    route=lambda row: Route(priority=6),
    order_by="pk",
    select_related=("problem",),
)


def new_row() -> ProblemCheck:
    number = Problem.objects.count()
    problem = Problem.objects.create(key=f"problem-{number}", title=f"Problem {number}", statement="Do it.")
    return ProblemCheck(problem=problem)


@pytest.fixture
def row(db: None, sent_tasks: SentTasks) -> ProblemCheck:
    """A row that was sent."""
    return QUEUE.enqueue(new_row())


def expire() -> None:
    """As if nobody had been heard of for a while."""
    ProblemCheck.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def claimed(row: ProblemCheck) -> ProblemCheck:
    taken = QUEUE.claim(row.pk)
    assert taken is not None
    return taken


def fail(row: ProblemCheck) -> None:
    assert QUEUE.fail_permanently(row, state=CheckState.ERROR, finished_at=timezone.now())


def dispatch() -> int:
    return QUEUE.dispatch(fail)


def pass_(row: ProblemCheck) -> None:
    QUEUE.finish(row, state=CheckState.PASSED, fingerprint="judged", finished_at=timezone.now())


def at_once(work: Callable[[], T]) -> list[T]:
    """What two threads get that do the same at the same moment, each with a connection of its own."""
    barrier = Barrier(2)

    def one() -> T:
        try:
            barrier.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(one), pool.submit(one)]]


# Waking workers -------------------------------------------------------------------------------------------------------


def test_a_worker_is_woken_once_the_row_is_committed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    calls: list[tuple[Any, ...]] = []

    def send_task(name: str, *arguments: object, **options: object) -> bool:
        calls.append((name, arguments, options))
        return True

    monkeypatch.setattr(leased_queue, "send_task", send_task)
    with django_capture_on_commit_callbacks(execute=True):
        row = QUEUE.enqueue(new_row())
        assert calls == []
    assert calls == [(TASK, (row.pk,), {"queue": "celery", "priority": 6})]
    assert not QUEUE.orphaned().exists(), "the message has its time"


def test_a_row_that_was_only_saved_is_sent_by_the_schedule(sent_tasks: SentTasks) -> None:
    row = new_row()
    row.save()
    assert dispatch() == 1
    assert dispatch() == 0
    assert sent_tasks == [(TASK, row.pk)]


@transactional
def test_broker_away(broker_away: BrokerAway, valkey: str, caplog: pytest.LogCaptureFixture) -> None:
    """Who makes a row notices nothing. It is sent by the first look of the schedule that finds the broker back."""
    with broker_away():
        first, _ = QUEUE.enqueue(new_row()), QUEUE.enqueue(new_row())
        assert dispatch() == 0
        assert f"{TASK}({first.pk},) waits for the broker" in caplog.text
        assert QUEUE.orphaned().count() == 2
    assert dispatch() == 2
    assert dispatch() == 0


def test_the_broker_is_asked_once_while_it_is_away(
    row: ProblemCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    QUEUE.enqueue(new_row())
    asked: list[object] = []

    def away(name: str, *arguments: object, **options: object) -> bool:
        asked.append(arguments)
        return False

    monkeypatch.setattr(leased_queue, "send_task", away)
    expire()
    assert dispatch() == 0
    assert asked == [(row.pk,)]


# One worker -----------------------------------------------------------------------------------------------------------


def test_a_claimed_row_is_nobody_elses(row: ProblemCheck) -> None:
    taken = claimed(row)
    assert (taken.state, taken.attempts, taken.problem) == (CheckState.RUNNING, 1, row.problem)
    assert QUEUE.claim(row.pk) is None
    assert dispatch() == 0
    pass_(taken)
    row.refresh_from_db()
    assert (row.state, row.claim) == (CheckState.PASSED, None)
    expire()
    assert QUEUE.claim(row.pk) is None
    assert dispatch() == 0, "its work is done"


@transactional
def test_claimed_by_two_at_once(sent_tasks: SentTasks) -> None:
    for _ in range(10):
        row = QUEUE.enqueue(new_row())
        taken = [one for one in at_once(partial(QUEUE.claim, row.pk)) if one is not None]
        row.refresh_from_db()
        assert [one.claim for one in taken] == [row.claim]
        assert row.attempts == 1


@transactional
def test_a_lost_row_is_claimed_by_two_at_once(sent_tasks: SentTasks) -> None:
    row = QUEUE.enqueue(new_row())
    lost = claimed(row)
    expire()
    taken = [one for one in at_once(partial(QUEUE.claim, row.pk)) if one is not None]
    row.refresh_from_db()
    assert [one.claim for one in taken] == [row.claim]
    assert row.claim != lost.claim


@transactional
def test_dispatched_twice_side_by_side(sent_tasks: SentTasks) -> None:
    pks = []
    for _ in range(20):
        row = new_row()
        row.save()
        pks.append(row.pk)
    assert sum(at_once(dispatch)) == len(pks)
    assert sorted(sent_tasks) == [(TASK, pk) for pk in pks]


# Killed ---------------------------------------------------------------------------------------------------------------


def work(pk: int) -> None:
    """What a worker does, with a result that there must be once."""
    row = QUEUE.claim(pk)
    if row is None:
        return
    QUEUE.renew(row, total_runs=1)
    with transaction.atomic():
        pass_(row)
        SolutionCheck.objects.create(
            problem_check=row,
            name="result",
            language=Language.PYTHON,
            expected={"permitted": ["AC"], "required": []},
            runs={"compileOutput": "", "tests": []},
        )


WORKING = [
    (LeasedQueue, "claim"),
    (LeasedQueue, "renew"),
    (LeasedQueue, "finish"),
    (PreparedUpdate, "execute"),
    (QuerySet, "create"),
]
DISPATCHING = [(QuerySet, "update"), (LeasedQueue, "send"), (leased_queue, "send_task")]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@transactional
def test_a_worker_killed_at_each_step(sent_tasks: SentTasks) -> None:
    """Real processes, really killed. Whatever is left is found, done once, and counted once."""
    steps = 0
    row = QUEUE.enqueue(new_row())
    while killed_after(steps, partial(work, row.pk), WORKING):
        steps += 1
        expire()
        sent_tasks.clear()
        dispatch()
        for _, pk in list(sent_tasks):
            work(pk)
        row.refresh_from_db()
        assert (row.state, row.claim, row.solutions.count()) == (CheckState.PASSED, None, 1)
        row = QUEUE.enqueue(new_row())
    assert steps == 14


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@transactional
def test_a_dispatcher_killed_at_each_step(sent_tasks: SentTasks) -> None:
    """A row that it had marked as sent is sent again when the time of its message is over."""
    steps = 0
    row = new_row()
    row.save()
    while killed_after(steps, dispatch, DISPATCHING):
        steps += 1
        expire()
        assert dispatch() == 1
        work(row.pk)
        row.refresh_from_db()
        assert row.state == CheckState.PASSED
        row = new_row()
        row.save()
    assert steps == 6


# The lease is lost ----------------------------------------------------------------------------------------------------


def test_a_worker_that_was_thought_lost_writes_nothing(row: ProblemCheck) -> None:
    slow = claimed(row)
    expire()
    quick = claimed(row)

    def expect_refused() -> None:
        before = ProblemCheck.objects.values().get(pk=row.pk)
        with pytest.raises(ClaimLost):
            QUEUE.renew(slow, message="late")
        with pytest.raises(ClaimLost):
            pass_(slow)
        assert not QUEUE.release(slow, message="late")
        assert not QUEUE.fail_permanently(slow, state=CheckState.ERROR, message="late")
        assert ProblemCheck.objects.values().get(pk=row.pk) == before

    expect_refused()
    QUEUE.release(quick)
    expect_refused()
    pass_(claimed(row))
    expect_refused()


def test_a_worker_that_is_late_and_was_not_replaced_goes_on(row: ProblemCheck) -> None:
    slow = claimed(row)
    expire()
    QUEUE.renew(slow)
    assert dispatch() == 0
    pass_(slow)


def test_what_was_ended_by_somebody_else_is_not_written_to(row: ProblemCheck) -> None:
    taken = claimed(row)
    ProblemCheck.objects.filter(pk=row.pk).update(state=CheckState.SUPERSEDED)
    with pytest.raises(ClaimLost):
        QUEUE.renew(taken)


def test_a_row_that_was_never_claimed_is_not_written_to(row: ProblemCheck) -> None:
    assert row.claim is None
    with pytest.raises(ClaimLost):
        pass_(row)


# Trying again and giving up -------------------------------------------------------------------------------------------


def test_pauses_double_up_to_the_longest() -> None:
    pauses = [QUEUE.retry.pause(failures).total_seconds() / 60 for failures in (1, 2, 3, 1000)]
    assert pauses == [10, 20, 30, 30]


@pytest.mark.parametrize(("failures", "minutes"), [(None, 10), (2, 20)])
def test_a_released_row_waits_for_its_pause(row: ProblemCheck, failures: int | None, minutes: int) -> None:
    assert QUEUE.release(claimed(row), failures=failures, message="busy")
    row.refresh_from_db()
    assert (row.state, row.claim, row.attempts, row.message) == (CheckState.QUEUED, None, 1, "busy")
    assert abs(row.lease_until - timezone.now() - timedelta(minutes=minutes)) < SLACK
    assert dispatch() == 0
    assert claimed(row).attempts == 2, "a message that comes earlier is not sent away"


def test_given_up_after_the_last_attempt(row: ProblemCheck, sent_tasks: SentTasks) -> None:
    for number in range(1, MAX_ATTEMPTS + 1):
        taken = claimed(row)
        assert QUEUE.is_last_attempt(taken) == (number == MAX_ATTEMPTS)
        expire()
    assert QUEUE.claim(row.pk) is None
    assert dispatch() == 0
    row.refresh_from_db()
    assert (row.state, row.claim, row.attempts) == (CheckState.ERROR, None, MAX_ATTEMPTS)
    assert sent_tasks == []


@transactional
def test_given_up_by_two_at_once(sent_tasks: SentTasks) -> None:
    row = QUEUE.enqueue(new_row())
    sent_tasks.clear()
    ProblemCheck.objects.update(attempts=MAX_ATTEMPTS)
    expire()
    given_up: list[int] = []

    def give_up(row: ProblemCheck) -> None:
        fail(row)
        given_up.append(row.pk)

    assert at_once(lambda: QUEUE.dispatch(give_up)) == [0, 0]
    assert given_up == [row.pk]


def test_a_dispatcher_that_dies_while_it_gives_up_leaves_it_to_the_next(row: ProblemCheck) -> None:
    ProblemCheck.objects.update(attempts=MAX_ATTEMPTS)
    expire()

    def die(row: ProblemCheck) -> None:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        QUEUE.dispatch(die)
    assert dispatch() == 0
    assert QUEUE.model.objects.active().exists(), "the other one may still be at it"
    expire()
    assert dispatch() == 0
    row.refresh_from_db()
    assert row.state == CheckState.ERROR


# Clocks ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[DAY, -DAY], ids=["a day ahead", "a day behind"])
def wrong_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While a test lasts the clock of this process is wrong. That of the database is not."""
    right = timezone.now
    error: timedelta = request.param

    def now() -> datetime:
        return right() + error

    monkeypatch.setattr(timezone, "now", now)
    yield
    monkeypatch.undo()


def test_the_clock_of_a_process_does_not_count(
    row: ProblemCheck, wrong_clock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = claimed(row)
    leases = [taken.lease_until]
    QUEUE.renew(taken)
    taken.refresh_from_db()
    leases.append(taken.lease_until)
    QUEUE.release(taken)
    taken.refresh_from_db()
    leases.append(taken.lease_until - QUEUE.retry.first + LEASE)
    monkeypatch.undo()
    assert all(abs(lease - timezone.now() - LEASE) < SLACK for lease in leases)


def test_a_row_made_by_a_wrong_clock_is_sent_at_once(wrong_clock: None, sent_tasks: SentTasks) -> None:
    QUEUE.enqueue(new_row())
    assert dispatch() == 1
    assert dispatch() == 0, "now it has a lease by the right clock"


@pytest.mark.parametrize("is_claimed", [True, False])
def test_a_lease_in_the_far_future_counts_as_over(
    row: ProblemCheck, sent_tasks: SentTasks, is_claimed: bool
) -> None:
    """As the database's own clock may have given it, before it was put right."""
    if is_claimed:
        claimed(row)
    ProblemCheck.objects.update(lease_until=timezone.now() + DAY)
    assert dispatch() == 1
    assert claimed(row).lease_until < timezone.now() + SLACK


def test_a_worker_with_a_lease_in_the_far_future_can_be_replaced(row: ProblemCheck) -> None:
    """And if it is still at work, renewing puts it right."""
    lost = claimed(row)
    ProblemCheck.objects.update(lease_until=timezone.now() + DAY)
    QUEUE.renew(lost)
    assert QUEUE.claim(row.pk) is None
    ProblemCheck.objects.update(lease_until=timezone.now() + DAY)
    assert claimed(row).claim != lost.claim


# Statements -----------------------------------------------------------------------------------------------------------


def test_what_a_worker_writes_is_compiled_once(
    sent_tasks: SentTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For each set of columns. Expressions, which are no values, are compiled each time."""
    compiled = []
    as_sql = SQLUpdateCompiler.as_sql

    def noting(compiler: SQLUpdateCompiler) -> Any:
        compiled.append(compiler)
        return as_sql(compiler)

    monkeypatch.setattr(SQLUpdateCompiler, "as_sql", noting)

    def work_on_one() -> None:
        row = claimed(QUEUE.enqueue(new_row()))
        QUEUE.renew(row, finished_runs=1, total_runs=2)
        QUEUE.renew(row, total_runs=F("total_runs") + 1)
        pass_(row)
        row.refresh_from_db()
        assert (row.finished_runs, row.total_runs, row.claim) == (1, 3, None)

    work_on_one()
    compiled.clear()
    work_on_one()

    assert len(compiled) == 1
