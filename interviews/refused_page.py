"""The page that people get in place of one which the rules do not let them open."""

from collections.abc import Mapping
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interviews.access.invitations import LinkReplaced
from talentsync.lib.errors import Refused


class Destination(StrEnum):
    """What the page was meant to show; the advice depends on it."""

    ROOM = "room"
    SESSION = "session"
    RECORDS = "records"
    ACCOUNT = "account"


HEADINGS: Mapping[str, str] = {
    "invitation_invalid": "This link is not valid",
    "invitation_expired": "This invitation has expired",
    "invitation_revoked": "This invitation was withdrawn",
    "interview_over": "This interview has ended",
    "interview_cancelled": "This interview was cancelled",
    "not_a_live_stage": "This interview has no live room",
    "not_a_dsa_stage": "This is no coding session",
    "invitation_used_up": "This invitation leads nowhere",
    "room_not_found": "There is no such room for you",
}


def refused_page(
    request: HttpRequest, refusal: Refused, *, destination: Destination, statuses: Mapping[str, int]
) -> HttpResponse:
    """The page for a refusal, with the HTTP status that its code has in the app's table."""
    code = refusal.code.value
    other = "Not available" if destination is Destination.RECORDS else "You cannot enter"
    is_replaced = isinstance(refusal, LinkReplaced)
    context = {
        "code": code,
        "is_replaced": is_replaced,
        "heading": "This link was replaced" if is_replaced else HEADINGS.get(code, other),
        "message": refusal.message,
        "destination": destination.value,
    }
    return render(request, "refused.html", context, status=statuses[code])
