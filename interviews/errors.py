"""Stable codes of refused notes and scorecards, beside those of `interviews.access`."""

from enum import StrEnum

from talentsync.lib.errors import Refused


class FeedbackCode(StrEnum):
    """docs/scorecards.md says what each means to a client."""

    NOT_STARTED = "not_started"
    NOTE_NOT_FOUND = "note_not_found"
    TOO_MANY_NOTES = "too_many_notes"
    SCORECARD_HANDED_IN = "scorecard_handed_in"
    RECOMMENDATION_MISSING = "recommendation_missing"


MESSAGES: dict[FeedbackCode, str] = {
    FeedbackCode.NOT_STARTED: "This interview has not begun yet.",
    FeedbackCode.NOTE_NOT_FOUND: "There is no such note of yours.",
    FeedbackCode.TOO_MANY_NOTES: "This interview has as many notes of yours as it can hold.",
    FeedbackCode.SCORECARD_HANDED_IN: "Your scorecard is handed in, and your notes with it. They stay as they are.",
    FeedbackCode.RECOMMENDATION_MISSING: "Choose a recommendation before you hand the scorecard in.",
}


def refused(code: FeedbackCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, MESSAGES[code])
