"""Proctoring's part of the page of a candidate's own records."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest

from interviews.choices import StageMode
from interviews.contact import contact_of
from interviews.hooks import OwnSection
from interviews.models import Invitation
from proctoring.choices import ConsentStatus, SnapshotState
from proctoring.models import Consent, ExemptionRequest, Incident, Snapshot
from proctoring.models.incident import MAX_REPLY_LENGTH
from proctoring.rules import answering_refusal, is_proctored
from proctoring.selectors import proctoring_of

PICTURES_PER_PAGE = 60
WHAT_GOES = "your answers and requests about the webcam, pictures, incidents and replies"


class ReplyForm(forms.Form):
    """What a candidate says to an incident or a picture."""

    text = forms.CharField(
        label="Your reply", max_length=MAX_REPLY_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )


def own_section(request: HttpRequest, invitation: Invitation) -> OwnSection | None:
    """Answers, requests, pictures, incidents and replies, and the date of their deletion."""
    if invitation.interview.stage.mode != StageMode.DSA:
        return None
    proctoring = proctoring_of(invitation)
    agreed = proctoring.consent if proctoring.consent_status == ConsentStatus.GIVEN else None
    incidents = Incident.objects.filter(invitation=invitation)
    snapshots = Snapshot.objects.not_deleted().filter(invitation=invitation)
    consents = Consent.objects.filter(invitation=invitation)
    asked = ExemptionRequest.objects.filter(invitation=invitation).first()
    pictures = Paginator(snapshots.filter(state=SnapshotState.STORED), PICTURES_PER_PAGE)
    context = {
        "interview": invitation.interview,
        "is_proctored": is_proctored(invitation),
        "consent_status": proctoring.consent_status,
        # What they agreed to is what holds for them, also when their stage says other days by now.
        "text": agreed.text if agreed else proctoring.text.as_json(),
        "has_agreed": agreed is not None,
        "consents": consents,
        "exemption_request": asked,
        "can_withdraw": proctoring.consent_status == ConsentStatus.GIVEN
        and answering_refusal(invitation) is None,
        "snapshots": snapshots,
        "pictures": pictures.get_page(request.GET.get("page")),
        "max_reply_length": MAX_REPLY_LENGTH,
        "deletion_date": max((each.keep_until for each in snapshots), default=None),
        "incidents": [
            (incident, ReplyForm(auto_id=f"reply-{incident.pk}-%s", initial={"text": incident.reply}))
            for incident in incidents
        ],
        "contact": contact_of(invitation),
    }
    is_something_there = bool(snapshots) or bool(incidents) or bool(consents) or asked is not None
    return OwnSection("proctoring/_own_section.html", context, WHAT_GOES if is_something_there else "")
