"""Checking a problem: its solutions on its tests, their verdicts against what is expected of them.

The rows of ProblemCheck are the queue. `start_check` makes one, a task takes it with `begin`, runs it, and tells its
progress; a newer check makes `progress` answer False, and the old one stops.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from dsa.choices import CheckState, ProblemState
from dsa.execution import (
    CompileResult,
    ExecutionBackend,
    ExecutionError,
    Language,
    Test,
    TestResult,
    TransientError,
    Verdict,
    get_backend,
    judge,
)
from dsa.models import Problem, ProblemCheck, Solution, SolutionCheck
from dsa.models.expectation import derive_time_limit
from dsa.models.problem import MAX_TIME_SECONDS
from dsa.problems.content_hash import fingerprint
from dsa.problems.services import ProblemCode
from interviews.models import User
from talentsync.lib.errors import Refused

logger = logging.getLogger(__name__)

# While a limit is being derived; a solution that needs longer cannot set one.
DERIVING_SECONDS = 20.0
# A check that told nothing for this long has lost its worker.
LOST_AFTER_SECONDS = 600
MAX_DETAIL_CHARACTERS = 2_000
# By name: the task calls this module.
VALIDATION_TASK = "dsa.tasks.run_check"


class Superseded(Exception):
    """A newer check has taken this one's place."""


@transaction.atomic
def start_check(*, problem: Problem, actor: User) -> ProblemCheck:
    """Queue a check, in place of any that is still at work, and wake a worker.

    Raises Refused where there is nothing to check.
    """
    check = _new_check(problem, actor, marks_ready=False)
    transaction.on_commit(partial(_send, check.pk))
    return check


@transaction.atomic
def queue_check(*, problem: Problem, marks_ready: bool = False) -> ProblemCheck:
    """The same for a process that has no broker: the schedule sends it."""
    return _new_check(problem, None, marks_ready=marks_ready)


def _new_check(problem: Problem, actor: User | None, *, marks_ready: bool) -> ProblemCheck:
    if problem.state == ProblemState.RETIRED:
        raise Refused(ProblemCode.RETIRED, "A retired problem is not checked. Bring it back first.")
    if not problem.tests.exists():
        raise Refused(ProblemCode.NO_TESTS, "The problem has no tests yet.")
    if not problem.solutions.accepted().exists():
        raise Refused(
            ProblemCode.NO_SOLUTIONS, "The problem has no solution that all tests should accept yet."
        )
    problem.checks.active().update(state=CheckState.SUPERSEDED, finished_at=timezone.now())
    return ProblemCheck.objects.create(problem=problem, started_by=actor, marks_ready=marks_ready)


def check_now(*, problem: Problem, marks_ready: bool = False) -> ProblemCheck:
    """Check a problem in this process, without a worker; gives the finished check. Raises as `start_check` does, and
    TransientError."""
    with transaction.atomic():
        check = _new_check(problem, None, marks_ready=marks_ready)
        # Taken at once, so that no worker finds it waiting.
        ProblemCheck.objects.filter(pk=check.pk).update(state=CheckState.RUNNING)
    try:
        run(check)
    except TransientError as error:
        ProblemCheck.objects.filter(pk=check.pk, state=CheckState.QUEUED).update(
            state=CheckState.ERROR, message=str(error), finished_at=timezone.now()
        )
        raise
    check.refresh_from_db()
    return check


def _send(check_id: int) -> None:
    """Wake a worker. Where the broker is away, the scheduled `dispatch_checks` sends it later."""
    try:
        current_app.send_task(VALIDATION_TASK, (check_id,))
    except OperationalError as error:
        logger.warning("Check %d waits for the broker: %s", check_id, error)


@transaction.atomic
def begin(check_id: int) -> ProblemCheck | None:
    """Take a queued check. None for everybody but the one who got it."""
    taken = ProblemCheck.objects.filter(pk=check_id, state=CheckState.QUEUED).update(
        state=CheckState.RUNNING, progressed_at=timezone.now(), finished_runs=0, total_runs=0
    )
    if not taken:
        return None
    SolutionCheck.objects.filter(problem_check=check_id).delete()
    return ProblemCheck.objects.select_related("problem").get(pk=check_id)


def _progress(check: ProblemCheck, **changes: Any) -> None:
    if not (
        ProblemCheck.objects.running().filter(pk=check.pk).update(progressed_at=timezone.now(), **changes)
    ):
        raise Superseded


def _finish(check: ProblemCheck, state: CheckState, message: str = "") -> None:
    _progress(check, state=state, message=message, finished_at=timezone.now())


def run(check: ProblemCheck, backend: ExecutionBackend | None = None) -> None:
    """Do the whole check, which `begin` gave. Raises TransientError to be tried again later; all else is recorded."""
    try:
        _run(check, backend or get_backend())
    except Superseded:
        logger.info("Check %d was superseded", check.pk)
    except TransientError:
        ProblemCheck.objects.running().filter(pk=check.pk).update(state=CheckState.QUEUED)
        raise
    except ExecutionError as error:
        _finish_if_running(check, CheckState.ERROR, str(error))
    except Exception:
        _finish_if_running(check, CheckState.ERROR, "TalentSync failed; its log says why.")
        raise


def _finish_if_running(check: ProblemCheck, state: CheckState, message: str) -> None:
    try:
        _finish(check, state, message)
    except Superseded:
        logger.info("Check %d was superseded", check.pk)


def _run(check: ProblemCheck, backend: ExecutionBackend) -> None:
    problem = Problem.objects.prefetch_related("languages").get(pk=check.problem_id)
    solutions = list(problem.solutions.all())
    tests = list(problem.tests.all())
    if missing := _missing_languages(solutions, backend):
        _finish(check, CheckState.ERROR, missing)
        return
    judging = _Judging(check, backend, problem, [test.as_test() for test in tests], [t.name for t in tests])
    is_derived = problem.time_limit_seconds is None
    _progress(check, total_runs=len(tests) * (len(solutions) + is_derived * len(_timed(solutions))))
    if is_derived and not judging.derive_limit(_timed(solutions)):
        return
    judged = fingerprint(problem)
    _progress(check, fingerprint=judged)
    shortfalls = [shortfall for solution in solutions if (shortfall := judging.check(solution))]
    _conclude(check, problem, judged, shortfalls, internal=judging.has_failed)


def _timed(solutions: Sequence[Solution]) -> list[Solution]:
    return [solution for solution in solutions if solution.expectation.must_keep_the_time]


def _missing_languages(solutions: Sequence[Solution], backend: ExecutionBackend) -> str:
    offered = backend.languages()
    missing = sorted({Language(solution.language) for solution in solutions} - set(offered))
    if not missing:
        return ""
    reasons = backend.unavailable_languages()
    return "\n".join(
        f"{language.label} is not offered here: {reasons.get(language, 'it is not installed')}"
        for language in missing
    )


@transaction.atomic
def _conclude(
    check: ProblemCheck, problem: Problem, judged: str, shortfalls: Sequence[str], *, internal: bool
) -> None:
    if internal:
        _finish(check, CheckState.ERROR, "A run failed for a reason of ours. Check the problem again.")
    elif fingerprint(problem) != judged:
        _finish(check, CheckState.FAILED, "The problem was changed while it was being checked.")
    elif shortfalls:
        solutions = "1 solution" if len(shortfalls) == 1 else f"{len(shortfalls)} solutions"
        _finish(check, CheckState.FAILED, f"{solutions} did not get what is expected.")
    else:
        _finish(check, CheckState.PASSED)
        if check.marks_ready:
            Problem.objects.move(
                problem.pk,
                source=ProblemState.DRAFT,
                target=ProblemState.CHECKED,
                checked_fingerprint=judged,
            )


@dataclass(slots=True)
class _Judging:
    """The state of one check at work."""

    check_row: ProblemCheck
    backend: ExecutionBackend
    problem: Problem
    tests: Sequence[Test]
    names: Sequence[str]
    finished: int = 0
    has_failed: bool = False

    def derive_limit(self, solutions: Sequence[Solution]) -> bool:
        """Find and store the time limit. False where a solution keeps that from being possible; the check is failed."""
        slowest: list[int] = []
        for solution in solutions:
            for event in self._events(solution, DERIVING_SECONDS):
                if isinstance(event, CompileResult):
                    continue
                if event.verdict in (Verdict.TLE, Verdict.IE):
                    reason = "took too long" if event.verdict == Verdict.TLE else "could not be run"
                    message = f"No time limit could be derived: {solution.name} {reason}."
                    _finish(self.check_row, CheckState.FAILED, message)
                    return False
                slowest.append(event.run.cpu_ms)
        limit = derive_time_limit(
            slowest or [0],
            multiplier=self.problem.time_multiplier,
            resolution_seconds=self.problem.time_resolution_seconds,
        )
        limit = min(limit, MAX_TIME_SECONDS)
        Problem.objects.filter(pk=self.problem.pk, time_limit_seconds=None).update(time_limit_seconds=limit)
        self.problem.refresh_from_db(fields=["time_limit_seconds"])
        return True

    def check(self, solution: Solution) -> str:
        """Run one solution on all tests and store what it got. Gives its shortfall, empty where it has none."""
        compiled, results = CompileResult(ok=True), dict[int, TestResult]()
        for event in self._events(solution, None):
            if isinstance(event, CompileResult):
                compiled = event
            else:
                results[event.index] = event
        runs = [_run_document(self.names[index], results[index]) for index in sorted(results)]
        verdicts = [results[index].verdict for index in sorted(results)]
        if not compiled.ok:
            verdicts = [Verdict.CE] * len(self.tests)
            runs = [{"name": name, "verdict": Verdict.CE, "cpuMs": 0, "memoryKb": 0} for name in self.names]
        self.has_failed |= Verdict.IE in verdicts
        shortfall = solution.expectation.shortfall(verdicts) or ""
        SolutionCheck.objects.create(
            problem_check=self.check_row,
            name=solution.name,
            language=solution.language,
            expected=solution.expected,
            runs={"compileOutput": compiled.output[:MAX_DETAIL_CHARACTERS], "tests": runs},
            shortfall=shortfall,
        )
        return shortfall

    def _events(self, solution: Solution, cpu_seconds: float | None) -> Iterator[CompileResult | TestResult]:
        """The judged runs of one solution, counted as progress. With `cpu_seconds`, under that limit."""
        language = Language(solution.language)
        limits = self.problem.limits(language, without_time_limit=cpu_seconds)
        done_before = self.finished
        with closing(
            judge(self.backend, solution.as_program(), self.tests, limits, self.problem.comparison)
        ) as events:
            for event in events:
                yield event
                if isinstance(event, TestResult):
                    self.finished += 1
                    _progress(self.check_row, finished_runs=self.finished)
        self.finished = done_before + len(self.tests)
        _progress(self.check_row, finished_runs=self.finished)


def _run_document(name: str, result: TestResult) -> dict[str, Any]:
    detail = result.run.error or result.run.stderr.decode(errors="replace")
    return {
        "name": name,
        "verdict": result.verdict.value,
        "cpuMs": result.run.cpu_ms,
        "memoryKb": result.run.memory_kb,
        # PostgreSQL stores no NUL in text.
        "detail": detail[-MAX_DETAIL_CHARACTERS:].replace("\0", "\ufffd"),
    }


def dispatch() -> int:
    """Send every check that waits, and queue again those whose worker was lost; gives how many. Sending one twice does
    no harm: `begin` gives it to one worker only."""
    lost = timezone.now() - timedelta(seconds=LOST_AFTER_SECONDS)
    ProblemCheck.objects.running().filter(progressed_at__lt=lost).update(state=CheckState.QUEUED)
    waiting = list(ProblemCheck.objects.filter(state=CheckState.QUEUED).values_list("pk", flat=True))
    for check_id in waiting:
        _send(check_id)
    return len(waiting)
