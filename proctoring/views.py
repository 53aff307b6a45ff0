"""The candidate's own page: what is held about them, and what they say to it. Works without a script."""

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from interviews.models import Invitation
from interviews.refused_page import Destination, refused_page
from proctoring.api.http_status import STATUS_OF_CODE
from proctoring.choices import ConsentStatus, Decision, SnapshotState
from proctoring.image_response import image_response
from proctoring.models import Consent, Incident, Snapshot
from proctoring.models.incident import MAX_REPLY_LENGTH
from proctoring.rules import answering_refusal, contact_of, is_proctored
from proctoring.selectors import invitation_for_token, proctoring_of
from proctoring.services import incidents as incident_services
from proctoring.services import snapshots as snapshot_services
from proctoring.services.consent import record_consent
from proctoring.storage import Folder
from talentsync.lib.errors import Refused

PICTURES_PER_PAGE = 60

_refused_page = partial(refused_page, destination=Destination.RECORDS, statuses=STATUS_OF_CODE)


class ReplyForm(forms.Form):
    text = forms.CharField(
        label="Your reply", max_length=MAX_REPLY_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


def _page(request: HttpRequest, invitation: Invitation, token: str, *, status: int = 200) -> HttpResponse:
    proctoring = proctoring_of(invitation)
    incidents = Incident.objects.filter(invitation=invitation)
    snapshots = Snapshot.objects.not_deleted().filter(invitation=invitation)
    return render(
        request,
        "proctoring/own_records.html",
        {
            "token": token,
            "interview": invitation.interview,
            "is_proctored": is_proctored(invitation),
            "consent_status": proctoring.consent_status,
            "text": proctoring.text,
            "consents": Consent.objects.filter(invitation=invitation),
            "can_withdraw": proctoring.consent_status == ConsentStatus.GIVEN
            and answering_refusal(invitation) is None,
            "snapshots": snapshots,
            "pictures": Paginator(snapshots.filter(state=SnapshotState.STORED), PICTURES_PER_PAGE).get_page(
                request.GET.get("page")
            ),
            "max_reply_length": MAX_REPLY_LENGTH,
            "deletion_date": max((each.keep_until for each in snapshots), default=None),
            "incidents": [
                (incident, ReplyForm(auto_id=f"reply-{incident.pk}-%s", initial={"text": incident.reply}))
                for incident in incidents
            ],
            "contact": contact_of(invitation),
        },
        status=status,
    )


@never_cache
@require_safe
def own_records(request: HttpRequest, token: str) -> HttpResponse:
    """Consent, snapshots, incidents and the date of deletion."""
    try:
        return _page(request, invitation_for_token(token), token)
    except Refused as refusal:
        return _refused_page(request, refusal)


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
            return _page(request, invitation, token, status=422)
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
            return _page(request, invitation, token, status=422)
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
