"""Actions that ask once more before they happen: a page to confirm, a POST to do it, a service that does it."""

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
class ConfirmedAction:
    """One such action, with the texts of its page.

    `action` returns False where somebody else was quicker and nothing was left to do, which `stale_message` says; it
    may return what it did in words of its own, in place of `done`. `form` is what it needs to know, bound on POST.
    `back` is where both ways out lead: the page of the subject where it is empty. What `is_dangerous` cannot be taken
    back, or takes something away from somebody at once: its button has the colour of danger and stands apart.
    """

    title: str
    consequence: str
    button: str
    done: str
    stale_message: str
    action: Callable[[], bool | str]
    form: forms.Form | None = None
    back: str = ""
    is_dangerous: bool = False


def confirm(
    request: HttpRequest, site: AdminSite, subject: Model, confirmed: ConfirmedAction
) -> HttpResponse:
    """Ask on GET and after a wrong entry, run it on POST, and lead back with what came of it."""
    back = confirmed.back or resolve_url(admin_urlname(subject._meta, SafeString("change")), subject.pk)
    if request.method != "POST" or (confirmed.form is not None and not confirmed.form.is_valid()):
        context = {
            **site.each_context(request),
            "title": confirmed.title,
            "confirmed": confirmed,
            "subject": subject,
            "back": back,
            "opts": subject._meta,
        }
        return TemplateResponse(request, "admin/interviews/confirm.html", context)
    try:
        performed = confirmed.action()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        if performed:
            messages.success(request, performed if isinstance(performed, str) else confirmed.done)
        else:
            messages.warning(request, confirmed.stale_message)
    return redirect(back)
