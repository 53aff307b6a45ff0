"""Stable codes of what is refused, beside those of `interviews.access.codes`, with their words."""

from enum import StrEnum

from talentsync.lib.errors import Refused


class PeopleCode(StrEnum):
    """Why something about a person or their application was not written."""

    ADDRESS_TAKEN = "address_taken"
    ALREADY_MERGED = "already_merged"
    SAME_PERSON = "same_person"
    POSITION_ARCHIVED = "position_archived"
    REASON_REQUIRED = "reason_required"
    SEVERAL_CANDIDATES = "several_candidates"
    TOO_MANY_PEOPLE = "too_many_people"
    NOT_A_CODING_SESSION = "not_a_coding_session"


PEOPLE_MESSAGES: dict[PeopleCode, str] = {
    PeopleCode.ADDRESS_TAKEN: "Another person has this address. Merge the two instead.",
    PeopleCode.ALREADY_MERGED: "One of these people has been merged already.",
    PeopleCode.SAME_PERSON: "Choose two different people.",
    PeopleCode.POSITION_ARCHIVED: "This position is archived. Open it again, or choose another.",
    PeopleCode.REASON_REQUIRED: "Say why, so that the decision can be understood later.",
    PeopleCode.SEVERAL_CANDIDATES: "Only an interview of one candidate can belong to a position.",
    PeopleCode.TOO_MANY_PEOPLE: "These are too many people at once. Split the list.",
    PeopleCode.NOT_A_CODING_SESSION: "Only coding sessions are given to many people at once.",
}


def people_refused(code: PeopleCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, PEOPLE_MESSAGES[code])


class ChoosingCode(StrEnum):
    """Why a time was not offered or not chosen."""

    NO_TIMES = "no_times"
    TOO_MANY_TIMES = "too_many_times"
    TIME_PAST = "time_past"
    ALREADY_BEGUN = "already_begun"
    TIME_NOT_OFFERED = "time_not_offered"
    TIME_TAKEN = "time_taken"
    TIME_ALREADY_CHOSEN = "time_already_chosen"


CHOOSING_MESSAGES: dict[ChoosingCode, str] = {
    ChoosingCode.NO_TIMES: "Offer at least one time.",
    ChoosingCode.TOO_MANY_TIMES: "These are too many times. Offer at most 20.",
    ChoosingCode.TIME_PAST: "One of these times has passed.",
    ChoosingCode.ALREADY_BEGUN: "This interview has begun already.",
    ChoosingCode.TIME_NOT_OFFERED: "This time is not offered any more. Choose another.",
    ChoosingCode.TIME_TAKEN: "Somebody else has just taken this time. Choose another.",
    ChoosingCode.TIME_ALREADY_CHOSEN: "A time was chosen already.",
}


def choosing_refused(code: ChoosingCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, CHOOSING_MESSAGES[code])


class FeedbackCode(StrEnum):
    """docs/scorecards.md says what each means to a client."""

    NOT_STARTED = "not_started"
    NOTE_NOT_FOUND = "note_not_found"
    TOO_MANY_NOTES = "too_many_notes"
    SCORECARD_HANDED_IN = "scorecard_handed_in"
    RECOMMENDATION_MISSING = "recommendation_missing"


FEEDBACK_MESSAGES: dict[FeedbackCode, str] = {
    FeedbackCode.NOT_STARTED: "This interview has not begun yet.",
    FeedbackCode.NOTE_NOT_FOUND: "There is no such note of yours.",
    FeedbackCode.TOO_MANY_NOTES: "This interview has as many notes of yours as it can hold.",
    FeedbackCode.SCORECARD_HANDED_IN: "Your scorecard is handed in, and your notes with it. They stay as they are.",
    FeedbackCode.RECOMMENDATION_MISSING: "Choose a recommendation before you hand the scorecard in.",
}


def feedback_refused(code: FeedbackCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, FEEDBACK_MESSAGES[code])


class AccountCode(StrEnum):
    """Why an account of a colleague was not made or changed."""

    HAS_ACCOUNT = "has_account"
    INVITATION_USED_UP = "invitation_used_up"
    NAME_TAKEN = "name_taken"
    NOT_YOURS_TO_MANAGE = "not_yours_to_manage"


ACCOUNT_MESSAGES: dict[AccountCode, str] = {
    AccountCode.HAS_ACCOUNT: "Somebody with this address has an account already.",
    AccountCode.INVITATION_USED_UP: (
        "This invitation leads nowhere: it was used, withdrawn or has expired. Ask whoever invited you for a new one."
    ),
    AccountCode.NAME_TAKEN: "Somebody else has this name to sign in with. Choose another.",
    AccountCode.NOT_YOURS_TO_MANAGE: "Only a superuser changes this account.",
}


def account_refused(code: AccountCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, ACCOUNT_MESSAGES[code])
