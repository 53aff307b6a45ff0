"""Run the shared code on a worker. The rows of CodeRun are the queue (`rooms.running.queue`).

A worker takes one with `claim` and runs it with `execute`, which writes the result only while the claim still stands.
"""

import logging
import threading
import time
from types import TracebackType
from typing import Any, Final, Self

from asgiref.sync import async_to_sync
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from redis.exceptions import RedisError

from dsa.execution import ExecutionBackend, ExecutionError, PermanentError, RunCancelled, get_backend
from dsa.models import Problem
from interviews.choices import EventKind
from interviews.timeline import record_event
from rooms.models import CodeRun, CodeRunState
from rooms.running.broadcast import broadcast_run
from rooms.running.presenters import run_state
from rooms.running.problems import require_limits
from rooms.running.programs import run_program
from rooms.running.queue import CODE_RUNS, QUEUE
from talentsync import worker_health
from talentsync.lib.leased_queue import ClaimLost

logger = logging.getLogger(__name__)

# How soon a run ends after somebody has stopped it.
STOP_POLL_SECONDS: Final = 0.25
RENEW_SECONDS: Final = 4.0


# The queue ------------------------------------------------------------------------------------------------------------


def claim(run_id: str) -> CodeRun | None:
    """Take a run that waits, or whose worker was lost. None for everybody but the one who gets it."""
    return CODE_RUNS.claim(run_id, started_at=timezone.now())


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    return CODE_RUNS.dispatch(lambda run: _give_up(run, "The worker was lost each time."))


# Running --------------------------------------------------------------------------------------------------------------


def execute(run: CodeRun, backend: ExecutionBackend | None = None) -> None:
    """Run what `claim` gave, and tell the room. What goes wrong on our side is recorded, and tried again later."""
    _broadcast(run)
    with _Watch(run) as watch:
        try:
            if run.is_stop_requested:
                raise RunCancelled
            # This machine's, which need not be that of the web process.
            require_limits(run.interview_id)
            _finish(
                run, CodeRunState.FINISHED, run_program(run, backend or get_backend(), watch.is_cancelled)
            )
        except RunCancelled:
            _end_early(run, watch)
        except ClaimLost:
            logger.info("Run %s has been taken over", run.pk)
        except ExecutionError as error:
            # One that waited for a free core says no more than that there was none.
            if watch.is_cancelled():
                _end_early(run, watch)
            else:
                _fail(run, error)
        except Exception as error:
            _fail(run, error)
            raise


def _end_early(run: CodeRun, watch: "_Watch") -> None:
    if watch.has_lost_claim:
        logger.info("Run %s has been taken over", run.pk)
    else:
        _finish(run, CodeRunState.STOPPED, {})


def _finish(run: CodeRun, state: CodeRunState, columns: dict[str, Any]) -> None:
    """Write the end of a run, with its event on the timeline, and tell the room. Raises ClaimLost."""
    with transaction.atomic():
        CODE_RUNS.finish(run, state=state, finished_at=timezone.now(), **columns)
        run.refresh_from_db()
        record_end(run)
    _broadcast(run)


def record_end(run: CodeRun) -> None:
    """Write on the timeline who ran what, and how it ended. Call it in the transaction that ends the run."""
    record_event(
        run.interview_id,
        EventKind.CODE_RUN,
        actor=run.actor,
        payload={
            "runId": str(run.pk),
            "userId": run.peer_id,
            "language": run.language,
            "state": str(run.state),
            "verdict": run.verdict,
            "documentSequence": run.document_sequence,
            **({} if run.problem is None else _on_tests(run, run.problem)),
        },
    )


def _on_tests(run: CodeRun, problem: Problem) -> dict[str, Any]:
    passed = sum(result["passed"] for result in run.test_results)
    return {
        "problemId": problem.key,
        "problemTitle": problem.title,
        "testsPassed": passed,
        "tests": len(run.test_results),
    }


def _broadcast(run: CodeRun) -> None:
    async_to_sync(broadcast_run)(run.interview_id, run_state(run))


class _Watch:
    """A thread for as long as a run takes: it renews the claim, and hears when somebody stops the run."""

    def __init__(self, run: CodeRun) -> None:
        self._run = run
        self._cancelled = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"run-{run.pk}", daemon=True)
        self.has_lost_claim = False

    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        renew_at = time.monotonic() + RENEW_SECONDS
        try:
            while not self._over.wait(STOP_POLL_SECONDS) and not self._cancelled.is_set():
                try:
                    self._look()
                    if time.monotonic() >= renew_at:
                        CODE_RUNS.renew(self._run)
                        worker_health.beat(QUEUE)
                        renew_at = time.monotonic() + RENEW_SECONDS
                except ClaimLost:
                    self._lose_claim()
                except (DatabaseError, RedisError, OSError) as error:
                    logger.warning("Run %s could not tell that it goes on: %s", self._run.pk, error)
        finally:
            connections.close_all()

    def _look(self) -> None:
        stopped = CODE_RUNS.claimed(self._run).values_list("is_stop_requested", flat=True).first()
        if stopped is None:
            self._lose_claim()
        elif stopped:
            self._cancelled.set()

    def _lose_claim(self) -> None:
        self.has_lost_claim = True
        self._cancelled.set()


# When it goes wrong ---------------------------------------------------------------------------------------------------


def _fail(run: CodeRun, error: Exception) -> None:
    """Try again soon what may then work, and give up what cannot or was tried often enough."""
    reason = f"{type(error).__name__}: {error}"
    logger.warning("Run %s, attempt %d: %s", run.pk, run.attempts, reason)
    if isinstance(error, PermanentError) or CODE_RUNS.is_last_attempt(run):
        _give_up(run, reason)
    else:
        CODE_RUNS.release(run, failure=_for_operators(reason))


def _give_up(run: CodeRun, reason: str) -> None:
    """End it as a failure of ours."""
    with transaction.atomic():
        if not CODE_RUNS.fail_permanently(
            run, state=CodeRunState.FAILED, failure=_for_operators(reason), finished_at=timezone.now()
        ):
            return
        run.refresh_from_db()
        record_end(run)
    logger.error("Run %s was given up: %s", run.pk, reason)
    _broadcast(run)


def _for_operators(reason: str) -> str:
    return reason[:2000].replace("\0", "\ufffd")
