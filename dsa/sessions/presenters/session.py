"""A session with its problems, its languages and what its stage grants."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from dsa.choices import SessionState
from dsa.errors import SessionCode
from dsa.execution import CONVENTIONS, Language, allowance
from dsa.models import DsaSession, Problem
from dsa.models.session import MAX_SOURCE_CHARACTERS
from dsa.models.submission import MAX_OWN_TEST_CHARACTERS, MAX_OWN_TESTS, MAX_STDIN_CHARACTERS
from dsa.rules import (
    allowed_languages,
    backend_languages,
    minutes,
    offered_languages,
    opens_at,
    problems_in,
    start_refusal,
)
from dsa.sessions.presenters.problem import present_problem
from dsa.sessions.presenters.values import Json, optional_time, utc_time
from talentsync.lib.errors import Refused


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
        "opensAt": utc_time(opens_at(session)),
        "isOpen": start_refusal(session, now) != SessionCode.NOT_YET_OPEN,
        "title": interview.title,
        "candidateName": session.invitation.name,
        "durationMinutes": minutes(session),
        "serverTime": utc_time(now),
        "startedAt": optional_time(session.started_at),
        "deadline": optional_time(session.deadline),
        "finishedAt": optional_time(session.finished_at),
        "finishReason": session.finish_reason or None,
        "problemCount": len(problems),
        "problems": [present_problem(problem, offers[problem.pk]) for problem in problems]
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
