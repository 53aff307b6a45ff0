"""What happened in coding sessions, and which problems were given, in words, for an interview's timeline."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from dsa.admin.assignments import can_have_problems
from dsa.admin.display import VERDICT_WORDS, in_minutes, percent
from dsa.choices import FinishReason
from dsa.execution import Language
from dsa.models import DsaSession, Problem, Submission
from interviews.admin.display import local_time
from interviews.choices import EventKind
from interviews.models import Interview, TimelineEvent

Payload = dict[str, Any]


def describer(interview: Interview) -> Callable[[TimelineEvent], str | None]:
    """Gives the details of an event of ours; None for all others."""
    if not can_have_problems(interview):
        return lambda event: None
    words = _Words(interview)
    return words.of


class _Words:
    """Turns the ids in payloads into names, with one query per kind of thing."""

    def __init__(self, interview: Interview) -> None:
        self._titles = dict(Problem.objects.values_list("key", "title"))
        self._candidates = dict(
            DsaSession.objects.filter(invitation__interview=interview).values_list("pk", "invitation__name")
        )
        submissions = Submission.objects.filter(session__invitation__interview=interview)
        self._submissions = {
            str(pk): (key, language, name)
            for pk, key, language, name in submissions.values_list(
                "pk", "problem__key", "language", "session__invitation__name"
            )
        }

    def of(self, event: TimelineEvent) -> str | None:
        told: Payload = event.payload
        match event.kind:
            case EventKind.DSA_PROBLEMS_ASSIGNED:
                return ", ".join(self._title(key) for key in told["problemIds"]) or "none any more"
            case EventKind.DSA_SESSION_STARTED:
                return _until(told) if told.get("deadline") else ""
            case EventKind.DSA_RUN:
                return (
                    f"{self._code(told)}, on {'own input' if told.get('ownInput') else 'the visible tests'}"
                )
            case EventKind.DSA_SUBMITTED:
                return self._code(told) + (
                    ", by itself when the session ended" if told.get("automatic") else ""
                )
            case EventKind.DSA_JUDGED:
                return self._judged(told)
            case EventKind.DSA_REJUDGED:
                return f"{self._whose(told)}, for the {_ordinal(told['judgement'])} time"
            case EventKind.DSA_EXTRA_TIME | EventKind.DSA_SESSION_REOPENED:
                until = f", {_until(told)}" if told.get("deadline") else ""
                return f"{self._candidate(told)}: {in_minutes(told['minutes'])}{until}"
            case EventKind.DSA_SESSION_FINISHED:
                # The demo's event of old has neither reason nor problem.
                reason = told.get("reason")
                return self._candidate(told) + (f": {FinishReason(reason).label.lower()}" if reason else "")
        return None

    def _title(self, key: str) -> str:
        return self._titles.get(key, key)

    def _code(self, told: Payload) -> str:
        if "problemId" not in told:
            return "a program"
        return f"{self._title(told['problemId'])} in {Language(told['language']).label}"

    def _whose(self, told: Payload) -> str:
        known = self._submissions.get(told["submissionId"])
        if known is None:
            return "a submission that was removed"
        key, language, name = known
        return f"{self._title(key)} in {Language(language).label} by {name}"

    def _judged(self, told: Payload) -> str:
        verdict = VERDICT_WORDS[told["verdict"]].lower()
        return (
            f"{self._whose(told)}: {verdict}, {told['passed']} of {told['total']} tests passed, "
            f"score {percent(told['score'])}"
        )

    def _candidate(self, told: Payload) -> str:
        return self._candidates.get(told.get("sessionId", 0), "a candidate")


def _until(told: Payload) -> str:
    return f"until {local_time(datetime.fromisoformat(told['deadline']))}"


def _ordinal(number: int) -> str:
    return {2: "second", 3: "third"}.get(number, f"{number}th")
