"""How the admin shows problems, checks and sizes."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from dsa.vocabulary import CheckState, ProblemState

# A shape for each state beside its word, so that no state is told by colour alone; the class brings the colour.
SHAPES: dict[str, tuple[str, str]] = {
    ProblemState.DRAFT: ("○", "draft"),
    ProblemState.CHECKED: ("✓", "completed"),
    ProblemState.RETIRED: ("✕", "cancelled"),
    CheckState.QUEUED: ("○", "draft"),
    CheckState.RUNNING: ("●", "draft"),
    CheckState.PASSED: ("✓", "completed"),
    CheckState.FAILED: ("✕", "live"),
    CheckState.ERROR: ("!", "live"),
    CheckState.SUPERSEDED: ("↷", "cancelled"),
}


def badge(state: ProblemState | CheckState) -> SafeString:
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
