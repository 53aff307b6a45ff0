"""Judge what candidates ran and submitted. The rows of Judgement are the queue (`dsa.submissions.queue`).

A worker takes one with `claim` and judges it with `execute`, which commits results several times a second and the last
ones with the finish, each time only while the claim still stands. A broken attempt is judged anew, as a whole. While
the execution service cannot be used nothing is attempted: judging is paused, and the rows wait.
"""

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from dsa import execution
from dsa.choices import DEMO_PROBLEMS, JudgementState, SubmissionKind
from dsa.execution import (
    BackendUnavailable,
    CompileResult,
    ExecutionBackend,
    ExecutionError,
    Language,
    Limits,
    PermanentError,
    Program,
    Test,
    Validation,
    Verdict,
    get_backend,
    judge,
    require_firm_limits,
)
from dsa.execution.verdicts import NOT_LOADED
from dsa.judging import scoring
from dsa.judging.batches import in_batches
from dsa.judging.progress import ProgressPublisher, publish_end
from dsa.models import Judgement, Problem, TestCase, TestResult
from dsa.models.submission import MAX_KEPT_OUTPUT_CHARACTERS
from dsa.problems.programs import in_own_lines, judged_test, program_of
from dsa.sessions.services import complete_if_settled
from dsa.submissions.own_tests import OwnTest
from dsa.submissions.queue import JUDGEMENTS, QUEUES
from dsa.submissions.sanitize import decoded, without_paths
from interviews.choices import EventKind
from interviews.models import Interview
from interviews.timeline import SYSTEM, record_event
from talentsync import worker_health
from talentsync.lib.leased_queue import ClaimLost
from talentsync.lib.prepared_query import PreparedInsert

logger = logging.getLogger(__name__)

MAX_COMPILE_OUTPUT_CHARACTERS = 20_000
# Results are committed so far apart: who watches sees each soon, and most runs need one commit for all.
BATCH_SECONDS = 0.1
_RESULTS = PreparedInsert(TestResult)
# What waits for the execution service is tried again after the pause that follows so many failures.
PAUSED_FAILURES = 2


class InternalFailure(ExecutionError):
    """A run failed for a reason of ours. The message is for operators."""


class NothingToJudge(PermanentError):
    """The problem has no tests of the kind that were asked for."""


# The queue ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def claim(judgement_id: int) -> Judgement | None:
    """Take a judgement that waits, or whose worker was lost. None for everybody but the one who gets it."""
    judgement = JUDGEMENTS.claim(judgement_id, started_at=timezone.now())
    if judgement is not None and judgement.attempts > 1:
        # Of an attempt that was broken off.
        judgement.results.all().delete()
    return judgement


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    return JUDGEMENTS.dispatch(
        lambda judgement: fail_permanently(judgement, "The worker was lost each time.")
    )


# Judging --------------------------------------------------------------------------------------------------------------


def execute(judgement: Judgement, backend: ExecutionBackend | None = None) -> None:
    """Do the whole judging of what `claim` gave. What goes wrong on our side is recorded, and tried again later."""
    with ProgressPublisher(judgement.submission_id, lambda: renew_lease(judgement)) as progress:
        try:
            _Execution(judgement, backend or get_backend(), progress).execute()
        except ClaimLost:
            logger.info("Judgement %d has been taken over", judgement.pk)
        except ExecutionError as error:
            _fail(judgement, error)
        except Exception as error:
            _fail(judgement, error)
            raise


def renew_lease(judgement: Judgement) -> None:
    """Keep others from thinking that the worker of this judgement was lost, or that none takes its queue's tasks."""
    # Whoever has lost the claim learns it at the next result.
    with suppress(ClaimLost):
        JUDGEMENTS.renew(judgement)
    worker_health.beat(QUEUES[SubmissionKind(judgement.kind)])


@dataclass(slots=True)
class _Execution:
    """One judging at work."""

    judgement: Judgement
    backend: ExecutionBackend
    progress: ProgressPublisher
    # What the next commit writes: columns of the judgement, and results.
    _changes: dict[str, Any] = field(default_factory=dict)
    _results: list[TestResult] = field(default_factory=list)

    def execute(self) -> None:
        submission = self.judgement.submission
        problem = self.judgement.problem
        if problem.key not in DEMO_PROBLEMS:
            require_firm_limits()
        program = program_of(problem, Language(submission.language), submission.source_code)
        limits = problem.limits(program.language)
        tests = self._tests(problem)
        self._changes["total"] = len(tests)
        verdicts: dict[int, Verdict] = {}
        given = [judged_test(problem, _as_test(test)) for test in tests]
        # An own test has the one output that its author expects; a validator may not even stand its input.
        has_own_tests = any(isinstance(test, OwnTest) for test in tests)
        rule = problem.comparison if has_own_tests else problem.rule()
        begun = self.judgement.begun_runs

        def begin(
            cancelled: Callable[[], bool],
        ) -> Generator[CompileResult | execution.TestResult, None, None]:
            return judge(self.backend, program, given, limits, rule, begun=begun, cancelled=cancelled)

        # What the compiler said, and a result of each test.
        with closing(in_batches(begin, BATCH_SECONDS, number=1 + len(tests))) as batches:
            for events, is_over in batches:
                for event in events:
                    self._changes["pause_reason"] = ""
                    if not isinstance(event, CompileResult):
                        verdicts[event.index] = event.verdict
                        self.take_result(event, tests[event.index])
                    elif not event.ok:
                        self._changes["compile_output"] = self._said_of_source(event, program, limits, tests)
                        self.finish(Verdict.CE, 0, len(tests))
                        return
                    elif event.output:
                        self._changes["compile_output"] = self._shown(event)
                if not is_over:
                    self.save()
                    continue
                # Here, and not below: nobody need wait for the cleaning up after the last test.
                passed = sum(verdict is Verdict.AC for verdict in verdicts.values())
                self.finish(
                    scoring.overall(verdicts[index] for index in sorted(verdicts)), passed, len(tests)
                )

    def _tests(self, problem: Problem) -> Sequence[TestCase | OwnTest]:
        """What the program is run on: the problem's tests, or the candidate's own."""
        submission = self.judgement.submission
        if submission.stdin is not None:
            return [OwnTest("", submission.stdin, None)]
        if submission.own_tests is not None:
            return [OwnTest.from_json(test) for test in submission.own_tests]
        is_run = submission.kind == SubmissionKind.RUN
        tests = list(problem.tests.visible() if is_run else problem.tests.all())
        if not tests:
            raise NothingToJudge(f"{problem.key} has no {'visible ' if is_run else ''}tests")
        return tests

    def _said_of_source(
        self, failed: CompileResult, program: Program, limits: Limits, tests: Sequence[TestCase | OwnTest]
    ) -> str:
        """Why the source is no program, without anything that the program itself could have put there.

        An interpreter says it in a run, and a program can write what looks the same, with a hidden input in it. So it
        is asked again where there is nothing to read.
        """
        if program.language in NOT_LOADED and not all(_is_visible(test) for test in tests):
            with closing(judge(self.backend, program, [Test()], limits)) as events:
                again = next(event for event in events if isinstance(event, CompileResult))
            return "" if again.ok else self._shown(again)
        return self._shown(failed)

    def _shown(self, compiled: CompileResult) -> str:
        """What a compiler said, as the candidate may see it."""
        said = self._in_own_lines(without_paths(compiled.output)).replace("\0", "\ufffd")
        return said[:MAX_COMPILE_OUTPUT_CHARACTERS]

    def _in_own_lines(self, said: str) -> str:
        return in_own_lines(self.judgement.problem, self.judgement.submission.source_code, said)

    def take_result(self, result: execution.TestResult, test: TestCase | OwnTest) -> None:
        """Let the next commit write the result of a test."""
        if result.verdict is Verdict.IE:
            raise InternalFailure(result.run.error or "a run failed for an unknown reason")
        is_visible = _is_visible(test)
        stdout, is_stdout_cut = decoded(result.run.stdout, MAX_KEPT_OUTPUT_CHARACTERS)
        stderr, is_stderr_cut = decoded(result.run.stderr, MAX_KEPT_OUTPUT_CHARACTERS)
        said = result.validation or Validation(None)
        interaction, is_interaction_cut = decoded(said.transcript, MAX_KEPT_OUTPUT_CHARACTERS)
        is_cut = (
            is_stdout_cut
            or is_stderr_cut
            or is_interaction_cut
            or result.run.stdout_truncated
            or said.transcript_truncated
        )
        self._results.append(
            TestResult(
                judgement=self.judgement,
                test_case=test if isinstance(test, TestCase) else None,
                name=test.name if isinstance(test, TestCase) else "",
                is_visible=is_visible,
                position=result.index,
                verdict=result.verdict,
                cpu_ms=result.run.cpu_ms,
                memory_kb=result.run.memory_kb,
                # A program can print its input, so nothing of what it wrote about a hidden one is kept.
                stdout=stdout if is_visible else "",
                stderr=self._in_own_lines(without_paths(stderr)) if is_visible else "",
                interaction=interaction if is_visible else "",
                judge_message=said.message,
                is_output_cut=is_visible and is_cut,
            )
        )

    @transaction.atomic
    def save(self) -> None:
        """Commit what there is, as long as this worker may, and tell."""
        JUDGEMENTS.renew(self.judgement, **self._changes)
        _RESULTS.write(self._results)
        self._changes, self._results = {}, []
        transaction.on_commit(self.progress.publish)

    @transaction.atomic
    def finish(self, verdict: Verdict, passed: int, total: int) -> None:
        """Finish the judgement, and for a submission enter its score: all or nothing, and once. Then tell."""
        transaction.on_commit(self.progress.end)
        now = timezone.now()
        changes: dict[str, Any] = {
            **self._changes,
            "state": JudgementState.FINISHED,
            "verdict": verdict,
            "passed": passed,
            "finished_at": now,
            "pause_reason": "",
            "begun_runs": None,
        }
        if self.judgement.kind == SubmissionKind.RUN:
            JUDGEMENTS.finish(self.judgement, **changes)
            _RESULTS.write(self._results)
            return
        interview_id = self.judgement.submission.session.invitation.interview_id
        score = scoring.score(passed, total)
        # First: whoever changes the interview or its judgements waits here.
        interview = Interview.objects.select_for_update(no_key=True).get(pk=interview_id)
        JUDGEMENTS.finish(self.judgement, score=score, **changes)
        _RESULTS.write(self._results)
        update_stage_data(interview, self.judgement, score=score, passed=passed, total=total)
        record_event(
            interview_id,
            EventKind.DSA_JUDGED,
            actor=SYSTEM,
            payload={
                "submissionId": str(self.judgement.submission_id),
                "judgement": self.judgement.number,
                "verdict": verdict.value,
                "passed": passed,
                "total": total,
                "score": score,
            },
            at=now,
        )
        complete_if_settled(interview_id)


def _is_visible(test: TestCase | OwnTest) -> bool:
    return isinstance(test, OwnTest) or test.is_visible


def _as_test(test: TestCase | OwnTest) -> Test:
    return test.as_test()


def update_stage_data(
    interview: Interview, judgement: Judgement, *, score: float, passed: int, total: int
) -> None:
    """Put the submission's entry into `stage_data`, in place of an earlier one. The caller holds the row's lock."""
    submission = judgement.submission
    entry = {
        "submissionId": str(submission.pk),
        "problemId": judgement.problem.key,
        "language": submission.language,
        "score": score,
        "passed": passed,
        "total": total,
        "submittedAt": submission.created_at.isoformat(),
    }
    before = interview.stage_data.get("dsaSubmissions", [])
    is_known = any(one["submissionId"] == entry["submissionId"] for one in before)
    after = [entry if one["submissionId"] == entry["submissionId"] else one for one in before]
    interview.stage_data = {
        **interview.stage_data,
        "dsaSubmissions": after if is_known else [*after, entry],
    }
    interview.save(update_fields=["stage_data"])


# When it goes wrong ---------------------------------------------------------------------------------------------------


def _fail(judgement: Judgement, error: Exception) -> None:
    """Try again later what may then work, and give up what cannot or was tried often enough."""
    reason = f"{type(error).__name__}: {error}"
    logger.warning("Judgement %d, attempt %d: %s", judgement.pk, judgement.attempts, reason)
    if isinstance(error, BackendUnavailable):
        _pause(judgement, error)
    elif isinstance(error, PermanentError) or JUDGEMENTS.is_last_attempt(judgement):
        fail_permanently(judgement, reason)
    else:
        JUDGEMENTS.release(judgement, failure=_for_operators(reason), pause_reason="", begun_runs=None)


@transaction.atomic
def _pause(judgement: Judgement, error: BackendUnavailable) -> None:
    """Let it wait as if it had not been tried: the runs that were begun give the same results again."""
    if JUDGEMENTS.release(
        judgement,
        failures=PAUSED_FAILURES,
        is_attempt=False,
        pause_reason=_for_operators(str(error)),
        begun_runs=error.begun,
    ):
        judgement.results.all().delete()


@transaction.atomic
def fail_permanently(judgement: Judgement, reason: str) -> None:
    """End it as a failure of ours, never scored. A recruiter can have it judged again."""
    if JUDGEMENTS.fail_permanently(
        judgement,
        state=JudgementState.FAILED,
        verdict=Verdict.IE,
        failure=_for_operators(reason),
        pause_reason="",
        begun_runs=None,
        finished_at=timezone.now(),
    ):
        logger.error("Judgement %d was given up: %s", judgement.pk, reason)
        complete_if_settled(judgement.submission.session.invitation.interview_id)
        transaction.on_commit(lambda: publish_end(judgement.submission_id))


def _for_operators(reason: str) -> str:
    return reason[:2000].replace("\0", "\ufffd")
