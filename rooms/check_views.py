"""The page on which candidates check their computers, and its results."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from interviews.access.codes import AccessCode
from interviews.access.codes import refused as access_refused
from interviews.access.invitations import invitation_for_token
from interviews.access.rooms import participant_for_invitation
from interviews.choices import InterviewState
from interviews.models import Invitation
from interviews.services.invitations import note_opened
from interviews.urls_for import candidate_path
from rooms.computer_check import (
    MAX_BODY_BYTES,
    PARTS,
    delete_check,
    described,
    may_check,
    parts_for,
    read_report,
    store_report,
)
from rooms.errors import RoomCode, refused, too_large
from rooms.http_status import STATUS_OF_CODE
from rooms.ice_servers import check_servers
from rooms.models import ComputerCheck
from rooms.pages import refused_page, uses_camera
from talentsync.lib.errors import Refused

# Results of one candidate, stored or deleted.
MAX_RESULTS_PER_MINUTE = 10


@never_cache
@require_GET
@uses_camera
def computer_check(request: HttpRequest, token: str) -> HttpResponse:
    """Where a candidate tries out browser, devices and network before the interview, of whichever mode."""
    try:
        invitation = _to_check(token)
    except Refused as refusal:
        return refused_page(request, refusal)
    note_opened(invitation, request.user)
    check = ComputerCheck.objects.filter(invitation=invitation).first()
    parts = parts_for(invitation)
    config = {
        "resultUrl": reverse("computer_check_result", args=[token]),
        "parts": parts,
        "iceServers": check_servers(
            participant_for_invitation(invitation), needed="path" in parts, now=time.time()
        ),
        "iceServersSeconds": settings.TURN_CREDENTIAL_SECONDS,
    }
    context = {
        "interview": invitation.interview,
        "check": check,
        "findings": [] if check is None else described(check),
        "check_config": config,
        "parts": [(part, PARTS[part]) for part in parts],
        "back_url": candidate_path(invitation),
    }
    return render(request, "rooms/computer_check.html", context)


@never_cache
@require_http_methods(["POST", "DELETE"])
def computer_check_result(request: HttpRequest, token: str) -> HttpResponse:
    """The result of a candidate's check, in place of an earlier one; or none any more."""
    try:
        invitation = _to_check(token)
        if _asks_too_often(invitation):
            raise refused(RoomCode.RATE_LIMITED)
        if request.method == "DELETE":
            delete_check(invitation)
        else:
            if len(request.body) > MAX_BODY_BYTES:
                raise too_large(f"A result is at most {MAX_BODY_BYTES} bytes.")
            report = read_report(request.body, invitation)
            agent = request.headers.get("User-Agent", "")
            store_report(invitation=invitation, report=report, user_agent=agent)
    except Refused as refusal:
        status = STATUS_OF_CODE.get(refusal.code, 403)
        return JsonResponse({"code": refusal.code, "detail": refusal.message}, status=status)
    return HttpResponse(status=204)


def _asks_too_often(invitation: Invitation) -> bool:
    key = f"computer-check:{invitation.pk}"
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > MAX_RESULTS_PER_MINUTE
    except ValueError:
        # The minute ended between the two.
        return False


def _to_check(token: str) -> Invitation:
    """The invitation behind a link, while there is something to check for. Raises Refused."""
    invitation = invitation_for_token(token)
    if not may_check(invitation):
        is_cancelled = invitation.interview.state == InterviewState.CANCELLED
        raise access_refused(AccessCode.INTERVIEW_CANCELLED if is_cancelled else AccessCode.INTERVIEW_OVER)
    return invitation
