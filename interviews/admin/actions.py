"""Acts that ask once more before they happen: a page to confirm, a POST to do it, a service that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from interviews.models import Interview
from talentsync.lib.errors import Refused


@dataclass(frozen=True, slots=True)
class Act:
    """One such act, in the words of its page.

    `perform` returns False where somebody else was quicker and nothing was left to do.
    """

    title: str
    consequence: str
    button: str
    done: str
    too_late: str
    perform: Callable[[], bool]


def confirm(request: HttpRequest, site: AdminSite, interview: Interview, act: Act) -> HttpResponse:
    """Ask on GET, act on POST, and lead back to the interview with what came of it."""
    if request.method != "POST":
        context = {
            **site.each_context(request),
            "title": act.title,
            "act": act,
            "interview": interview,
            "opts": Interview._meta,
        }
        return TemplateResponse(request, "admin/interviews/confirm.html", context)
    try:
        performed = act.perform()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if performed:
            messages.success(request, act.done)
        else:
            messages.warning(request, act.too_late)
    return redirect("admin:interviews_interview_change", interview.pk)
