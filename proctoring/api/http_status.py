"""The HTTP status of each code with which proctoring's rules refuse."""

from collections.abc import Mapping
from http import HTTPStatus

from dsa.errors import SessionCode
from interviews.access.codes import AccessCode
from proctoring.errors import ProctoringCode

STATUS_OF_CODE: Mapping[str, int] = {
    AccessCode.INVITATION_INVALID: HTTPStatus.NOT_FOUND,
    AccessCode.INVITATION_EXPIRED: HTTPStatus.GONE,
    AccessCode.INVITATION_REVOKED: HTTPStatus.GONE,
    SessionCode.NOT_A_DSA_STAGE: HTTPStatus.NOT_FOUND,
    ProctoringCode.PROCTORING_OFF: HTTPStatus.NOT_FOUND,
    ProctoringCode.CONSENT_REQUIRED: HTTPStatus.FORBIDDEN,
    ProctoringCode.CAMERA_REQUIRED: HTTPStatus.FORBIDDEN,
    ProctoringCode.CONSENT_TEXT_CHANGED: HTTPStatus.CONFLICT,
    ProctoringCode.NOT_ACTIVE: HTTPStatus.GONE,
    ProctoringCode.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    ProctoringCode.ALREADY_EXEMPTED: HTTPStatus.CONFLICT,
    ProctoringCode.CLIENT_ID_REUSED: HTTPStatus.CONFLICT,
    ProctoringCode.INCIDENT_NOT_FOUND: HTTPStatus.NOT_FOUND,
    ProctoringCode.PICTURE_NOT_FOUND: HTTPStatus.NOT_FOUND,
    ProctoringCode.UNSUPPORTED_TYPE: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ProctoringCode.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ProctoringCode.STORAGE_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
