"""What stands on a problem's page beside the problem itself. Forms validate; `dsa.problems.services` writes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from dsa.models import ProblemLanguage, Solution, StatementTranslation
from dsa.models.expectation import Expectation
from dsa.problems import services

CODE = {"rows": 14, "class": "vLargeTextField code", "spellcheck": "false", "autocapitalize": "off"}


class SolutionForm(forms.ModelForm[Solution]):
    """A program and what it must get."""

    class Meta:
        model = Solution
        fields = ["name", "language", "expected", "source"]
        widgets = {"source": forms.Textarea(attrs=CODE)}

    def clean_expected(self) -> dict[str, Any]:
        document: dict[str, Any] = self.cleaned_data["expected"]
        expectation = Expectation.from_json(document)
        if problem := expectation.problem():
            raise forms.ValidationError(problem)
        return expectation.as_json()


class SolutionInline(admin.StackedInline[Solution, Any]):
    """Reference submissions: at least one that all tests accept, better some that fail as well."""

    model = Solution
    form = SolutionForm
    extra = 0
    classes = ["collapse"]


class LanguageForm(forms.ModelForm[ProblemLanguage]):
    class Meta:
        model = ProblemLanguage
        fields = ["language", "is_offered", "time_limit_seconds", "memory_limit_mb", "starter_code"]
        widgets = {"starter_code": forms.Textarea(attrs={**CODE, "rows": 8})}


class LanguageInline(admin.StackedInline[ProblemLanguage, Any]):
    """Only what differs in a language; those without an entry have the problem's limits and an empty editor."""

    model = ProblemLanguage
    form = LanguageForm
    fields = [("language", "is_offered"), ("time_limit_seconds", "memory_limit_mb"), "starter_code"]
    extra = 0
    classes = ["collapse"]


class TranslationInline(admin.StackedInline[StatementTranslation, Any]):
    model = StatementTranslation
    fields = [("language", "title"), "statement"]
    extra = 0
    classes = ["collapse"]


def save_parts(formset: BaseInlineFormSet[Any, Any, Any]) -> None:
    """Hand what a form set holds to the services."""
    formset.save(commit=False)
    for part in formset.deleted_objects:
        services.remove_part(part=part)
    for part in [*formset.new_objects, *(changed for changed, _ in formset.changed_objects)]:
        services.save_part(part=part)
