"""Acts on a candidate's records that ask once more before they happen."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from interviews.admin.actions import Act
from proctoring.models import ProctoredCandidate


def confirm(request: HttpRequest, site: AdminSite, candidate: ProctoredCandidate, act: Act) -> HttpResponse:
    """Ask on GET, act on POST, and lead back to the candidate's page with what came of it."""
    if request.method != "POST":
        context = {
            **site.each_context(request),
            "title": act.title,
            "act": act,
            "candidate": candidate,
            "opts": ProctoredCandidate._meta,
        }
        return TemplateResponse(request, "admin/proctoring/confirm.html", context)
    if act.perform():
        messages.success(request, act.done)
    else:
        messages.warning(request, act.too_late)
    return redirect("admin:proctoring_proctoredcandidate_change", candidate.pk)
