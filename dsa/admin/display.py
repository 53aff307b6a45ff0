"""How the admin shows problems, checks, sessions and verdicts."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dsa.choices import CheckState, JudgementState, ProblemState, SessionState, SimilarityState
from dsa.execution import Verdict
from talentsync.lib.durations import duration

# A shape for each state beside its word, so that no state is told by colour alone; the class brings the colour.
# States of the same value look the same.
SHAPES: dict[str, tuple[str, str]] = {
    ProblemState.DRAFT: ("○", "draft"),
    ProblemState.VALIDATED: ("✓", "completed"),
    ProblemState.RETIRED: ("✕", "cancelled"),
    CheckState.QUEUED: ("○", "draft"),
    CheckState.RUNNING: ("●", "draft"),
    CheckState.PASSED: ("✓", "completed"),
    CheckState.FAILED: ("✕", "live"),
    CheckState.ERROR: ("!", "live"),
    CheckState.SUPERSEDED: ("↷", "cancelled"),
    SessionState.WAITING: ("○", "draft"),
    SessionState.ACTIVE: ("●", "live"),
    SessionState.FINISHED: ("✓", "completed"),
}

VERDICT_WORDS: dict[str, str] = {
    Verdict.AC: "Accepted",
    Verdict.WA: "Wrong answer",
    Verdict.TLE: "Time limit exceeded",
    Verdict.MLE: "Memory limit exceeded",
    Verdict.OLE: "Output limit exceeded",
    Verdict.RTE: "Run-time error",
    Verdict.CE: "Compile error",
    Verdict.IE: "Failure of ours",
}


def badge(state: ProblemState | CheckState | SessionState | JudgementState | SimilarityState) -> SafeString:
    """A state as a shape and its word."""
    shape, look = SHAPES[state]
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>', look, shape, state.label
    )


def size(count: int) -> str:
    """Bytes in words."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.1f} kB"
    return f"{count / 1_000_000:.1f} MB"


def percent(score: float | None) -> str:
    """A score as recruiters read it; nothing that is not all of the tests rounds up to 100."""
    if score is None:
        return ""
    rounded = round(score, 1)
    if rounded >= 100 and score < 100:
        rounded = 99.9
    return f"{rounded:g} %"


def in_minutes(count: int) -> str:
    return "1 minute" if count == 1 else f"{count} minutes"


def since(start: datetime | None, moment: datetime | None) -> str:
    """How far into something a moment is; empty where one of them is unknown."""
    return duration(moment - start) if start is not None and moment is not None else ""
