"""The page on which a candidate chooses a time."""

from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from interviews.access.codes import refused
from interviews.access.invitations import invitation_for_token
from interviews.access.rooms import interview_refusal
from interviews.availability import free_times
from interviews.errors import ChoosingCode
from interviews.http_status import STATUS_OF_CODE
from interviews.models import Invitation
from interviews.refused_page import Destination, refused_page
from interviews.services.choosing import choose_time
from interviews.services.invitations import note_opened
from interviews.urls_for import choose_path
from talentsync.lib.errors import Refused

_refused_page = partial(refused_page, destination=Destination.ROOM, statuses=STATUS_OF_CODE)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """The offered times that are still free, or the one that was chosen."""
    try:
        invitation = invitation_for_token(token)
        if code := interview_refusal(invitation.interview):
            raise refused(code)
    except Refused as refusal:
        return _refused_page(request, refusal)
    if request.method == "POST":
        return _choose(request, invitation)
    if request.method == "GET":
        note_opened(invitation, request.user)
    return _page(request, invitation)


def _choose(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    start = _moment(request.POST.get("start", ""))
    if start is None:
        return _page(request, invitation, "Choose one of the times.", status=422)
    try:
        choose_time(invitation=invitation, start=start, time_zone=request.POST.get("time_zone", ""))
    except Refused as refusal:
        if refusal.code not in ChoosingCode:
            return _refused_page(request, refusal)
        invitation.interview.refresh_from_db()
        return _page(request, invitation, refusal.message, status=409)
    return redirect(choose_path(invitation))


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and is_aware(moment) else None


def _page(
    request: HttpRequest, invitation: Invitation, problem: str = "", *, status: int = 200
) -> HttpResponse:
    interview = invitation.interview
    context = {
        "interview": interview,
        "invitation": invitation,
        "times": free_times(interview) if interview.is_time_open else [],
        "problem": problem,
    }
    return render(request, "interviews/choose_time.html", context, status=status)
