"""Validation of a problem: its solutions are run on its tests, and what they get is compared with what is expected.

The rows of ProblemCheck are the queue (ADR 12). `start_validation` makes one, a worker takes it with `claim` and runs
it with `execute`, which tells its progress. A newer validation takes an older one's place: whatever the older one's
worker writes next raises ClaimLost, and it stops.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dsa.choices import ACTIVE_CHECK_STATES, DEMO_PROBLEMS, CheckState, ProblemState
from dsa.execution import (
    BackendUnavailable,
    Comparison,
    CompileResult,
    ExecutionBackend,
    ExecutionError,
    Language,
    OutputValidator,
    Test,
    TestResult,
    TransientError,
    Verdict,
    get_backend,
    judge,
    require_firm_limits,
)
from dsa.models import Problem, ProblemCheck, Solution, SolutionCheck
from dsa.models.expectation import derive_time_limit
from dsa.models.problem import MAX_TIME_SECONDS
from dsa.problems.content_hash import content_hash
from dsa.problems.programs import judged_test, program_of
from dsa.problems.services import ProblemCode, require_judgeable
from interviews.models import User
from talentsync.lib.errors import Refused
from talentsync.lib.leased_queue import ClaimLost, LeasedQueue, RetrySchedule, Route

logger = logging.getLogger(__name__)

# While a limit is being derived; a solution that needs longer cannot set one.
DERIVING_SECONDS = 20.0
MAX_DETAIL_CHARACTERS = 2_000
# Longer than compiling a solution or one run of it takes: each of them renews it.
LEASE: Final = timedelta(minutes=10)

VALIDATIONS: Final = LeasedQueue(
    model=ProblemCheck,
    task="dsa.tasks.run_check",
    lease=LEASE,
    # Together 25 minutes: so long an execution service may be away.
    retry=RetrySchedule(first=timedelta(seconds=15), longest=timedelta(minutes=10)),
    max_attempts=8,
    unfinished=Q(state__in=ACTIVE_CHECK_STATES),
    waiting={"state": CheckState.QUEUED},
    working={"state": CheckState.RUNNING},
    # Long work waits behind what is scheduled, which is short.
    route=lambda check: Route(priority=6),
    order_by="pk",
    select_related=("problem",),
)


@transaction.atomic
def start_validation(*, problem: Problem, actor: User) -> ProblemCheck:
    """Queue a validation, in place of any that is still at work, and wake a worker.

    Raises Refused where there is nothing to validate.
    """
    return VALIDATIONS.enqueue(_new_validation(problem, actor, marks_ready=False))


@transaction.atomic
def queue_validation(*, problem: Problem, marks_ready: bool = False) -> ProblemCheck:
    """The same for a process that has no broker: the schedule sends it."""
    check = _new_validation(problem, None, marks_ready=marks_ready)
    check.save()
    return check


def _new_validation(problem: Problem, actor: User | None, *, marks_ready: bool) -> ProblemCheck:
    """The row, not saved yet; an older one has made room for it."""
    if problem.state == ProblemState.RETIRED:
        raise Refused(ProblemCode.RETIRED, "A retired problem is not checked. Bring it back first.")
    if not problem.tests.exists():
        raise Refused(ProblemCode.NO_TESTS, "The problem has no tests yet.")
    if not problem.solutions.accepted().exists():
        raise Refused(
            ProblemCode.NO_SOLUTIONS, "The problem has no solution that all tests should accept yet."
        )
    require_judgeable(problem)
    problem.checks.active().update(state=CheckState.SUPERSEDED, claim=None, finished_at=timezone.now())
    return ProblemCheck(problem=problem, started_by=actor, marks_ready=marks_ready)


def validate_now(*, problem: Problem, marks_ready: bool = False) -> ProblemCheck:
    """Validate a problem in this process, without a worker; gives the finished row.

    Raises as `start_validation` does, and TransientError.
    """
    with transaction.atomic():
        # Taken at once, so that no worker finds it waiting.
        check = claim(queue_validation(problem=problem, marks_ready=marks_ready).pk)
    assert check is not None, "nobody else sees it before the commit"
    try:
        execute(check)
    except TransientError as error:
        ProblemCheck.objects.filter(pk=check.pk, state=CheckState.QUEUED).update(
            state=CheckState.ERROR, message=str(error), finished_at=timezone.now()
        )
        raise
    check.refresh_from_db()
    return check


@transaction.atomic
def claim(check_id: int) -> ProblemCheck | None:
    """Take a validation that waits, or whose worker was lost. None for everybody but the one who gets it."""
    check = VALIDATIONS.claim(check_id, finished_runs=0, total_runs=0)
    if check is not None:
        # Of an attempt that was broken off.
        check.solutions.all().delete()
    return check


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    return VALIDATIONS.dispatch(
        lambda check: fail_permanently(check, "Its worker was lost each time. The log may say why.")
    )


def execute(check: ProblemCheck, backend: ExecutionBackend | None = None) -> None:
    """Do the whole validation of what `claim` gave. What goes wrong is recorded.

    Raises TransientError where it will be tried again later.
    """
    try:
        _execute(check, backend or get_backend())
    except ClaimLost:
        logger.info("Check %d was superseded or taken over", check.pk)
    except BackendUnavailable:
        VALIDATIONS.release(check, failures=1, is_attempt=False)
        raise
    except TransientError as error:
        if VALIDATIONS.is_last_attempt(check):
            fail_permanently(check, str(error))
        else:
            VALIDATIONS.release(check)
            raise
    except ExecutionError as error:
        fail_permanently(check, str(error))
    except Exception:
        fail_permanently(check, "TalentSync failed; its log says why.")
        raise


def fail_permanently(check: ProblemCheck, message: str) -> None:
    """End it as a failure of ours, which says nothing about the problem."""
    if not VALIDATIONS.fail_permanently(
        check, state=CheckState.ERROR, message=message, finished_at=timezone.now()
    ):
        logger.info("Check %d was superseded or taken over", check.pk)


def _finish(check: ProblemCheck, state: CheckState, message: str = "") -> None:
    VALIDATIONS.finish(check, state=state, message=message, finished_at=timezone.now())


def _execute(check: ProblemCheck, backend: ExecutionBackend) -> None:
    problem = Problem.objects.prefetch_related("languages").get(pk=check.problem_id)
    if problem.key not in DEMO_PROBLEMS:
        require_firm_limits()
    solutions = list(problem.solutions.all())
    tests = list(problem.tests.all())
    if missing := _missing_languages(solutions, backend):
        fail_permanently(check, missing)
        return
    work = _Validation(
        check, backend, problem, problem.rule(), [test.as_test() for test in tests], [t.name for t in tests]
    )
    is_derived = problem.time_limit_seconds is None
    VALIDATIONS.renew(check, total_runs=len(tests) * (len(solutions) + is_derived * len(_timed(solutions))))
    if is_derived and not work.derive_limit(_timed(solutions)):
        return
    validated = content_hash(problem)
    VALIDATIONS.renew(check, fingerprint=validated)
    mismatches = [mismatch for solution in solutions if (mismatch := work.validate(solution))]
    _save_outcome(check, problem, validated, mismatches, internal=work.has_failed)


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
def _save_outcome(
    check: ProblemCheck, problem: Problem, validated: str, mismatches: Sequence[str], *, internal: bool
) -> None:
    if internal:
        _finish(check, CheckState.ERROR, "A run failed for a reason of ours. Check the problem again.")
    elif content_hash(problem) != validated:
        _finish(check, CheckState.FAILED, "The problem was changed while it was being checked.")
    elif mismatches:
        solutions = "1 solution" if len(mismatches) == 1 else f"{len(mismatches)} solutions"
        _finish(check, CheckState.FAILED, f"{solutions} did not get what is expected.")
    else:
        _finish(check, CheckState.PASSED)
        if check.marks_ready:
            Problem.objects.transition(
                problem.pk,
                source=ProblemState.DRAFT,
                target=ProblemState.VALIDATED,
                checked_fingerprint=validated,
            )


@dataclass(slots=True)
class _Validation:
    """The state of one validation at work."""

    check: ProblemCheck
    backend: ExecutionBackend
    problem: Problem
    rule: Comparison | OutputValidator
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
                    _finish(self.check, CheckState.FAILED, message)
                    return False
                slowest.append(event.run.cpu_ms)
        limit = derive_time_limit(
            slowest or [0],
            multiplier=self.problem.time_multiplier,
            resolution_seconds=self.problem.time_resolution_seconds,
        )
        limit = min(limit, MAX_TIME_SECONDS)
        with transaction.atomic():
            VALIDATIONS.renew(self.check)
            Problem.objects.filter(pk=self.problem.pk, time_limit_seconds=None).update(
                time_limit_seconds=limit
            )
        self.problem.refresh_from_db(fields=["time_limit_seconds"])
        return True

    def validate(self, solution: Solution) -> str:
        """Run one solution on all tests and store what it got. Gives its mismatch, empty where it has none."""
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
        mismatch = solution.expectation.mismatch(verdicts) or ""
        with transaction.atomic():
            VALIDATIONS.renew(self.check)
            SolutionCheck.objects.create(
                problem_check=self.check,
                name=solution.name,
                language=solution.language,
                expected=solution.expected,
                runs={"compileOutput": compiled.output[:MAX_DETAIL_CHARACTERS], "tests": runs},
                mismatch=mismatch,
            )
        return mismatch

    def _events(self, solution: Solution, cpu_seconds: float | None) -> Iterator[CompileResult | TestResult]:
        """The judged runs of one solution, counted as progress. With `cpu_seconds`, under that limit."""
        language = Language(solution.language)
        limits = self.problem.limits(language, without_time_limit=cpu_seconds)
        done_before = self.finished
        with closing(
            judge(
                self.backend,
                program_of(self.problem, language, solution.source),
                [judged_test(self.problem, test) for test in self.tests],
                limits,
                self.rule,
            )
        ) as events:
            for event in events:
                yield event
                if isinstance(event, TestResult):
                    self.finished += 1
                    VALIDATIONS.renew(self.check, finished_runs=self.finished)
        self.finished = done_before + len(self.tests)
        VALIDATIONS.renew(self.check, finished_runs=self.finished)


def _run_document(name: str, result: TestResult) -> dict[str, Any]:
    message = result.validation.message if result.validation is not None else ""
    detail = result.run.error or "\n".join(
        filter(None, (message, result.run.stderr.decode(errors="replace")))
    )
    return {
        "name": name,
        "verdict": result.verdict.value,
        "cpuMs": result.run.cpu_ms,
        "memoryKb": result.run.memory_kb,
        # PostgreSQL stores no NUL in text.
        "detail": detail[-MAX_DETAIL_CHARACTERS:].replace("\0", "\ufffd"),
    }
