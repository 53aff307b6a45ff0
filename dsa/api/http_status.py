"""The one table of the HTTP statuses of the codes with which the rules of a session refuse."""

from collections.abc import Mapping

from dsa.errors import SessionCode
from interviews.access.codes import AccessCode

STATUS_OF_CODE: Mapping[str, int] = {
    SessionCode.TEXT_INVALID: 400,
    AccessCode.FORBIDDEN: 403,
    SessionCode.NOT_YET_OPEN: 403,
    SessionCode.NOT_STARTED: 403,
    SessionCode.CONSENT_REQUIRED: 403,
    SessionCode.CAMERA_REQUIRED: 403,
    AccessCode.INVITATION_INVALID: 404,
    SessionCode.NOT_A_DSA_STAGE: 404,
    SessionCode.PROBLEM_NOT_FOUND: 404,
    SessionCode.SUBMISSION_NOT_FOUND: 404,
    SessionCode.LANGUAGE_NOT_OFFERED: 409,
    SessionCode.SUBMISSION_IN_FLIGHT: 409,
    SessionCode.RUNS_IN_FLIGHT: 409,
    SessionCode.DRAFT_CONFLICT: 409,
    SessionCode.DRAFT_LOG_GAP: 409,
    SessionCode.NO_PROBLEMS: 409,
    SessionCode.PRACTICE_OVER: 409,
    AccessCode.INVITATION_EXPIRED: 410,
    AccessCode.INVITATION_REVOKED: 410,
    AccessCode.INTERVIEW_OVER: 410,
    AccessCode.INTERVIEW_CANCELLED: 410,
    SessionCode.SESSION_OVER: 410,
    SessionCode.SOURCE_TOO_LARGE: 413,
    SessionCode.INPUT_TOO_LARGE: 413,
    SessionCode.OWN_TESTS_TOO_LARGE: 413,
    SessionCode.DRAFT_LOG_FULL: 413,
    SessionCode.DRAFT_LOG_INVALID: 422,
    SessionCode.IDEMPOTENCY_KEY_REUSED: 422,
    SessionCode.OWN_INPUT_NOT_POSSIBLE: 422,
    SessionCode.TOO_MANY_STREAMS: 429,
    SessionCode.EXECUTION_UNAVAILABLE: 503,
}
# Those that only recruiters' actions meet, or only the live room.
CODES_OF_OTHERS = frozenset(
    {
        SessionCode.PROBLEM_NOT_READY,
        SessionCode.TAKES_NO_PROBLEMS,
        SessionCode.PROBLEMS_IN_USE,
        SessionCode.PROBLEM_NOT_JUDGEABLE,
        SessionCode.EXTRA_TIME_INVALID,
        SessionCode.NOT_FINISHED,
        AccessCode.UNAUTHENTICATED,
        AccessCode.ROOM_NOT_FOUND,
        AccessCode.NOT_A_LIVE_STAGE,
        AccessCode.WAITING_FOR_INTERVIEWER,
        AccessCode.REMOVED,
    }
)
