"""What recruiters do with sessions and submissions: each asks once more, is logged, and happens once."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from dsa.models import Problem
from dsa.models.session import MAX_EXTRA_MINUTES
from interviews.admin.confirmed_actions import Act, confirm
from interviews.admin.requests import acting_user
from interviews.models import Interview, User


class OnceForm(forms.Form):
    """`seen` is where things stood when the page was opened. A second press of the button finds that they moved on."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class MinutesForm(OnceForm):
    """How much time to give."""

    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=MAX_EXTRA_MINUTES, initial=15)


def act_once(
    admin: ModelAdmin[Any],
    request: HttpRequest,
    subject: Interview | Problem,
    *,
    standing: Callable[[], str],
    perform: Callable[[User, dict[str, Any]], str],
    back: str = "",
    asks_minutes: bool = False,
    **words: str,
) -> HttpResponse:
    """Show the page to confirm, or do it and go back: to `back`, or to the page of `subject`, whose log tells of it.

    `standing` reads where things stand, and holds that until the transaction ends. `perform` gets the actor and the
    entries, and returns what it did in words, for the page and the admin's log; nothing where there was nothing to do.
    """
    form_class = MinutesForm if asks_minutes else OnceForm

    @transaction.atomic
    def once() -> bool | str:
        if standing() != form.cleaned_data["seen"]:
            return False
        done = perform(acting_user(request), form.cleaned_data)
        if done:
            admin.log_change(request, subject, done)
        return done or False

    if request.method == "POST":
        form = form_class(request.POST)
    else:
        with transaction.atomic():
            form = form_class(initial={"seen": standing()})
    act = Act(
        perform=once,
        form=form,
        back=back,
        done="",
        too_late="It had changed since you opened the page, or was done already. Nothing was done.",
        **words,
    )
    return confirm(request, admin.admin_site, subject, act)
