"""What changed from one submission of a problem to the next, line by line."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dsa.admin.highlighting import visible
from dsa.models import Submission

# Comparing takes the square of the lines at worst.
MAX_LINES: Final = 2_000
CONTEXT_LINES: Final = 3

Kind = Literal["added", "removed", "same", "place"]
WORDS: Final[dict[str, str]] = {"added": "added", "removed": "removed"}


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of the comparison; `words` say aloud what the colour shows."""

    kind: Kind
    text: str
    words: str


def previous(submission: Submission) -> Submission | None:
    """What the candidate ran or submitted before, of this problem."""
    return (
        Submission.objects.filter(
            session=submission.session_id, problem=submission.problem_id, created_at__lt=submission.created_at
        )
        .order_by("-created_at", "-pk")
        .first()
    )


def changes(before: str, after: str) -> Sequence[ChangedLine] | None:
    """The lines that differ with some around them; None for code that is too long to compare."""
    old, new = (visible(text).splitlines() for text in (before, after))
    if max(len(old), len(new)) > MAX_LINES:
        return None
    compared = list(difflib.unified_diff(old, new, lineterm="", n=CONTEXT_LINES))
    # The first two lines name files.
    return [_line(line) for line in compared[2:]]


def _line(line: str) -> ChangedLine:
    kinds: dict[str, Kind] = {"+": "added", "-": "removed", "@": "place"}
    kind = kinds.get(line[:1], "same")
    return ChangedLine(kind, line, WORDS.get(kind, ""))
