"""Errors of the JSON endpoints: always `{"code", "detail"}`, the code for programs, the detail for people."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from talentsync.lib.errors import Refused

# A client's own words come back in some details; a whole body must not.
MAX_DETAIL_CHARACTERS = 500
MAX_PATH_PART_LENGTH = 60


class ErrorCode(StrEnum):
    """Codes that any endpoint may answer with. Those of the rules behind it come on top."""

    INVALID_REQUEST = "invalid_request"
    PARSE_ERROR = "parse_error"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    LENGTH_REQUIRED = "length_required"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    RATE_LIMITED = "rate_limited"
    INTERNAL_ERROR = "internal_error"


STATUS_OF_ERROR: Mapping[str, int] = {
    ErrorCode.INVALID_REQUEST: 400,
    ErrorCode.PARSE_ERROR: 400,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.METHOD_NOT_ALLOWED: 405,
    ErrorCode.LENGTH_REQUIRED: 411,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: 415,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.INTERNAL_ERROR: 500,
}


class ApiError(exceptions.APIException):
    """An answer that is not a rule's refusal."""

    def __init__(self, code: ErrorCode, detail: str) -> None:
        super().__init__(detail, code.value)
        self.status_code = STATUS_OF_ERROR[code]


CODE_OF_EXCEPTION: Mapping[type[exceptions.APIException], ErrorCode] = {
    exceptions.ValidationError: ErrorCode.INVALID_REQUEST,
    exceptions.ParseError: ErrorCode.PARSE_ERROR,
    exceptions.PermissionDenied: ErrorCode.FORBIDDEN,
    exceptions.NotAuthenticated: ErrorCode.FORBIDDEN,
    exceptions.NotFound: ErrorCode.NOT_FOUND,
    exceptions.MethodNotAllowed: ErrorCode.METHOD_NOT_ALLOWED,
    exceptions.UnsupportedMediaType: ErrorCode.UNSUPPORTED_MEDIA_TYPE,
    exceptions.Throttled: ErrorCode.RATE_LIMITED,
}
DETAILS: Mapping[ErrorCode, str] = {
    ErrorCode.NOT_FOUND: "There is nothing at this address.",
    ErrorCode.FORBIDDEN: "You may not see this.",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "Send JSON, with the content type application/json.",
    ErrorCode.RATE_LIMITED: "Too many requests. Wait as long as Retry-After says, then repeat it.",
    ErrorCode.INTERNAL_ERROR: "Something went wrong on our side. The request may be repeated.",
    ErrorCode.INVALID_REQUEST: "The request was not understood.",
}


def error_body(code: str, detail: str) -> dict[str, Any]:
    return {"code": str(code), "detail": detail[:MAX_DETAIL_CHARACTERS]}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None for what nobody foresaw: Django logs it and asks `server_error` for an answer."""
    if isinstance(error, Refused):
        view = context["view"]
        # Other apps' gates refuse with codes of their own.
        status: int = view.statuses.get(error.code, 403)
        response = Response(
            {**error_body(error.code, error.message), **view.more_about(error)}, status=status
        )
        for name, value in view.headers_of(error).items():
            response.headers[name] = value
        return response
    answer = exception_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, ApiError):
        code, detail = str(error.get_codes()), str(error.detail)
    else:
        # Django's Http404 and PermissionDenied have become statuses by now.
        known = CODE_OF_EXCEPTION.get(type(error)) if isinstance(error, exceptions.APIException) else None
        named = known or {404: ErrorCode.NOT_FOUND, 403: ErrorCode.FORBIDDEN}.get(
            answer.status_code, ErrorCode.INVALID_REQUEST
        )
        code = named
        # Only where there is no standing sentence does the exception speak for itself.
        speaks = named not in DETAILS or isinstance(error, exceptions.ValidationError)
        detail = "; ".join(_sentences(answer.data)) if speaks else DETAILS[named]
    answer.data = error_body(code, detail)
    return answer


def _sentences(errors: Any, path: str = "") -> Iterator[str]:
    """`field.path: What is wrong.` for each thing that DRF found."""
    if isinstance(errors, Mapping):
        for name, inner in errors.items():
            part = "" if name in {"detail", "non_field_errors"} else str(name)[:MAX_PATH_PART_LENGTH]
            yield from _sentences(inner, f"{path}.{part}".strip("."))
    elif isinstance(errors, (list, tuple)):
        for inner in errors:
            yield from _sentences(inner, path)
    else:
        yield f"{path}: {errors}" if path else str(errors)
