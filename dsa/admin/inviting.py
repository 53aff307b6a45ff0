"""The problems that are given to everybody who is invited at once, or planned with."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dsa.models import Problem
from dsa.sessions.services import assign_problems
from interviews.models import Interview, User


class ProblemsField(forms.ModelMultipleChoiceField[Problem]):
    """Each problem with its difficulty, and a way to look at it in a tab of its own."""

    def label_from_instance(self, obj: Problem) -> SafeString:
        return format_html(
            '{}{} <a href="{}" target="_blank" rel="noopener">Preview<span class="visually-hidden"> of {} '
            "(opens a new tab)</span></a>",
            obj.title,
            f", {obj.get_difficulty_display().lower()}" if obj.difficulty else "",
            reverse("admin:dsa_problem_preview", args=[obj.pk]),
            obj.title,
        )


def problems_field() -> forms.Field:
    """The ready problems. Which are ticked depends on the stage: see `dsa.sessions.stage_problems`."""
    return ProblemsField(
        Problem.objects.ready().order_by("title"),
        label="Problems",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one problem: a session without any cannot be started."},
        help_text="At first those are ticked that the stage carries, or else those of its newest coding session.",
    )


def assign_to_all(interviews: Sequence[Interview], problems: Any, actor: User) -> None:
    """Give each of these interviews the chosen problems, in their order."""
    for interview in interviews:
        assign_problems(interview=interview, problems=list(problems), actor=actor)
