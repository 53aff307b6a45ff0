"""A problem with its statement, its limits and its visible tests."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models.fields.files import FieldFile

from dsa.execution import Language
from dsa.models import Problem, TestCase
from dsa.models.problem import MAX_TIME_SECONDS
from dsa.models.submission import MAX_KEPT_OUTPUT_CHARACTERS
from dsa.problems.programs import FUNCTION_NOTE, starter_code
from dsa.problems.statements import render
from dsa.sessions.presenters.values import Json

# As much of a sample as is kept of the output that it is compared with.
MAX_SHOWN_CHARACTERS = MAX_KEPT_OUTPUT_CHARACTERS
# UTF-8 takes up to four bytes for one.
BYTES_PER_CHARACTER = 4


def present_problem(problem: Problem, languages: Sequence[Language]) -> Json:
    """The problem as a candidate gets it; of `problem` no more is read than its key and when it was changed."""
    return _present_problem(problem.pk, problem.changed_at, tuple(languages))


# Every change of a problem, its languages, pictures and tests moves `changed_at`, so nothing here grows old.
@lru_cache(maxsize=64)
def _present_problem(problem_id: int, changed_at: datetime, languages: tuple[Language, ...]) -> Json:
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
