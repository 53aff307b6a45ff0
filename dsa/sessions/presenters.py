"""What a candidate may see: the one place where rows of coding sessions become JSON for a candidate.

Nothing here names a score, points, a weight, a percentage or how many tests were passed, and of hidden tests nothing
but what a verdict, a time and a peak of memory say. The serializers of `dsa.api.response_schemas` are the source of the
shapes; plain dictionaries are built of them here, because serializing field by field costs more than reading the rows.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from dsa.choices import JudgementState, SessionState
from dsa.errors import SessionCode
from dsa.execution import CONVENTIONS, Language, Verdict, allowance
from dsa.models import Draft, DsaSession, Judgement, Problem, Submission, TestCase, TestResult
from dsa.models.problem import MAX_TIME_SECONDS
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import (
    MAX_KEPT_OUTPUT_CHARACTERS,
    MAX_OWN_TEST_CHARACTERS,
    MAX_OWN_TESTS,
    MAX_STDIN_CHARACTERS,
)
from dsa.problems.programs import FUNCTION_NOTE, starter_code
from dsa.problems.statements import render
from dsa.rules import (
    allowed_languages,
    backend_languages,
    minutes,
    offered_languages,
    opens_at,
    problems_in,
    start_refusal,
)
from talentsync.lib.errors import Refused
from talentsync.lib.prepared_query import PreparedQuery

# As much of a sample as is kept of the output that it is compared with.
MAX_SHOWN_CHARACTERS = MAX_KEPT_OUTPUT_CHARACTERS
# What hidden tests took is told in these steps, rounded up.
HIDDEN_TIME_STEP_MS = 50
HIDDEN_MEMORY_STEP_KB = 1024
# UTF-8 takes up to four bytes for one.
BYTES_PER_CHARACTER = 4


# An object of the API. `dsa.api.response_schemas` declares the fields of each.
Json = dict[str, Any]


# Sessions -------------------------------------------------------------------------------------------------------------


def present_session(session: DsaSession) -> Json:
    """The session as it stands now. Problems only once it has started: until then even their titles are a secret."""
    now = timezone.now()
    interview = session.invitation.interview
    config = interview.stage.dsa_config
    problems = problems_in(session)
    offers = {problem.pk: _offer(session, problem) for problem in problems}
    has_started = session.state != SessionState.WAITING
    return {
        "state": session.state,
        "opensAt": _time(opens_at(session)),
        "isOpen": start_refusal(session, now) != SessionCode.NOT_YET_OPEN,
        "title": interview.title,
        "candidateName": session.invitation.name,
        "durationMinutes": minutes(session),
        "serverTime": _time(now),
        "startedAt": _optional_time(session.started_at),
        "deadline": _optional_time(session.deadline),
        "finishedAt": _optional_time(session.finished_at),
        "finishReason": session.finish_reason or None,
        "problemCount": len(problems),
        "problems": [
            _problem(problem.pk, problem.changed_at, tuple(offers[problem.pk])) for problem in problems
        ]
        if has_started
        else [],
        "languages": _languages(config["languages"], list(offers.values())),
        "proctoring": {
            "enabled": config["proctoringEnabled"],
            "snapshotIntervalSeconds": config["snapshotIntervalSeconds"],
        },
        "editorAssistance": config["editorAssistance"],
        "limits": {
            "sourceCharacters": MAX_SOURCE_CHARACTERS,
            "stdinCharacters": MAX_STDIN_CHARACTERS,
            "ownTests": MAX_OWN_TESTS,
            "ownTestCharacters": MAX_OWN_TEST_CHARACTERS,
        },
    }


def _offer(session: DsaSession, problem: Problem) -> list[Language]:
    """The problem's languages. While the execution service is away, those that it may have: one can write meanwhile."""
    try:
        return offered_languages(session, problem)
    except Refused:
        return allowed_languages(session, problem)


def _languages(order: Sequence[str], offers: Sequence[Sequence[Language]]) -> list[Json]:
    try:
        versions: Mapping[Language, str] = backend_languages()
    except Refused:
        versions = {}
    offered = {language for offer in offers for language in offer}
    return [
        {
            "language": language.value,
            "label": language.label,
            "version": versions.get(language, ""),
            "runtimeMemoryMb": allowance(language).memory_kb // 1024,
            "convention": CONVENTIONS.get(language, ""),
        }
        for language in map(Language, order)
        if language in offered
    ]


# Every change of a problem, its languages, pictures and tests moves `changed_at`, so nothing here grows old.
@lru_cache(maxsize=64)
def _problem(problem_id: int, changed_at: datetime, languages: tuple[Language, ...]) -> Json:
    problem = Problem.objects.prefetch_related("languages").get(pk=problem_id)
    # A recruiter may be about to change the problem, and have emptied its limit.
    limits = {
        language: problem.limits(language, without_time_limit=MAX_TIME_SECONDS) for language in languages
    }
    statement, tests = statement_and_samples(problem)
    starters = {row.language: row.starter_code for row in problem.languages.all()}
    return {
        "problemId": problem.key,
        "title": problem.title,
        "outputValidation": problem.output_validation,
        "isFunction": bool(problem.function_signature),
        "statementHtml": statement,
        "timeLimitSeconds": {language.value: limits[language].cpu_seconds for language in languages},
        "memoryLimitMb": {language.value: limits[language].memory_kb // 1024 for language in languages},
        "languages": [language.value for language in languages],
        "starterCode": {
            language.value: starter_code(problem, language, starters.get(language.value, ""))
            for language in languages
        },
        "visibleTests": list(tests),
    }


def statement_and_samples(problem: Problem) -> tuple[str, tuple[Json, ...]]:
    """The statement as safe HTML, and what may be seen of the visible tests."""
    return _statement_and_samples(problem.pk, problem.changed_at)


@lru_cache(maxsize=64)
def _statement_and_samples(problem_id: int, changed_at: datetime) -> tuple[str, tuple[Json, ...]]:
    problem = Problem.objects.get(pk=problem_id)
    images = {image.name: bytes(image.content) for image in problem.images.all()}
    shown = _interactive_test if problem.is_interactive else _visible_test
    samples = tuple(shown(test) for test in problem.tests.visible())
    note = FUNCTION_NOTE if problem.function_signature else ""
    return str(render(problem.statement, images)) + note, samples


def _visible_test(test: TestCase) -> Json:
    shown_input, is_input_cut = _beginning(test.input_file)
    shown_answer, is_answer_cut = _beginning(test.answer_file)
    return {
        **_described(test),
        "input": shown_input,
        "expectedOutput": shown_answer,
        "isCut": is_input_cut or is_answer_cut,
        "interaction": "",
    }


def _interactive_test(test: TestCase) -> Json:
    """Of an interactive problem: its input and answer are the validator's, who tells programs as much as it will."""
    return {
        **_described(test),
        "input": "",
        "expectedOutput": "",
        "isCut": False,
        "interaction": test.interaction,
    }


def _described(test: TestCase) -> Json:
    return {
        "testCaseId": str(test.pk),
        "name": test.name,
        "explanationHtml": str(render(test.explanation)) if test.explanation else "",
    }


def _beginning(file: FieldFile) -> tuple[str, bool]:
    """The text of a file, up to what is shown, and whether there is more of it."""
    with file.storage.open(str(file.name), "rb") as stream:
        content: bytes = stream.read(MAX_SHOWN_CHARACTERS * BYTES_PER_CHARACTER + 1)
    text = content.decode("utf-8", "replace")
    return text[:MAX_SHOWN_CHARACTERS], len(text) > MAX_SHOWN_CHARACTERS


# Submissions ----------------------------------------------------------------------------------------------------------

# Whoever runs something waits for these.
_JUDGEMENTS = PreparedQuery(
    lambda submission_id: Judgement.objects.filter(submission=submission_id).order_by("number"),
    Submission._meta.pk,
)
_RESULTS = PreparedQuery(
    lambda judgement_id: TestResult.objects.filter(judgement=judgement_id).order_by("position"),
    Judgement._meta.pk,
)


def visible_submissions(session: DsaSession) -> QuerySet[Submission]:
    """The session's submissions with what presenting them reads, newest first."""
    judgements = Judgement.objects.order_by("number").annotate(done=Count("results"))
    return (
        Submission.objects.filter(session=session)
        .select_related("problem")
        .prefetch_related(Prefetch("judgements", judgements))
        .order_by("-created_at", "-pk")
    )


def present_submission(submission: Submission, judgement: Judgement | None = None) -> Json:
    """A submission with its code and the results so far, in the order of the tests.

    `judgement` is the one that is shown, where it was read already.
    """
    judgement = judgement or read_shown_judgement(submission)
    # One that no worker has had yet has none.
    results = [] if judgement.started_at is None else list(_RESULTS.rows(judgement.pk))
    return {
        **_summary(submission, judgement),
        "testsDone": len(results),
        "results": [present_result(result) for result in results],
        "sourceCode": submission.source_code,
        "ownTests": submission.own_tests,
    }


def present_summary(submission: Submission) -> Json:
    """A submission out of `visible_submissions`, without code and results."""
    return _summary(submission, shown_judgement(submission))


def _summary(submission: Submission, judgement: Judgement) -> Json:
    summary: Json = {
        "id": str(submission.pk),
        "kind": submission.kind,
        "problemId": submission.problem.key,
        "language": submission.language,
        "status": judgement.state,
        "verdict": judgement.verdict or None,
        "compileOutput": judgement.compile_output or None,
        "testsTotal": judgement.total,
        "testsDone": getattr(judgement, "done", 0),
        "stdin": submission.stdin,
        "isOnOwnTests": submission.own_tests is not None,
        "createdAt": _time(submission.created_at),
        "finishedAt": _optional_time(judgement.finished_at),
        "isAutomatic": submission.is_automatic,
        "isPaused": judgement.is_paused,
    }
    if judgement.state == JudgementState.QUEUED:
        summary["queuePosition"] = _queue_position(judgement)
    return summary


def shown_judgement(submission: Submission) -> Judgement:
    """The newest judgement that is done, or else the newest: what a recruiter judges again does not flicker.

    Of a submission out of `visible_submissions`, which has read them.
    """
    return _shown(sorted(submission.judgements.all(), key=lambda judgement: judgement.number))


def read_shown_judgement(submission: Submission) -> Judgement:
    """The same, read now."""
    return _shown(list(_JUDGEMENTS.rows(submission.pk)))


def _shown(judgements: Sequence[Judgement]) -> Judgement:
    done = [judgement for judgement in judgements if judgement.state == JudgementState.FINISHED]
    return (done or judgements)[-1]


def finished_results(judgement: Judgement) -> list[TestResult]:
    """The results so far, in the order in which the tests finished."""
    return list(judgement.results.order_by("pk"))


def _queue_position(judgement: Judgement) -> int:
    ahead = Judgement.objects.filter(
        kind=judgement.kind, state=JudgementState.QUEUED, queued_at__lt=judgement.queued_at
    )
    return 1 + ahead.count()


def present_result(result: TestResult) -> Json:
    """Exactly the documented fields. A hidden test's output is not even stored; this would not send it either."""
    shown: Json = {
        "position": result.position,
        "testCaseId": None if result.test_case_id is None else str(result.test_case_id),
        "passed": result.verdict == Verdict.AC,
        "verdict": result.verdict,
        "executionTimeMs": result.cpu_ms,
        "memoryUsedKB": result.memory_kb,
    }
    if not result.is_visible:
        # A program can tell what it reads by how long it takes and by what it allocates.
        shown["executionTimeMs"] = _rounded_up(result.cpu_ms, HIDDEN_TIME_STEP_MS)
        shown["memoryUsedKB"] = _rounded_up(result.memory_kb, HIDDEN_MEMORY_STEP_KB)
    if result.is_visible:
        shown["stdout"] = result.stdout
        shown["stderr"] = result.stderr
        if result.interaction:
            shown["interaction"] = result.interaction
    return shown


def _rounded_up(figure: int, step: int) -> int:
    return -(-figure // step) * step


# Drafts ---------------------------------------------------------------------------------------------------------------


# Every visit of the page asks for them.
_DRAFTS = PreparedQuery(
    lambda session_id: (
        Draft.objects.select_related("problem")
        .only("language", "source_code", "version", "saved_at", "problem__key")
        .filter(session=session_id)
    ),
    DsaSession._meta.pk,
)


def present_drafts(session: DsaSession) -> list[Json]:
    return [present_draft(draft) for draft in _DRAFTS.rows(session.pk)]


def present_draft(draft: Draft) -> Json:
    return {
        "problemId": draft.problem.key,
        "language": draft.language,
        "sourceCode": draft.source_code,
        "version": draft.version,
        "savedAt": _time(draft.saved_at),
    }


# ----------------------------------------------------------------------------------------------------------------------


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _optional_time(moment: datetime | None) -> str | None:
    return None if moment is None else _time(moment)
