"""The codes of refused access, with their words."""

from enum import StrEnum

from talentsync.lib.errors import Refused


class AccessCode(StrEnum):
    """Stable codes of refused access; docs/protocol.md lists them."""

    UNAUTHENTICATED = "unauthenticated"
    INVITATION_INVALID = "invitation_invalid"
    INVITATION_EXPIRED = "invitation_expired"
    INVITATION_REVOKED = "invitation_revoked"
    ROOM_NOT_FOUND = "room_not_found"
    NOT_A_LIVE_STAGE = "not_a_live_stage"
    INTERVIEW_OVER = "interview_over"
    INTERVIEW_CANCELLED = "interview_cancelled"
    WAITING_FOR_INTERVIEWER = "waiting_for_interviewer"
    FORBIDDEN = "forbidden"
    REMOVED = "removed"


MESSAGES: dict[AccessCode, str] = {
    AccessCode.UNAUTHENTICATED: "Sign in, or open the invitation link that you were sent.",
    AccessCode.INVITATION_INVALID: "This invitation link is not valid. Check that you copied all of it.",
    AccessCode.INVITATION_EXPIRED: "This invitation has expired. Ask the person who invited you for a new link.",
    AccessCode.INVITATION_REVOKED: "This invitation was withdrawn. Ask the person who invited you.",
    AccessCode.ROOM_NOT_FOUND: "There is no such room for you.",
    AccessCode.NOT_A_LIVE_STAGE: "This interview is not held in a live room.",
    AccessCode.INTERVIEW_OVER: "This interview has ended.",
    AccessCode.INTERVIEW_CANCELLED: "This interview was cancelled.",
    AccessCode.WAITING_FOR_INTERVIEWER: "The interviewer is not here yet. You are let in as soon as they arrive.",
    AccessCode.FORBIDDEN: "Your role in this interview does not allow that.",
    AccessCode.REMOVED: "An interviewer has taken you out of the room.",
}


def refused(code: AccessCode) -> Refused:
    """The exception for a code, with its message."""
    return Refused(code, MESSAGES[code])
