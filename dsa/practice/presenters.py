"""The practice problem as a session that has no end: in the shape that the session's page knows."""

from typing import Any

from dsa.choices import OutputValidation, SessionState
from dsa.execution import Language
from dsa.models import DsaSession
from dsa.practice import problem
from dsa.practice.runs import practice_languages
from dsa.problems.statements import render
from dsa.sessions.presenters.session import present_session


def present_practice(session: DsaSession) -> dict[str, Any]:
    """Nothing of the session's own problems is in it. Raises Refused with `execution_unavailable`."""
    languages = practice_languages(session)
    shown = present_session(session)
    return {
        **shown,
        "state": SessionState.ACTIVE.value,
        "title": problem.TITLE,
        "startedAt": shown["serverTime"],
        "problemCount": 1,
        "problems": [_problem(languages)],
        "proctoring": {**shown["proctoring"], "enabled": False},
    }


def _problem(languages: list[Language]) -> dict[str, Any]:
    names = [language.value for language in languages]
    return {
        "problemId": problem.KEY,
        "title": problem.TITLE,
        "outputValidation": OutputValidation.DEFAULT.value,
        "isFunction": False,
        "statementHtml": str(render(problem.STATEMENT)),
        "timeLimitSeconds": dict.fromkeys(names, problem.LIMITS.cpu_seconds),
        "memoryLimitMb": dict.fromkeys(names, problem.LIMITS.memory_kb // 1024),
        "languages": names,
        "starterCode": {name: problem.STARTERS.get(name, "") for name in names},
        "visibleTests": [
            {
                "testCaseId": str(number),
                "name": str(number),
                "input": given,
                "expectedOutput": expected,
                "isCut": False,
                "explanationHtml": "",
                "interaction": "",
            }
            for number, (given, expected) in enumerate(problem.EXAMPLES, 1)
        ],
    }
