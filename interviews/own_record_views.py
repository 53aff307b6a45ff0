"""The page of a candidate's own records: what is kept of them, a copy to take, deletion. Works without a script.

Each app gives its part through `interviews.hooks.own_sections` and `own_files`, and takes what candidates say to it.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

import orjson
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from interviews.access.invitations import invitation_for_own_records
from interviews.choices import DeletionState, EventKind
from interviews.contact import contact_of
from interviews.hooks import OwnSection, own_files, own_sections
from interviews.http_status import STATUS_OF_CODE
from interviews.models import Invitation, OutgoingMail, OwnDeletion, TimelineEvent
from interviews.refused_page import Destination, refused_page
from interviews.services.own_deletion import (
    MESSAGES,
    DeletionCode,
    ask_for_deletion,
    deletion_refusal,
    possible_from,
)
from talentsync.lib.errors import Refused
from talentsync.lib.streaming import streamed
from talentsync.lib.zip_stream import zip_pieces

README = """What TalentSync keeps of you from one interview, as JSON (UTF-8, times in UTC), text and pictures.

about.json            the interview, your invitation, mails to you, when you did what, your requests for deletion
computer-check.json   what the check of your computer found
webcam/               your answers on webcam snapshots, pictures, incidents and your replies
coding-session/       your code, every change of it in the editor, runs and submissions with their results
room/                 of a live room: what you wrote in the chat, ran, changed in the shared code and drew

A folder or file is there where the interview had such a part.
"""

_refused_page = partial(refused_page, destination=Destination.RECORDS, statuses=STATUS_OF_CODE)


class ConfirmForm(forms.Form):
    """The second question."""

    is_sure = forms.BooleanField(
        label="Delete my records. I know that nobody can bring them back.",
        error_messages={"required": "Nothing was deleted. Tick this box first if you are sure."},
    )


def own_records_page(
    request: HttpRequest, invitation: Invitation, token: str, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """The page itself, for views of other apps as well, whose forms stand on it."""
    sections = _sections(request, invitation)
    shown = [
        render_to_string(section.template, {**section.context, "token": token}, request)
        for section in sections
    ]
    context = {
        "token": token,
        "interview": invitation.interview,
        "invitation": invitation,
        "position": _position(invitation),
        "acts": _acts(invitation),
        "mails": _mails(invitation),
        "sections": shown,
        "contact": contact_of(invitation),
        **_deletion(invitation, sections),
    }
    return render(request, "interviews/own_records.html", context, status=status)


def _sections(request: HttpRequest, invitation: Invitation) -> list[OwnSection]:
    return [section for show in own_sections if (section := show(request, invitation)) is not None]


def _position(invitation: Invitation) -> str:
    """What they applied for; "" where the interview belongs to no application of theirs."""
    application = invitation.interview.application
    is_theirs = application is not None and application.candidate_id == invitation.candidate_id
    return application.position.title if application is not None and is_theirs else ""


def _acts(invitation: Invitation) -> list[tuple[datetime, str]]:
    """What the interview's timeline says that this person did: when and what, and nothing else of it."""
    events = TimelineEvent.objects.filter(actor_invitation=invitation).order_by("sequence")
    return [
        (at, EventKind(kind).label if kind in EventKind.values else kind)
        for at, kind in events.values_list("created_at", "kind")
    ]


def _mails(invitation: Invitation) -> QuerySet[OutgoingMail]:
    """Those to the candidate, in their order; what they say is not kept. Not those to an address that was corrected
    since: it may be somebody else's.
    """
    is_theirs = Q(sent_to="") | Q(sent_to__iexact=invitation.email)
    return OutgoingMail.objects.filter(is_theirs, invitation=invitation, recipient=None).order_by("pk")


def _deletion(invitation: Invitation, sections: list[OwnSection]) -> dict[str, Any]:
    return {
        "deletion": OwnDeletion.objects.filter(invitation=invitation).first(),
        "goes": [section.goes for section in sections if section.goes],
        "stays": [section.stays for section in sections if section.stays],
        "deletion_refusal": deletion_refusal(invitation.interview, timezone.now()),
        "deletion_possible_from": possible_from(invitation.interview),
    }


@never_cache
@require_safe
def own_records(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return own_records_page(request, invitation_for_own_records(token), token)
    except Refused as refusal:
        return _refused_page(request, refusal)


@never_cache
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse | StreamingHttpResponse:
    """Everything as a zip, made while it is sent."""
    try:
        invitation = invitation_for_own_records(token)
    except Refused as refusal:
        return _refused_page(request, refusal)
    header = content_disposition_header(as_attachment=True, filename="my-records.zip")
    return StreamingHttpResponse(
        streamed(zip_pieces(_files(invitation))),
        content_type="application/zip",
        headers={"Content-Disposition": header or "attachment"},
    )


def _files(invitation: Invitation) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.encode()
    yield "about.json", orjson.dumps(_about(invitation), option=orjson.OPT_INDENT_2)
    for files in own_files:
        yield from files(invitation)


def _about(invitation: Invitation) -> dict[str, Any]:
    interview = invitation.interview
    return {
        "copiedAt": timezone.now(),
        "interview": {
            "title": interview.title,
            "stage": interview.stage.name,
            "state": interview.state,
            "scheduledStart": interview.scheduled_start,
            "durationMinutes": interview.duration_minutes,
            "startedAt": interview.started_at,
            "endedAt": interview.ended_at,
        },
        "invitation": {
            "name": invitation.name,
            "email": invitation.email,
            "position": _position(invitation) or None,
            "madeAt": invitation.created_at,
            "expiresAt": invitation.expires_at,
            "linkOpenedAt": invitation.opened_at,
        },
        "timeZone": invitation.candidate.time_zone or None,
        "mails": [
            {
                "what": mail.get_kind_display(),
                "state": mail.state,
                "to": mail.sent_to or None,
                "queuedAt": mail.created_at,
                "endedAt": mail.finished_at,
            }
            for mail in _mails(invitation)
        ],
        "acts": [{"at": at, "what": what} for at, what in _acts(invitation)],
        "deletions": [
            {"askedAt": row.asked_at, "state": row.state, "endedAt": row.ended_at}
            for row in OwnDeletion.objects.filter(invitation=invitation)
        ],
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    """Asks for the second time, says what goes and what stays, and takes the answer."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    try:
        invitation = invitation_for_own_records(token)
        if code := deletion_refusal(invitation.interview, timezone.now()):
            return _back(request, token, Refused(code, MESSAGES[code]))
        if request.method == "POST" and form.is_valid():
            ask_for_deletion(invitation=invitation)
            messages.success(request, "Your records are being deleted. This takes a minute or two.")
            return redirect("own_records", token)
    except Refused as refusal:
        if isinstance(refusal.code, DeletionCode):
            return _back(request, token, refusal)
        return _refused_page(request, refusal)
    is_waiting = OwnDeletion.objects.filter(invitation=invitation, state=DeletionState.WAITING).exists()
    context = {
        "token": token,
        "interview": invitation.interview,
        "form": form,
        "is_waiting": is_waiting,
        "contact": contact_of(invitation),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "interviews/own_deletion.html", context, status=status)


def _back(request: HttpRequest, token: str, refusal: Refused) -> HttpResponse:
    messages.error(request, f"Nothing was deleted. {refusal.message}")
    return redirect("own_records", token)
