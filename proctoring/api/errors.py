"""Every refusal as `{"code", "detail"}` with the right status."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from interviews.access import AccessCode
from proctoring.vocabulary import ProctoringCode
from talentsync.lib.errors import Refused

STATUS_OF_CODE: Mapping[str, int] = {
    AccessCode.INVITATION_INVALID: HTTPStatus.NOT_FOUND,
    AccessCode.INVITATION_EXPIRED: HTTPStatus.GONE,
    AccessCode.INVITATION_REVOKED: HTTPStatus.GONE,
    ProctoringCode.NOT_A_DSA_STAGE: HTTPStatus.NOT_FOUND,
    ProctoringCode.PROCTORING_OFF: HTTPStatus.NOT_FOUND,
    ProctoringCode.CONSENT_REQUIRED: HTTPStatus.FORBIDDEN,
    ProctoringCode.CONSENT_TEXT_CHANGED: HTTPStatus.CONFLICT,
    ProctoringCode.NOT_ACTIVE: HTTPStatus.GONE,
    ProctoringCode.TOO_MANY: HTTPStatus.TOO_MANY_REQUESTS,
    ProctoringCode.CLIENT_ID_REUSED: HTTPStatus.CONFLICT,
    ProctoringCode.INCIDENT_NOT_FOUND: HTTPStatus.NOT_FOUND,
    ProctoringCode.STORAGE_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
RETRY_AFTER_SECONDS = 60


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is larger than what is taken here."
    default_code = "too_large"


class LengthRequired(exceptions.APIException):
    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "Say in Content-Length how large the request is."
    default_code = "length_required"


class UnsupportedType(exceptions.APIException):
    status_code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    default_detail = "The image is neither a JPEG nor a PNG."
    default_code = "unsupported_type"


def answer_to(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler for these endpoints; None lets a fault of ours through to Django."""
    if isinstance(error, Refused):
        set_rollback()
        status = STATUS_OF_CODE[error.code.value]
        headers = (
            {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
        )
        return _answer(error.code.value, error.message, status, headers)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    match error:
        case exceptions.ValidationError():
            return _answer("invalid", _sentences(error.detail), error.status_code)
        case exceptions.Throttled():
            wait = str(max(1, round(getattr(error, "wait", None) or 1)))
            detail = f"Too many requests. Try again in {wait} s."
            return _answer("rate_limited", detail, error.status_code, {"Retry-After": wait})
        case exceptions.ParseError():
            return _answer("invalid", str(error.detail), error.status_code)
        case exceptions.UnsupportedMediaType():
            return _answer("unsupported_type", str(error.detail), error.status_code)
    return _answer(str(error.get_codes()), str(error.detail), error.status_code)


def _answer(code: str, detail: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response({"code": code, "detail": detail}, status=int(status), headers=headers)


def _sentences(detail: object, path: str = "") -> str:
    """A serializer's errors as text that names the fields."""
    match detail:
        case dict():
            return " ".join(_sentences(part, f"{path}.{name}".strip(".")) for name, part in detail.items())
        case list() if any(isinstance(part, dict | list) for part in detail):
            return " ".join(_sentences(part, f"{path}[{place}]") for place, part in enumerate(detail) if part)
        case list():
            return " ".join(_sentences(part, path) for part in detail)
    return f"{path}: {detail}" if path else str(detail)
