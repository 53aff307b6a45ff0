"""The page that offers a candidate times to choose among."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from interviews.admin.requests import acting_user
from interviews.admin.times import TimesField
from interviews.availability import appointments_of, free_times, others_of_candidates, overlap
from interviews.choices import InterviewState, StageMode
from interviews.mail import outbox
from interviews.models import Interview
from interviews.services.choosing import offer_times
from interviews.visibility import visible_interviews
from talentsync.lib.errors import Refused


class OfferForm(forms.Form):
    """The times that a candidate may choose among."""

    times = TimesField(label="Times")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = timezone.get_current_timezone_name()
        self.fields["times"].help_text = f"In {zone} time. Candidates see them in their own zone."


def urls(site: AdminSite) -> list[URLPattern]:
    """For the interviews' admin, before Django's own."""

    def view(request: HttpRequest, interview_id: uuid.UUID) -> HttpResponse:
        return page(request, interview_id, site)

    return [path("<uuid:interview_id>/offer/", site.admin_view(view), name="interviews_interview_offer")]


def can_offer(interview: Interview) -> bool:
    return interview.state == InterviewState.SCHEDULED and interview.stage.mode == StageMode.LIVE


def page(request: HttpRequest, interview_id: uuid.UUID, site: AdminSite) -> HttpResponse:
    if not request.user.has_perm("interviews.change_interview"):
        raise PermissionDenied
    seen = visible_interviews(acting_user(request)).select_related("stage")
    interview = get_object_or_404(seen, pk=interview_id)
    if not can_offer(interview):
        messages.error(request, "Only for live interviews that have not begun can times be offered.")
        return redirect("admin:interviews_interview_change", interview.pk)
    offered = [offer.start for offer in interview.offered_times.all()] if interview.is_time_open else []
    form = OfferForm(request.POST if request.method == "POST" else None, initial={"times": offered})
    if form.is_valid():
        try:
            offer_times(interview=interview, starts=form.cleaned_data["times"], actor=acting_user(request))
        except Refused as refusal:
            form.add_error("times", refusal.message)
        else:
            rest = "The mail with the link is on the way." if outbox.is_on() else "Send them the link."
            messages.success(request, f"The candidate chooses among these times. {rest}")
            return redirect("admin:interviews_interview_change", interview.pk)
    context = {
        **site.each_context(request),
        "title": "Offer times to choose among",
        "interview": interview,
        "form": form,
        "taken": _taken(interview, offered),
        "opts": Interview._meta,
    }
    return TemplateResponse(request, "admin/interviews/interview/offer.html", context)


def _taken(interview: Interview, offered: Sequence[datetime]) -> list[str]:
    """Offered times that do not suit everybody, with whom they do not suit."""
    free = set(free_times(interview))
    taken = [start for start in offered if start not in free]
    if not taken:
        return []
    length = timedelta(minutes=interview.duration_minutes)
    span = min(taken), max(taken) + length
    people = list(interview.interviewers.all())
    busy = appointments_of([person.pk for person in people], *span, without=interview)
    of_candidates = others_of_candidates(interview, *span)
    told = []
    for start in taken:
        end = start + length
        names = ", ".join(
            person.display_name for person in people if overlap(busy.get(person.pk, ()), start, end)
        )
        if not names and overlap(of_candidates, start, end):
            names = "the candidate"
        why = f"{names} has something else" if names else "it has passed"
        told.append(f"{timezone.localtime(start):%a %d %b, %H:%M}: {why}")
    return told
