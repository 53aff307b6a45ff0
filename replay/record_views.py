"""The page of an interview's records, and taking one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from interviews.models import Interview, User
from replay.models import UNFINISHED_STATES, Edition, Record, RecordState
from replay.record.coding_session import is_coding_session
from replay.record.download import download_of
from replay.record.page import BundleMissing
from replay.record.services import (
    candidates_refusal,
    estimated_bytes,
    has_begun,
    records_for,
    request_record,
)
from replay.views import interview_to_see, reader_of
from talentsync.lib.errors import Refused
from talentsync.lib.queries import first_or_none

# Of an edition, in the address of the page.
FOR: dict[str, Edition] = {edition.value: edition for edition in Edition}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def records(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """Both editions with their size, and how far the making of them is; POST asks for one."""
    interview = _interview(request, interview_id)
    if request.method == "POST":
        return _ask(request, interview)
    newest = _newest(interview, reader_of(request))
    asked = FOR.get(request.GET.get("for", ""))
    editions = [edition for edition in Edition if asked in (None, edition)]
    context = {
        "interview": interview,
        "is_coding_session": is_coding_session(interview),
        "editions": [_told(interview, edition, newest.get(edition)) for edition in editions],
        "is_waiting": any(record.state in UNFINISHED_STATES for record in newest.values()),
        "status_url": reverse("record_status", args=[interview.pk]),
    }
    return render(request, "replay/records.html", context)


def _told(interview: Interview, edition: Edition, record: Record | None) -> dict[str, Any]:
    """What the page says of an edition: why there is none, or about how large it is."""
    told = {"value": edition.value, "label": edition.label, "record": record}
    if edition is Edition.CANDIDATE and (refusal := candidates_refusal(interview)):
        return told | {"refusal": refusal}
    try:
        return told | {"about_bytes": estimated_bytes(interview, edition)}
    except BundleMissing:
        return told


def _interview(request: HttpRequest, interview_id: UUID) -> Interview:
    """Raises Http404 for what has not begun as well."""
    interview = interview_to_see(request, interview_id)
    if not has_begun(interview):
        raise Http404
    return interview


def _ask(request: HttpRequest, interview: Interview) -> HttpResponse:
    edition = FOR.get(request.POST.get("edition", ""))
    if edition is None:
        return HttpResponse("There is no such edition.", status=400, content_type="text/plain")
    try:
        request_record(interview=interview, edition=edition, user=reader_of(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("records", interview.pk)


def _newest(interview: Interview, user: User) -> dict[str, Record]:
    """This person's newest record of each edition."""
    own = records_for(user).filter(interview=interview).order_by("created_at")
    return {record.edition: record for record in own}


@never_cache
@require_safe
def status(request: HttpRequest, interview_id: UUID) -> HttpResponse:
    """How far the newest records are, by their editions."""
    interview = _interview(request, interview_id)
    newest = _newest(interview, reader_of(request))
    return JsonResponse({edition: _status(record) for edition, record in newest.items()})


def _status(record: Record) -> dict[str, Any]:
    return {"state": record.state, "progress": record.progress}


@never_cache
@require_safe
@login_required
def take(request: HttpRequest, interview_id: UUID, record_id: UUID) -> StreamingHttpResponse:
    """A record's file. It is for the person who asked for it, for as long as they may watch the interview."""
    interview = _interview(request, interview_id)
    made = records_for(reader_of(request)).filter(interview=interview, state=RecordState.MADE)
    record = first_or_none(made.select_related("interview").filter(pk=record_id))
    if record is None:
        raise Http404
    try:
        return download_of(record)
    except FileNotFoundError as error:
        raise Http404 from error
