"""Acts that ask once more before they happen: a page to confirm, a POST to do it, a service that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from talentsync.lib.errors import Refused


@dataclass(frozen=True, slots=True)
class Act:
    """One such act, in the words of its page.

    `perform` returns False where somebody else was quicker and nothing was left to do, and may return what it did in
    words of its own. `form` is what it needs to know, bound on POST. `back` is where both ways out lead: the
    page of what it is about where it is empty.
    """

    title: str
    consequence: str
    button: str
    done: str
    too_late: str
    perform: Callable[[], bool | str]
    form: forms.Form | None = None
    back: str = ""


def confirm(request: HttpRequest, site: AdminSite, subject: Model, act: Act) -> HttpResponse:
    """Ask on GET and after a wrong entry, act on POST, and lead back with what came of it."""
    back = act.back or resolve_url(admin_urlname(subject._meta, SafeString("change")), subject.pk)
    if request.method != "POST" or (act.form is not None and not act.form.is_valid()):
        context = {
            **site.each_context(request),
            "title": act.title,
            "act": act,
            "subject": subject,
            "back": back,
            "opts": subject._meta,
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
