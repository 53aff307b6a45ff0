"""A candidate's own pictures, and what they say to pictures and incidents on the page of their own records."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from interviews.own_record_views import own_records_page
from interviews.refused_page import Destination, refused_page
from proctoring.api.http_status import STATUS_OF_CODE
from proctoring.choices import Decision
from proctoring.image_response import image_response
from proctoring.models import Snapshot
from proctoring.own_section import ReplyForm
from proctoring.selectors import invitation_for_token, proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import record_consent
from proctoring.storage import Folder
from talentsync.lib.errors import Refused

_refused_page = partial(refused_page, destination=Destination.RECORDS, statuses=STATUS_OF_CODE)


@never_cache
@require_safe
def own_picture(request: HttpRequest, token: str, snapshot_id: UUID, folder: Folder) -> HttpResponse:
    """One of the candidate's own pictures, or its thumbnail."""
    try:
        invitation = invitation_for_token(token)
    except Refused as refusal:
        return HttpResponse(refusal.message, "text/plain; charset=utf-8", STATUS_OF_CODE[refusal.code.value])
    snapshot = get_object_or_404(Snapshot.objects.stored(), pk=snapshot_id, invitation=invitation)
    return image_response(snapshot, folder)


@never_cache
@require_POST
def reply_to_picture(request: HttpRequest, token: str, snapshot_id: UUID) -> HttpResponse:
    form = ReplyForm(request.POST)
    try:
        invitation = invitation_for_token(token)
        if not form.is_valid():
            messages.error(request, f"The reply was not saved: {form.errors['text'][0]}")
            return own_records_page(request, invitation, token, status=422)
        snapshot_services.save_reply(
            invitation=invitation, snapshot_id=snapshot_id, text=form.cleaned_data["text"]
        )
    except Refused as refusal:
        return _refused_page(request, refusal)
    messages.success(request, "Your reply is saved.")
    return redirect("own_records", token)


@never_cache
@require_POST
def reply_to_incident(request: HttpRequest, token: str, incident_id: UUID) -> HttpResponse:
    form = ReplyForm(request.POST)
    try:
        invitation = invitation_for_token(token)
        if not form.is_valid():
            messages.error(request, f"The reply was not saved: {form.errors['text'][0]}")
            return own_records_page(request, invitation, token, status=422)
        incident_services.save_reply(
            invitation=invitation, incident_id=incident_id, text=form.cleaned_data["text"]
        )
    except Refused as refusal:
        return _refused_page(request, refusal)
    messages.success(request, "Your reply is saved.")
    return redirect("own_records", token)


@never_cache
@require_POST
def withdraw_consent(request: HttpRequest, token: str) -> HttpResponse:
    """Take the agreement back. What was taken until then stays until its date, or until somebody erases it."""
    try:
        invitation = invitation_for_token(token)
        record_consent(
            invitation=invitation,
            decision=Decision.DECLINED,
            text_version=proctoring_of(invitation).text.version,
        )
    except Refused as refusal:
        return _refused_page(request, refusal)
    messages.success(request, "You have taken your agreement back. No more pictures are accepted.")
    return redirect("own_records", token)
