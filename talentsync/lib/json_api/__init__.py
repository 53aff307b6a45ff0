"""What every JSON endpoint below /v1 shares: errors of one shape, strict reading, rates, and headers.

class RunView(JsonView):
    statuses = {Code.NOT_THERE: 404}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.take_rate(f"run:{kwargs['token']}", Rate(burst=10, per_minute=60))
"""

from talentsync.lib.json_api.errors import ApiError, ErrorCode
from talentsync.lib.json_api.fields import StrictSerializer, Text, WholeNumber
from talentsync.lib.json_api.parsers import StrictJsonParser
from talentsync.lib.json_api.views import AsyncJsonView, JsonView, error_response, harden

__all__ = [
    "ApiError",
    "AsyncJsonView",
    "ErrorCode",
    "JsonView",
    "StrictJsonParser",
    "StrictSerializer",
    "Text",
    "WholeNumber",
    "error_response",
    "harden",
]
