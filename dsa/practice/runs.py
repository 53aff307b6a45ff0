"""Runs of the practice problem. They live in the cache for a few minutes, and no row, event or log tells of them."""

import logging
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from dsa.choices import DEMO_PROBLEMS, JudgementState, SessionState, SubmissionKind
from dsa.errors import SessionCode, session_refused
from dsa.execution import (
    OPT_IN,
    CompileResult,
    ExecutionError,
    Language,
    Program,
    TestResult,
    Verdict,
    get_backend,
    judge,
    require_firm_limits,
)
from dsa.judging import scoring
from dsa.models import DsaSession, InterviewProblem
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import MAX_KEPT_OUTPUT_CHARACTERS
from dsa.practice import problem
from dsa.rules import backend_languages
from dsa.sessions.presenters.values import utc_time
from dsa.submissions.own_tests import OwnTest, require_own_tests
from dsa.submissions.sanitize import decoded, require_storable, without_paths
from interviews.models import StageTypeConfig
from talentsync import queues
from talentsync.lib.leased_queue import send_task

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = 15 * 60
MAX_COMPILE_OUTPUT_CHARACTERS: Final = 20_000
# Behind everything that counts.
PRIORITY: Final = 9

Run = dict[str, Any]


def require_practice(session: DsaSession) -> None:
    """Raise Refused once the clock runs: from then on everything counts."""
    if session.state != SessionState.WAITING:
        raise session_refused(SessionCode.PRACTICE_OVER)


def practisable_languages(stage: StageTypeConfig) -> list[Language]:
    """What the stage allows, without languages to which the practice problem's input is none."""
    languages = map(Language, stage.dsa_config["languages"])
    return [language for language in languages if language not in OPT_IN]


def practice_languages(session: DsaSession) -> list[Language]:
    """Those of them that can be run here. Raises Refused with `execution_unavailable`."""
    here = backend_languages()
    return [
        language for language in practisable_languages(session.invitation.interview.stage) if language in here
    ]


def request_run(
    *, session: DsaSession, language: str, source_code: str, own_tests: Sequence[OwnTest] | None
) -> Run:
    """Have code run on the examples or on own tests, and give the run as it waits. Raises Refused."""
    require_practice(session)
    if language not in practice_languages(session):
        raise session_refused(SessionCode.LANGUAGE_NOT_OFFERED)
    require_storable(source_code, MAX_SOURCE_CHARACTERS, SessionCode.SOURCE_TOO_LARGE)
    require_own_tests(own_tests or ())
    _require_judgeable(session)
    run: Run = {
        "id": str(uuid.uuid4()),
        "kind": SubmissionKind.RUN.value,
        "problemId": problem.KEY,
        "language": language,
        "status": JudgementState.QUEUED.value,
        "verdict": None,
        "compileOutput": None,
        "testsTotal": len(problem.EXAMPLES if own_tests is None else own_tests),
        "testsDone": 0,
        "stdin": None,
        "isOnOwnTests": own_tests is not None,
        "createdAt": utc_time(timezone.now()),
        "finishedAt": None,
        "isAutomatic": False,
        "isPaused": False,
        "results": [],
        "sourceCode": source_code,
        "ownTests": None if own_tests is None else [test.as_json() for test in own_tests],
    }
    _put(run, session.pk)
    transaction.on_commit(
        partial(send_task, "dsa.tasks.run_practice", run["id"], queue=queues.RUNS, priority=PRIORITY)
    )
    return run


def _require_judgeable(session: DsaSession) -> None:
    """As for submissions: where limits do not all hold, only candidates of the demo run anything."""
    problems = InterviewProblem.objects.filter(interview=session.invitation.interview_id)
    if problems.exclude(problem__key__in=DEMO_PROBLEMS).exists():
        try:
            require_firm_limits()
        except ExecutionError as error:
            raise session_refused(SessionCode.EXECUTION_UNAVAILABLE) from error


def find_run(session: DsaSession, run_id: uuid.UUID) -> Run:
    """A run as far as it is. Raises Refused: not there any more, and not this session's, are the same answer."""
    kept = cache.get(_key(str(run_id)))
    if kept is None or kept["session"] != session.pk:
        raise session_refused(SessionCode.SUBMISSION_NOT_FOUND)
    run: Run = kept["run"]
    return run


def execute(run_id: str) -> None:
    """Run it, unless it is gone. Again gives the same."""
    kept = cache.get(_key(run_id))
    if kept is None:
        return
    run: Run = {**kept["run"], "results": []}
    try:
        _judge(run)
    except ExecutionError as error:
        logger.warning("A practice run failed: %s", error)
        run.update(status=JudgementState.FAILED.value, verdict=Verdict.IE.value)
    run["finishedAt"] = utc_time(timezone.now())
    _put(run, kept["session"])


def _judge(run: Run) -> None:
    own = run["ownTests"]
    tests = problem.tests() if own is None else [OwnTest.from_json(test).as_test() for test in own]
    program = Program(Language(run["language"]), run["sourceCode"])
    verdicts: dict[int, Verdict] = {}
    results: list[dict[str, Any]] = []
    for event in judge(get_backend(), program, tests, problem.LIMITS):
        if isinstance(event, CompileResult):
            run["compileOutput"] = without_paths(event.output)[:MAX_COMPILE_OUTPUT_CHARACTERS] or None
            if not event.ok:
                run.update(status=JudgementState.FINISHED.value, verdict=Verdict.CE.value)
                return
            continue
        if event.verdict is Verdict.IE:
            raise ExecutionError(event.run.error or "a run failed for an unknown reason")
        verdicts[event.index] = event.verdict
        results.append(_result(event, is_own=own is not None))
    run["results"] = sorted(results, key=lambda result: result["position"])
    verdict = scoring.overall(verdicts[index] for index in sorted(verdicts))
    run.update(status=JudgementState.FINISHED.value, verdict=verdict.value, testsDone=len(results))


def _result(result: TestResult, *, is_own: bool) -> dict[str, Any]:
    return {
        "position": result.index,
        "testCaseId": None if is_own else str(result.index + 1),
        "passed": result.verdict is Verdict.AC,
        "verdict": result.verdict.value,
        "executionTimeMs": result.run.cpu_ms,
        "memoryUsedKB": result.run.memory_kb,
        "stdout": decoded(result.run.stdout, MAX_KEPT_OUTPUT_CHARACTERS)[0],
        "stderr": without_paths(decoded(result.run.stderr, MAX_KEPT_OUTPUT_CHARACTERS)[0]),
    }


def _put(run: Run, session_id: int) -> None:
    cache.set(_key(run["id"]), {"session": session_id, "run": run}, KEPT_SECONDS)


def _key(run_id: str) -> str:
    return f"practice:{run_id}"
