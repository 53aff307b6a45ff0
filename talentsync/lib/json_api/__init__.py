"""What every JSON endpoint below /v1 shares: errors of one shape, strict reading, rates, and headers.

class RunView(JsonView):
    statuses = {Code.NOT_THERE: 404}
    rates = ...
"""

from talentsync.lib.json_api.errors import ApiError, ErrorCode
from talentsync.lib.json_api.fields import StrictSerializer, Text, WholeNumber
from talentsync.lib.json_api.parsers import StrictJsonParser
from talentsync.lib.json_api.views import JsonView, error_response, harden

__all__ = [
    "ApiError",
    "ErrorCode",
    "JsonView",
    "StrictJsonParser",
    "StrictSerializer",
    "Text",
    "WholeNumber",
    "error_response",
    "harden",
]
