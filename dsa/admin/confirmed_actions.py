"""What recruiters do with sessions and submissions: each asks once more, is logged, and happens once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from dsa.models import Problem
from dsa.models.session import MAX_EXTRA_MINUTES
from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.admin.requests import acting_user
from interviews.models import Interview, User


class VersionForm(forms.Form):
    """`version` is that of the rows when the page was opened. A second press of the button finds a newer one."""

    version = forms.CharField(max_length=64, widget=forms.HiddenInput)


class MinutesForm(VersionForm):
    """How much time to give."""

    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=MAX_EXTRA_MINUTES, initial=15)


def run_once(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    subject: Interview | Problem,
    *,
    version: Callable[[], str],
    action: Callable[[User, dict[str, Any]], str],
    back: str = "",
    asks_minutes: bool = False,
    is_dangerous: bool = False,
    **words: str,
) -> HttpResponse:
    """Show the page to confirm, or do it and go back: to `back`, or to the page of `subject`, whose log tells of it.

    An optimistic lock: `version` reads what the action would change, and locks it until the transaction ends;
    the action runs only where that is as the page showed it. `action` gets the actor and the entries, and
    returns what it did in words, for the page and the admin's log; nothing where there was nothing to do.
    """
    form_class = MinutesForm if asks_minutes else VersionForm

    @transaction.atomic
    def once() -> bool | str:
        if version() != form.cleaned_data["version"]:
            return False
        done = action(acting_user(request), form.cleaned_data)
        if done:
            admin.log_change(request, subject, done)
        return done or False

    if request.method == "POST":
        form = form_class(request.POST)
    else:
        with transaction.atomic():
            form = form_class(initial={"version": version()})
    confirmed = ConfirmedAction(
        action=once,
        form=form,
        back=back,
        done="",
        is_dangerous=is_dangerous,
        stale_message="It had changed since you opened the page, or was done already. Nothing was done.",
        **words,
    )
    return confirm(request, admin.admin_site, subject, confirmed)
