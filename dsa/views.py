"""The candidate's page of a coding session."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django_permissions_policy.decorators import permissions_policy_override

from dsa.api.http_status import STATUS_OF_CODE
from dsa.choices import SessionState
from dsa.errors import SessionCode, session_refused
from dsa.practice.problem import TITLE as PRACTICE_TITLE
from dsa.practice.runs import practisable_languages
from dsa.rules import start_refusal
from dsa.sessions.services import open_session
from interviews.refused_page import Destination, refused_page
from interviews.services.invitations import note_opened
from talentsync.lib.errors import Refused

_refused_page = partial(refused_page, destination=Destination.SESSION, statuses=STATUS_OF_CODE)


@never_cache
@require_GET
def session_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a session that waits, goes on or is finished; everything on it comes from the API.

    A session that is not open yet is shown as well, with status 403: the page tells when it opens, and then opens it.
    """
    status = 200
    try:
        session = open_session(token)
        code = start_refusal(session, timezone.now()) if session.state == SessionState.WAITING else None
        if code == SessionCode.NOT_YET_OPEN:
            status = STATUS_OF_CODE[code]
        elif code is not None:
            raise session_refused(code)
    except Refused as refusal:
        return _refused_page(request, refusal)
    note_opened(session.invitation, request.user)
    page_config = {
        "apiRoot": reverse("dsa_api_session", args=[token]),
        # Tells the drafts of several sessions in one browser apart, without keeping the link there.
        "storageKey": salted_hmac("dsa.views.session_page", token, algorithm="sha256").hexdigest()[:32],
    }
    interview = session.invitation.interview
    context: dict[str, Any] = {
        "title": interview.title,
        "page_config": page_config,
        "token": token,
        "has_practice": bool(practisable_languages(interview.stage)),
    }
    if not interview.stage.dsa_config["proctoringEnabled"]:
        return render(request, "dsa/session.html", context, status=status)
    # The watching is another app's, which asks the same address and knows the browser's store by the same key.
    context["proctoring_config"] = {
        "apiBase": page_config["apiRoot"],
        "person": page_config["storageKey"],
        "sessionState": session.state,
    }
    return _with_camera(request, context, status)


@never_cache
@require_GET
def practice_page(request: HttpRequest, token: str) -> HttpResponse:
    """The practice problem; the session itself once it has started, and where nothing can be practised."""
    try:
        session = open_session(token)
    except Refused as refusal:
        return _refused_page(request, refusal)
    has_practice = bool(practisable_languages(session.invitation.interview.stage))
    if session.state != SessionState.WAITING or not has_practice:
        return redirect("dsa_session", token)
    page_config = {"apiRoot": reverse("dsa_api_session", args=[token])}
    return render(
        request,
        "dsa/practice.html",
        {"title": PRACTICE_TITLE, "page_config": page_config, "token": token, "is_practice": True},
    )


@permissions_policy_override({**settings.PERMISSIONS_POLICY, "camera": ["self"]})
def _with_camera(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "dsa/session.html", context, status=status)
