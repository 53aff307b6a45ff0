"""The problems that are given to everybody who is invited at once."""

from collections.abc import Sequence
from typing import Any

from django import forms

from dsa.models import InterviewProblem, Problem
from dsa.sessions.services import assign_problems
from interviews.choices import StageMode
from interviews.models import Interview, User


def problems_field() -> forms.Field:
    """The ready problems; those of the newest coding session are ticked, in its order."""
    usual = usual_problems()
    return forms.ModelMultipleChoiceField(
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
