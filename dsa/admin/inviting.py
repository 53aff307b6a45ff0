"""The problems that are given to everybody who is invited at once."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dsa.models import InterviewProblem, Problem
from dsa.sessions.services import assign_problems
from interviews.choices import StageMode
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
    """The ready problems; those of the newest coding session are ticked, in its order."""
    usual = usual_problems()
    return ProblemsField(
        Problem.objects.ready().order_by("title"),
        label="Problems",
        initial=usual,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one problem: a session without any cannot be started."},
        help_text="Everybody gets the same. Those of the last coding session are ticked.",
    )


def usual_problems() -> list[int]:
    newest = (
        InterviewProblem.objects.filter(
            problem__in=Problem.objects.ready(), interview__stage__mode=StageMode.DSA
        )
        .order_by("-interview__created_at")
        .values_list("interview", flat=True)
        .first()
    )
    if newest is None:
        return []
    return list(InterviewProblem.objects.filter(interview=newest).values_list("problem", flat=True))


def assign_to_all(interviews: Sequence[Interview], problems: Any, actor: User) -> None:
    """Give each of these interviews the chosen problems: as last time where they are the same, else as listed."""
    chosen = list(problems)
    # None of the new ones has problems yet, so what is usual is what the page has shown.
    order = {pk: place for place, pk in enumerate(usual_problems())}
    if set(order) == {problem.pk for problem in chosen}:
        chosen.sort(key=lambda problem: order[problem.pk])
    for interview in interviews:
        assign_problems(interview=interview, problems=chosen, actor=actor)
