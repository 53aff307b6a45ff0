"""Judging what candidates ran and submitted. The rows of Judgement are the queue; a message only wakes a worker.

`send` wakes one, `begin` takes the row by writing a claim, `run` judges and commits each result as it comes, each time
only while the claim still stands. A worker at work prolongs the lease of its row. `dispatch` looks after rows whose
lease is over: their message or their worker was lost. So it does not matter how often a message arrives.
"""

import logging
import uuid
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dsa.choices import JudgementState, SubmissionKind
from dsa.execution import (
    CompileResult,
    ExecutionBackend,
    ExecutionError,
    Language,
    Limits,
    PermanentError,
    Program,
    Test,
    Verdict,
    get_backend,
    judge,
)
from dsa.execution import TestResult as Outcome
from dsa.execution.verdicts import NOT_LOADED
from dsa.judging import scoring
from dsa.judging.progress import ProgressPublisher, publish_end
from dsa.models import Judgement, Problem, TestCase, TestResult
from dsa.models.submission import MAX_KEPT_OUTPUT_CHARACTERS, JudgementQuerySet
from dsa.sessions.services import complete_if_settled
from dsa.submissions.queue import QUEUES, SENT_AGAIN_AFTER, send
from dsa.submissions.sanitize import decoded, without_paths
from interviews.choices import EventKind
from interviews.models import Interview
from interviews.timeline import SYSTEM, record
from talentsync import worker_health

logger = logging.getLogger(__name__)

# A worker that did not prolong its lease for this long is lost. It does so every few seconds (dsa.judging.progress).
LEASE = timedelta(seconds=20)
# After the first failed attempt; each further one waits twice as long.
RETRY_AFTER = timedelta(seconds=5)
MAX_ATTEMPTS = 5
MAX_COMPILE_OUTPUT_CHARACTERS = 20_000


class ClaimLost(Exception):
    """Somebody else has this judgement now, or it was given up. Whoever learns that stops and writes nothing."""


class InternalFailure(ExecutionError):
    """A run failed for a reason of ours. The message is for operators."""


class NothingToJudge(PermanentError):
    """The problem has no tests of the kind that were asked for."""


# Sending and taking ---------------------------------------------------------------------------------------------------


def begin(judgement_id: int) -> Judgement | None:
    """Take a judgement that waits, or whose worker was lost. None for everybody but the one who got it."""
    now = timezone.now()
    claim = uuid.uuid4()
    with transaction.atomic():
        taken = Judgement.objects.filter(
            Q(state=JudgementState.QUEUED) | Q(state=JudgementState.RUNNING, lease_until__lte=now),
            pk=judgement_id,
            attempts__lt=MAX_ATTEMPTS,
        ).update(
            state=JudgementState.RUNNING,
            claim=claim,
            attempts=F("attempts") + 1,
            started_at=now,
            lease_until=now + LEASE,
        )
        if not taken:
            return None
        # Of an attempt that was broken off: it is judged anew, as a whole.
        TestResult.objects.filter(judgement=judgement_id).delete()
        return Judgement.objects.select_related("submission__session__invitation", "problem").get(
            pk=judgement_id
        )


def dispatch() -> int:
    """Send again what nobody takes care of, and give up what was tried too often; gives how many were sent."""
    now = timezone.now()
    sent = 0
    for judgement in Judgement.objects.stranded(now).order_by("queued_at"):
        # Only one of several processes that look after it at the same moment.
        unchanged = Judgement.objects.stranded(now).filter(
            pk=judgement.pk, lease_until=judgement.lease_until, claim=judgement.claim
        )
        if judgement.attempts >= MAX_ATTEMPTS:
            _give_up(unchanged, judgement, "The worker was lost each time.")
        elif unchanged.update(state=JudgementState.QUEUED, claim=None, lease_until=now + SENT_AGAIN_AFTER):
            if not send(judgement):
                break
            sent += 1
    return sent


# Judging --------------------------------------------------------------------------------------------------------------


def run(judgement: Judgement, backend: ExecutionBackend | None = None) -> None:
    """Do the whole judging of what `begin` gave. Whatever goes wrong on our side is recorded, and tried again later."""
    with ProgressPublisher(judgement.submission_id, lambda: _renew_lease(judgement)) as progress:
        try:
            _Judging(judgement, backend or get_backend(), progress).run()
        except ClaimLost:
            logger.info("Judgement %d has been taken over", judgement.pk)
        except ExecutionError as error:
            _fail(judgement, error)
        except Exception as error:
            _fail(judgement, error)
            raise


def _renew_lease(judgement: Judgement) -> None:
    """Keep others from thinking that the worker of this judgement was lost, or that none takes its queue's tasks."""
    _held(judgement).update(lease_until=timezone.now() + LEASE)
    worker_health.beat(QUEUES[SubmissionKind(judgement.kind)])


def _held(judgement: Judgement) -> JudgementQuerySet:
    """The row, as long as the claim of this worker stands."""
    return Judgement.objects.filter(pk=judgement.pk, claim=judgement.claim, state=JudgementState.RUNNING)


def _write(judgement: Judgement, **changes: Any) -> None:
    if not _held(judgement).update(**changes):
        raise ClaimLost


@dataclass(slots=True)
class _Judging:
    """One judging at work."""

    judgement: Judgement
    backend: ExecutionBackend
    progress: ProgressPublisher

    def run(self) -> None:
        submission = self.judgement.submission
        problem = Problem.objects.prefetch_related("languages").get(pk=submission.problem_id)
        program = Program(Language(submission.language), submission.source_code)
        limits = problem.limits(program.language)
        tests = self._tests(problem)
        _write(self.judgement, total=len(tests))
        self.progress.publish()
        verdicts: dict[int, Verdict] = {}
        given = [_as_test(test) for test in tests]
        with closing(judge(self.backend, program, given, limits, problem.comparison)) as events:
            for event in events:
                if not isinstance(event, CompileResult):
                    verdicts[event.index] = event.verdict
                    self._keep(event, tests[event.index])
                elif event.ok:
                    self._keep_warnings(event)
                else:
                    said = self._said_of_source(event, program, limits, tests)
                    self._conclude(Verdict.CE, 0, len(tests), compile_output=said)
                    return
        passed = sum(verdict is Verdict.AC for verdict in verdicts.values())
        self._conclude(scoring.overall(verdicts[index] for index in sorted(verdicts)), passed, len(tests))

    def _tests(self, problem: Problem) -> Sequence[TestCase | str]:
        """What the program is run on: tests, or one own input."""
        submission = self.judgement.submission
        if submission.stdin is not None:
            return [submission.stdin]
        is_run = submission.kind == SubmissionKind.RUN
        tests = list(problem.tests.visible() if is_run else problem.tests.all())
        if not tests:
            raise NothingToJudge(f"{problem.key} has no {'visible ' if is_run else ''}tests")
        return tests

    def _said_of_source(
        self, failed: CompileResult, program: Program, limits: Limits, tests: Sequence[TestCase | str]
    ) -> str:
        """Why the source is no program, without anything that the program itself could have put there.

        An interpreter says it in a run, and a program can write what looks the same, with a hidden input in it. So it
        is asked again where there is nothing to read.
        """
        if program.language in NOT_LOADED and not all(_is_visible(test) for test in tests):
            with closing(judge(self.backend, program, [Test()], limits)) as events:
                again = next(event for event in events if isinstance(event, CompileResult))
            return "" if again.ok else _shown(again)
        return _shown(failed)

    def _keep_warnings(self, compiled: CompileResult) -> None:
        if compiled.output:
            _write(self.judgement, compile_output=_shown(compiled))

    def _keep(self, outcome: Outcome, test: TestCase | str) -> None:
        """Commit the result of a test, as long as this worker may."""
        if outcome.verdict is Verdict.IE:
            raise InternalFailure(outcome.run.error or "a run failed for an unknown reason")
        is_visible = _is_visible(test)
        stdout, is_stdout_cut = decoded(outcome.run.stdout, MAX_KEPT_OUTPUT_CHARACTERS)
        stderr, is_stderr_cut = decoded(outcome.run.stderr, MAX_KEPT_OUTPUT_CHARACTERS)
        with transaction.atomic():
            _write(self.judgement, lease_until=timezone.now() + LEASE)
            TestResult.objects.create(
                judgement=self.judgement,
                test_case=test if isinstance(test, TestCase) else None,
                name=test.name if isinstance(test, TestCase) else "",
                is_visible=is_visible,
                position=outcome.index,
                verdict=outcome.verdict,
                cpu_ms=outcome.run.cpu_ms,
                memory_kb=outcome.run.memory_kb,
                # A program can print its input, so nothing of what it wrote about a hidden one is kept.
                stdout=stdout if is_visible else "",
                stderr=without_paths(stderr) if is_visible else "",
                is_output_cut=is_visible and (is_stdout_cut or is_stderr_cut or outcome.run.stdout_truncated),
            )
        self.progress.publish()

    def _conclude(
        self, verdict: Verdict, passed: int, total: int, *, compile_output: str | None = None
    ) -> None:
        """Finish the judgement, and for a submission enter its score: both or neither, and once."""
        now = timezone.now()
        changes: dict[str, Any] = {"state": JudgementState.FINISHED, "verdict": verdict, "finished_at": now}
        if compile_output is not None:
            changes["compile_output"] = compile_output
        if self.judgement.kind == SubmissionKind.RUN:
            _write(self.judgement, passed=passed, **changes)
            return
        interview_id = self.judgement.submission.session.invitation.interview_id
        score = scoring.score(passed, total)
        with transaction.atomic():
            # First: whoever changes the interview or its judgements waits here.
            interview = Interview.objects.select_for_update(no_key=True).get(pk=interview_id)
            _write(self.judgement, passed=passed, score=score, **changes)
            _enter(interview, self.judgement, score=score, passed=passed, total=total)
            record(
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


def _is_visible(test: TestCase | str) -> bool:
    return isinstance(test, str) or test.is_visible


def _as_test(test: TestCase | str) -> Test:
    return Test(stdin=test.encode()) if isinstance(test, str) else test.as_test()


def _shown(compiled: CompileResult) -> str:
    """What a compiler said, as the candidate may see it."""
    said = without_paths(compiled.output).replace("\0", "\ufffd")
    return said[:MAX_COMPILE_OUTPUT_CHARACTERS]


def _enter(interview: Interview, judgement: Judgement, *, score: float, passed: int, total: int) -> None:
    """Put the submission's entry into `stage_data`, in place of an earlier one. The caller holds the row's lock."""
    submission = judgement.submission
    entry = {
        "submissionId": str(submission.pk),
        "problemId": submission.problem.key,
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
    if isinstance(error, PermanentError) or judgement.attempts >= MAX_ATTEMPTS:
        _give_up(_held(judgement), judgement, reason)
        return
    _held(judgement).update(
        state=JudgementState.QUEUED,
        claim=None,
        failure=_for_operators(reason),
        lease_until=timezone.now() + RETRY_AFTER * 2 ** (judgement.attempts - 1),
    )


@transaction.atomic
def _give_up(row: JudgementQuerySet, judgement: Judgement, reason: str) -> None:
    """A failure of ours for good, never scored. A recruiter can have it judged again."""
    given_up = row.update(
        state=JudgementState.FAILED,
        verdict=Verdict.IE,
        claim=None,
        failure=_for_operators(reason),
        finished_at=timezone.now(),
    )
    if given_up:
        logger.error("Judgement %d was given up: %s", judgement.pk, reason)
        complete_if_settled(judgement.submission.session.invitation.interview_id)
        transaction.on_commit(lambda: publish_end(judgement.submission_id))


def _for_operators(reason: str) -> str:
    return reason[:2000].replace("\0", "\ufffd")
