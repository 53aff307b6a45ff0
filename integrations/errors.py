"""Stable codes of what integrations refuse, with their words."""

from enum import StrEnum

from talentsync.lib.errors import Refused


class TokenCode(StrEnum):
    """Why a token opens nothing here."""

    TOKEN_MISSING = "token_missing"  # noqa: S105  a code
    TOKEN_INVALID = "token_invalid"  # noqa: S105  a code
    SCOPE_MISSING = "scope_missing"
    OWNER_NOT_ALLOWED = "owner_not_allowed"
    SCOPE_NOT_GRANTABLE = "scope_not_grantable"


class RecordCode(StrEnum):
    """Why a record was not found or not written."""

    CANDIDATE_NOT_FOUND = "candidate_not_found"
    POSITION_NOT_FOUND = "position_not_found"
    APPLICATION_NOT_FOUND = "application_not_found"
    INTERVIEW_NOT_FOUND = "interview_not_found"
    INVITATION_NOT_FOUND = "invitation_not_found"
    RECORD_NOT_FOUND = "record_not_found"
    RECORD_NOT_MADE = "record_not_made"
    STAGE_NOT_FOUND = "stage_not_found"
    INTERVIEWER_NOT_FOUND = "interviewer_not_found"
    PROBLEM_NOT_FOUND = "problem_not_found"
    ALREADY_INVITED = "already_invited"
    SECOND_CANDIDATE = "second_candidate"
    EXPIRY_PAST = "expiry_past"
    DECIDED_MEANWHILE = "decided_meanwhile"
    WRONG_CANDIDATE = "wrong_candidate"


class WebhookCode(StrEnum):
    """Why an endpoint was not stored or an event not sent again."""

    ENDPOINT_OFF = "endpoint_off"
    ADDRESS_REFUSED = "address_refused"
    STILL_WAITING = "still_waiting"


MESSAGES: dict[StrEnum, str] = {
    TokenCode.TOKEN_MISSING: "Send a token: Authorization: Bearer …",
    TokenCode.TOKEN_INVALID: "This token is not valid: mistyped, expired or revoked.",
    TokenCode.SCOPE_MISSING: "This token has no scope for that.",
    TokenCode.OWNER_NOT_ALLOWED: "The owner of this token may not do that any more.",
    TokenCode.SCOPE_NOT_GRANTABLE: "You may not do that yourself, so no token of yours can.",
    RecordCode.CANDIDATE_NOT_FOUND: "There is no such candidate.",
    RecordCode.POSITION_NOT_FOUND: "There is no such position.",
    RecordCode.APPLICATION_NOT_FOUND: "There is no such application.",
    RecordCode.INTERVIEW_NOT_FOUND: "There is no such interview.",
    RecordCode.INVITATION_NOT_FOUND: "There is no such invitation.",
    RecordCode.RECORD_NOT_FOUND: "There is no such record.",
    RecordCode.RECORD_NOT_MADE: "This record is not made yet, or could not be made: its state says which.",
    RecordCode.STAGE_NOT_FOUND: "There is no such stage on offer.",
    RecordCode.INTERVIEWER_NOT_FOUND: "One of these interviewers is not there.",
    RecordCode.PROBLEM_NOT_FOUND: "One of these problems is not there.",
    RecordCode.ALREADY_INVITED: "This address is invited to this interview already.",
    RecordCode.SECOND_CANDIDATE: (
        "Another candidate is invited to this interview. Send sharesRoom if both are to meet in one room."
    ),
    RecordCode.EXPIRY_PAST: "This expiry has passed.",
    RecordCode.DECIDED_MEANWHILE: "Somebody else has decided in the meantime. Read the application, then decide again.",
    RecordCode.WRONG_CANDIDATE: "This application is another candidate's.",
    WebhookCode.ENDPOINT_OFF: "This endpoint is off. Turn it on first.",
    WebhookCode.ADDRESS_REFUSED: "Nothing is posted to this address.",
    WebhookCode.STILL_WAITING: "This delivery waits to be sent already.",
}


def refused(code: StrEnum, message: str = "") -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, message or MESSAGES[code])
