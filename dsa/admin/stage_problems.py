"""The problems that a stage carries, on the stage's page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from dsa.admin.assignments import ChosenProblemForm, ChosenProblemInline, chosen_in_order
from dsa.errors import SessionCode, session_refused
from dsa.models import Problem, StageProblem
from dsa.rules import can_run_validators
from dsa.sessions.stage_problems import set_stage_problems
from interviews.models import User


class StageProblemForm(ChosenProblemForm):
    """A problem of a stage."""

    class Meta:
        model = StageProblem
        fields = ["position", "problem"]

    def clean_problem(self) -> Problem:
        problem = super().clean_problem()
        if problem.has_validator and "problem" in self.changed_data and not can_run_validators():
            refusal = session_refused(SessionCode.PROBLEM_NOT_JUDGEABLE)
            raise ValidationError(refusal.message, code=refusal.code)
        return problem


class StageProblemInline(ChosenProblemInline):
    """What new interviews of this stage begin with. Interviews that exist keep the problems that they have."""

    model = StageProblem
    form = StageProblemForm
    verbose_name_plural = "problems that its interviews begin with"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StageProblem]:
        rows: QuerySet[StageProblem] = super().get_queryset(request)
        return rows.select_related("problem")


def save_stage_problems(formset: BaseInlineFormSet[Any, Any, Any], *, actor: User) -> None:
    """Hand the problems that a page's form set lists to the service, in their order."""
    formset.save(commit=False)
    if formset.has_changed():
        set_stage_problems(stage=formset.instance, problems=chosen_in_order(formset))
