"""The one table of the HTTP statuses of the codes with which this app refuses."""

from collections.abc import Mapping
from typing import Final

from interviews.access.codes import AccessCode
from interviews.errors import AccountCode, FeedbackCode
from interviews.services.own_deletion import DeletionCode

STATUS_OF_CODE: Final[Mapping[str, int]] = {
    AccessCode.UNAUTHENTICATED: 403,
    AccessCode.INVITATION_INVALID: 404,
    AccessCode.ROOM_NOT_FOUND: 404,
    AccessCode.NOT_A_LIVE_STAGE: 404,
    FeedbackCode.NOTE_NOT_FOUND: 404,
    AccountCode.NAME_TAKEN: 409,
    DeletionCode.NOT_ENDED: 409,
    DeletionCode.TOO_EARLY: 409,
    DeletionCode.ASKED_ALREADY: 409,
    FeedbackCode.NOT_STARTED: 409,
    FeedbackCode.SCORECARD_HANDED_IN: 409,
    FeedbackCode.TOO_MANY_NOTES: 409,
    AccessCode.INTERVIEW_CANCELLED: 410,
    AccessCode.INTERVIEW_OVER: 410,
    AccessCode.INVITATION_EXPIRED: 410,
    AccessCode.INVITATION_REVOKED: 410,
    AccountCode.INVITATION_USED_UP: 410,
}
