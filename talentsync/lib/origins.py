"""Which pages may open a WebSocket here."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import ParseResult

from channels.security.websocket import OriginValidator
from django.conf import settings


class SameOriginWebSockets(OriginValidator):  # type: ignore[misc]  # channels ships no types
    """Refuses WebSockets from pages of other hosts, which would arrive with a signed-in person's cookie.

    A client that sends no Origin is let through: every browser sends one, and what is not a browser has no cookie of
    a person who is signed in elsewhere.
    """

    def __init__(self, application: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))
