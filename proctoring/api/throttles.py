"""How often a link may be used. Counted in Redis, so that all web processes count together."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

logger = logging.getLogger(__name__)

RATES: Mapping[str, str] = {
    "proctoring_read": "120/min",
    "proctoring_answer": "30/min",
    "proctoring_incidents": "120/min",
}


class TokenThrottle(SimpleRateThrottle):
    """One budget per link and kind of request. Without Redis nobody is held up: a throttle is no reason to be down."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        self.cache = caches["default"]
        super().__init__()

    def get_rate(self) -> str:
        if self.scope == "proctoring_snapshots":
            return f"{settings.PROCTORING_UPLOADS_PER_MINUTE}/min"
        return RATES[str(self.scope)]

    def get_cache_key(self, request: Request, view: APIView) -> str:
        # The link's key alone: what else is in the path belongs to the same person.
        return self.cache_format % {"scope": self.scope, "ident": self._ident(view.kwargs)}

    def _ident(self, path: Mapping[str, Any]) -> str:
        return str(path["token"]).rpartition(".")[0] or "no-key"

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            logger.warning("Requests are not counted: %s", error)
            return True
