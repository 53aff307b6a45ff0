"""Shows and reads times in the zone of the person at the browser."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import sync_and_async_middleware

# Set by static/admin_talentsync/admin.js from what the browser says.
COOKIE = "timezone"

GetResponse = Callable[[HttpRequest], HttpResponse | Awaitable[HttpResponse]]


@cache
def _zones() -> frozenset[str]:
    """Read once: the list is gathered from hundreds of files."""
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether this is the name of a zone."""
    return name in _zones()


def zone_of(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the browser named, or None: then TIME_ZONE counts. Anything that is no zone's name is ignored."""
    name = request.COOKIES.get(COOKIE, "")
    return ZoneInfo(name) if name in _zones() else None


@sync_and_async_middleware
def viewer_zone(get_response: GetResponse) -> GetResponse:
    """Middleware. Both kinds, so that an async stack needs no thread for it."""
    if iscoroutinefunction(get_response):

        async def in_zone_async(request: HttpRequest) -> HttpResponse:
            with timezone.override(zone_of(request)):
                return await cast(Awaitable[HttpResponse], get_response(request))

        return in_zone_async

    def in_zone(request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request)):
            return cast(HttpResponse, get_response(request))

    return in_zone
