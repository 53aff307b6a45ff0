"""Stable codes of what replay refuses, with their words."""

from enum import StrEnum

from talentsync.lib.errors import Refused


class RecordRefusal(StrEnum):
    """Why no record of an interview is made."""

    NOT_BEGUN = "not_begun"
    NO_CANDIDATES_EDITION = "no_candidates_edition"


MESSAGES: dict[RecordRefusal, str] = {
    RecordRefusal.NOT_BEGUN: "This interview has not begun, so there is nothing to record.",
    RecordRefusal.NO_CANDIDATES_EDITION: "There is no candidate's edition of this interview.",
}


def refused(code: RecordRefusal, message: str = "") -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, message or MESSAGES[code])
