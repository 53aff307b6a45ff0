"""The form of an interview."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from interviews.admin.widgets import LabelledSplitDateTime
from interviews.choices import PositionState
from interviews.mail import outbox
from interviews.models import Interview, Position, StageTypeConfig, User
from interviews.visibility import position_condition


class InterviewForm(forms.ModelForm[Interview]):
    """Validates only; `interviews.services.interviews` writes. Offers the positions that `viewer` sees."""

    viewer: User | AnonymousUser = AnonymousUser()

    duration_minutes = forms.IntegerField(
        label="Minutes",
        required=False,
        min_value=5,
        max_value=480,
        help_text="Left empty: as long as the stage usually takes. In a coding session, each candidate's time.",
    )

    position = forms.ModelChoiceField(
        Position.objects.none(),
        required=False,
        help_text="The candidate applies for it, so that this interview stands beside those of the others.",
    )

    # Only where mail is on.
    tell = forms.BooleanField(
        label="Tell everybody by mail",
        required=False,
        initial=True,
        help_text="Candidates and colleagues: invitations, a new time, and who is no longer needed.",
    )

    class Meta:
        model = Interview
        fields = ["title", "stage", "scheduled_start", "duration_minutes", "interviewers", "recruiter_notes"]
        widgets = {"scheduled_start": LabelledSplitDateTime("Start")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.pop("duration_minutes", None)
        if "stage" in self.fields:
            self._choose_from("stage", StageTypeConfig.objects.filter(is_active=True))
        if "interviewers" in self.fields:
            # Somebody who left the company stays on the interviews that they hold until taken off.
            eligible = Q(pk__in=User.objects.interviewers())
            if not self.instance._state.adding:
                eligible |= Q(interviews=self.instance)
            self._choose_from("interviewers", User.objects.filter(eligible).distinct())
        if "position" in self.fields:
            offered = Q(state=PositionState.OPEN) & position_condition(self.viewer)
            if application := self.instance.application:
                # Also archived, or not the viewer's: saving would take the interview out of it.
                offered |= Q(pk=application.position_id)
                self.initial["position"] = application.position_id
            self._choose_from("position", Position.objects.filter(offered))
        if not outbox.is_on():
            self.fields.pop("tell", None)
        if "scheduled_start" in self.fields:
            zone = timezone.get_current_timezone_name()
            self.fields["scheduled_start"].help_text = f"In {zone} time." + (
                " The candidate is to choose a time, and this is the first that is offered; another one set here "
                "settles it."
                if self.instance.is_time_open
                else ""
            )

    def _choose_from(self, name: str, queryset: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("duration_minutes") is None and "duration_minutes" not in self.errors:
            stage = answers.get("stage") or (None if self.instance._state.adding else self.instance.stage)
            if stage is not None:
                answers["duration_minutes"] = stage.usual_minutes
        return answers
