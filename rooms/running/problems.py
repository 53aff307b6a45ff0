"""Coding problems of a live interview: what people in its room see of them, and on whose tests they may run code."""

from typing import Any, Final
from uuid import UUID

from dsa.choices import DEMO_PROBLEMS
from dsa.execution import Language, require_firm_limits
from dsa.models import InterviewProblem, Problem
from dsa.problems.programs import starter_code
from dsa.problems.statements import render
from dsa.rules import allows_language
from dsa.sessions.presenters.problem import statement_and_samples
from rooms.errors import RoomCode, refused, refused_with
from talentsync.lib.queries import first_or_none

# A message of the room is no place for large pictures: where a statement is longer than this, it comes without them.
MAX_STATEMENT_CHARACTERS: Final = 500_000

Json = dict[str, Any]


def attached_problems(interview_id: UUID) -> list[Json]:
    """The interview's problems in their order. Of their tests only what every candidate may see."""
    assigned = Problem.objects.filter(assignments__interview=interview_id)
    in_order = assigned.order_by("assignments__position", "assignments__pk").prefetch_related("languages")
    return [_presented(problem) for problem in in_order]


def problem_to_run(interview_id: UUID, key: str, language: Language) -> Problem:
    """A problem of the interview on whose visible tests code in this language can be run. Raises Refused."""
    problem = first_or_none(Problem.objects.filter(assignments__interview=interview_id, key=key))
    if problem is None:
        raise refused(RoomCode.UNKNOWN_PROBLEM)
    if not problem.tests.visible().exists():
        raise refused_with(RoomCode.UNKNOWN_PROBLEM, "This problem has no visible tests to run the code on.")
    if not allows_language(problem, language):
        raise refused_with(
            RoomCode.LANGUAGE_UNAVAILABLE, f"This problem cannot be solved in {language.label}."
        )
    return problem


def require_limits(interview_id: UUID) -> None:
    """Raises PermanentError where limits do not all hold, but in rooms of the demo.

    Those have problems, and none that is not the demo's. As in coding sessions: see `dsa.rules.require_judgeable`.
    """
    keys = set(InterviewProblem.objects.filter(interview=interview_id).values_list("problem__key", flat=True))
    if not keys or not keys <= set(DEMO_PROBLEMS):
        require_firm_limits()


def _presented(problem: Problem) -> Json:
    statement, samples = statement_and_samples(problem)
    if len(statement) > MAX_STATEMENT_CHARACTERS:
        statement = str(render(problem.statement, {}))
    given = {row.language: row.starter_code for row in problem.languages.all()}
    return {
        "problemId": problem.key,
        "title": problem.title,
        "statementHtml": statement,
        "languages": {
            language.value: starter_code(problem, language, given.get(language.value, ""))
            for language in Language
            if allows_language(problem, language)
        },
        "visibleTests": [
            {
                field: sample[field]
                for field in ("name", "input", "expectedOutput", "interaction", "isCut", "explanationHtml")
            }
            for sample in samples
        ],
    }
