"""Stable codes of what people, positions and decisions refuse, with their words."""

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


MESSAGES: dict[PeopleCode, str] = {
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
    return Refused(code, MESSAGES[code])
