"""The page that adds a decision to an application."""

from typing import Final

from django import forms
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from interviews.admin.confirmed_actions import ConfirmedAction, confirm
from interviews.choices import ApplicationDecision
from interviews.models import Application, User
from interviews.models.application import MAX_REASON_LENGTH
from interviews.services.applications import decide

URL_NAME: Final = "interviews_application_decide"


class DecisionForm(forms.Form):
    """What is decided, why, and how many decisions its author has read."""

    decision = forms.ChoiceField(choices=ApplicationDecision.choices)
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        max_length=MAX_REASON_LENGTH,
        help_text="For recruiters only. It stays in the history, with your name and the time.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def page(request: HttpRequest, site: AdminSite, application: Application, actor: User) -> HttpResponse:
    """`?back=position` leads back to the position's table instead of the person."""
    if request.method == "POST":
        form = DecisionForm(request.POST)
    else:
        form = DecisionForm(initial={"decision": application.decision, "seen": application.decision_count})

    def run() -> bool:
        return decide(
            application=application,
            decision=ApplicationDecision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            actor=actor,
        )

    candidate, position = application.candidate, application.position
    back = (
        reverse("admin:interviews_position_change", args=[position.pk])
        if request.GET.get("back") == "position"
        else reverse("admin:interviews_candidate_change", args=[candidate.pk])
    )
    return confirm(
        request,
        site,
        candidate,
        ConfirmedAction(
            title=f"Decide on {candidate.name} for {position}",
            consequence=(
                "The decision is added to the history of this application; earlier ones stay. Nobody is told of it "
                "by mail: write to the candidate yourself."
            ),
            button="Decide",
            done=f"The decision on {candidate.name} is stored.",
            stale_message="Somebody else decided in the meantime. Read their decision first; yours was not stored.",
            action=run,
            form=form,
            back=back,
        ),
    )
