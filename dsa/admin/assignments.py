"""Problems of a coding session or of a live interview, on the interview's page."""

from collections.abc import Iterable
from math import inf
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from dsa.choices import ProblemState
from dsa.models import InterviewProblem, Problem
from dsa.rules import takes_problems
from dsa.sessions import services as session_services
from interviews.admin.requests import is_open
from interviews.choices import OPEN_STATES, StageMode
from interviews.models import Interview, User


def is_coding_session(interview: Interview | None) -> bool:
    """The stage of an interview that is being made is not known yet."""
    return interview is not None and interview.stage.mode == StageMode.DSA


def can_have_problems(interview: Interview | None) -> bool:
    """The same caution: not before the stage is known."""
    return interview is not None and takes_problems(interview.stage)


class ChosenProblemForm(forms.ModelForm[Any]):
    """One problem and its place: of an interview, or of a stage."""

    position = forms.IntegerField(
        label="Order", required=False, min_value=0, max_value=1000, help_text="Left empty: at the end."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.pop("position", None)

    def clean_problem(self) -> Problem:
        problem: Problem = self.cleaned_data["problem"]
        if problem.state != ProblemState.VALIDATED and "problem" in self.changed_data:
            raise ValidationError(
                f"{problem} is not ready to be given to candidates: it is "
                f"{ProblemState(problem.state).label.lower()}. Check it, and mark it as ready.",
                code="not_ready",
            )
        return problem


class ChosenProblemInline(admin.StackedInline[Any, Any]):
    """What the problems of an interview and those of a stage have in common."""

    fields = [("problem", "position")]
    autocomplete_fields = ["problem"]
    verbose_name = "problem"
    verbose_name_plural = "problems"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        if field := formset.form.base_fields.get("problem"):
            # Problems are chosen here, and made elsewhere.
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = False
        return formset

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj is not None and obj.problems.exists() else 1


class AssignmentForm(ChosenProblemForm):
    """A problem of an interview."""

    class Meta:
        model = InterviewProblem
        fields = ["position", "problem"]


class AssignmentInline(ChosenProblemInline):
    """Problems that candidates are given: in their coding session, or in the room of a live interview."""

    model = InterviewProblem
    form = AssignmentForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterviewProblem]:
        # Django asks here whether it may be seen without saying of which interview, to which ours is always no.
        if not (super().has_view_permission(request) or super().has_change_permission(request)):
            return InterviewProblem.objects.none()
        return InterviewProblem.objects.select_related("problem")

    def has_view_permission(self, request: HttpRequest, obj: Interview | None = None) -> bool:
        return super().has_view_permission(request, obj) and can_have_problems(obj)

    def has_add_permission(self, request: HttpRequest, obj: Interview | None = None) -> bool:
        return super().has_add_permission(request, obj) and can_have_problems(obj) and is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and can_have_problems(obj) and is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and can_have_problems(obj) and is_open(obj)


def save_assignments(formset: BaseInlineFormSet[Any, Any, Any], *, actor: User) -> None:
    """Hand the problems that a page's form set lists to the services, in their order. Raises Refused."""
    formset.save(commit=False)
    if formset.has_changed():
        session_services.assign_problems(
            interview=formset.instance, problems=chosen_in_order(formset), actor=actor
        )


def chosen_in_order(formset: BaseInlineFormSet[Any, Any, Any]) -> list[Problem]:
    """The problems that a page's form set lists."""
    kept = [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data.get("problem") and form not in formset.deleted_forms
    ]
    return [row["problem"] for row in sorted(kept, key=_place)]


def _place(row: dict[str, Any]) -> float:
    return inf if row["position"] is None else float(row["position"])


def warnings(interview: Interview) -> Iterable[str]:
    if is_coding_session(interview) and interview.state in OPEN_STATES and not interview.problems.exists():
        yield (
            "This coding session has no problems yet, so it cannot be started. "
            "Choose them below, under “Problems”."
        )
