"""Times are shown in the zone that the browser names, if it is one."""

from datetime import tzinfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from talentsync.lib.viewer_zone import viewer_zone


def asked_with(zone: str | None) -> HttpRequest:
    request = RequestFactory().get("/")
    if zone is not None:
        request.COOKIES["timezone"] = zone
    return request


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        (None, "UTC"),
        ("", "UTC"),
        ("asia/kolkata", "UTC"),
        ("Mars/Olympus_Mons", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("/etc/localtime", "UTC"),
        ("\x00", "UTC"),
    ],
)
def test_the_zone_of_a_request(zone: str | None, expected: str) -> None:
    seen: list[tzinfo] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(timezone.get_current_timezone())
        return HttpResponse()

    viewer_zone(view)(asked_with(zone))
    assert str(seen[0]) == expected
    assert timezone.get_current_timezone_name() == "UTC", "the next request starts afresh"


async def test_under_async_servers() -> None:
    async def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    answer = viewer_zone(view)(asked_with("Europe/Lisbon"))
    assert not isinstance(answer, HttpResponse)
    assert (await answer).content == b"Europe/Lisbon"
