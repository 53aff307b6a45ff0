"""Acts that ask once more before they happen: a page to confirm, a POST to do it, a service that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse

from interviews.models import Interview
from talentsync.lib.errors import Refused


@dataclass(frozen=True, slots=True)
class Act:
    """One such act, in the words of its page.

    `perform` returns False where somebody else was quicker and nothing was left to do, and may return what it did in
    words of its own. `form` is what it needs to know, bound on POST. `back` is where both ways out lead: the
    interview's page where it is empty.
    """

    title: str
    consequence: str
    button: str
    done: str
    too_late: str
    perform: Callable[[], bool | str]
    form: forms.Form | None = None
    back: str = ""


def confirm(request: HttpRequest, site: AdminSite, interview: Interview, act: Act) -> HttpResponse:
    """Ask on GET and after a wrong entry, act on POST, and lead back with what came of it."""
    back = act.back or resolve_url("admin:interviews_interview_change", interview.pk)
    if request.method != "POST" or (act.form is not None and not act.form.is_valid()):
        context = {
            **site.each_context(request),
            "title": act.title,
            "act": act,
            "interview": interview,
            "back": back,
            "opts": Interview._meta,
        }
        return TemplateResponse(request, "admin/interviews/confirm.html", context)
    try:
        performed = act.perform()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if performed:
            messages.success(request, performed if isinstance(performed, str) else act.done)
        else:
            messages.warning(request, act.too_late)
    return redirect(back)
