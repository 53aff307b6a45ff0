"""Django's answers to what no view has dealt with: JSON below /v1, the pages of the site elsewhere."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults

from talentsync.lib.json_api.errors import DETAILS, STATUS_OF_ERROR, ErrorCode
from talentsync.lib.json_api.views import error_response

API_PREFIX = "/v1/"


def _error(code: ErrorCode) -> HttpResponse:
    return error_response(STATUS_OF_ERROR[code], code, DETAILS[code])


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path.startswith(API_PREFIX):
        return _error(ErrorCode.INVALID_REQUEST)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path.startswith(API_PREFIX):
        return _error(ErrorCode.FORBIDDEN)
    return defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if request.path.startswith(API_PREFIX):
        return _error(ErrorCode.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponseBase:
    if request.path.startswith(API_PREFIX):
        return _error(ErrorCode.INTERNAL_ERROR)
    return defaults.server_error(request)
