"""The problems that stages carry, and what new interviews begin with."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from dsa.choices import ProblemState
from dsa.models import InterviewProblem, Problem, StageProblem
from dsa.rules import can_be_given, takes_problems
from dsa.sessions.services import assign_problems
from interviews.choices import StageMode
from interviews.models import Interview, StageTypeConfig, User
from interviews.visibility import visible_interviews


@transaction.atomic
def set_stage_problems(*, stage: StageTypeConfig, problems: Sequence[Problem]) -> None:
    """Let a stage carry exactly these problems, in this order. Interviews that exist keep those that they have."""
    StageTypeConfig.objects.select_for_update().get(pk=stage.pk)
    wanted = list(dict.fromkeys(problem.pk for problem in problems))
    StageProblem.objects.filter(stage=stage).exclude(problem__in=wanted).delete()
    StageProblem.objects.bulk_create(
        (
            StageProblem(stage=stage, problem_id=problem_id, position=position)
            for position, problem_id in enumerate(wanted)
        ),
        update_conflicts=True,
        unique_fields=["stage", "problem"],
        update_fields=["position"],
    )


def problems_of_stage(stage: StageTypeConfig) -> list[Problem]:
    """The problems that a stage carries, as far as they can be given to its candidates now."""
    if not takes_problems(stage):
        return []
    carried = Problem.objects.filter(stages__stage=stage).order_by("stages__position", "stages__pk")
    return can_be_given(carried)


def give_stage_problems(interview: Interview, actor: User) -> None:
    """Give a new interview, for which nobody has chosen any, the problems that its stage carries."""
    if problems := problems_of_stage(interview.stage):
        assign_problems(interview=interview, problems=problems, actor=actor)


def usual_problems(stages: Sequence[StageTypeConfig], viewer: User) -> dict[int, list[int]]:
    """By the stage's id, the ids of the problems to begin a choice with, in order: those that the stage carries.

    Only such as can be given to somebody now. Where a coding session's stage carries none, those of its newest session
    that the viewer sees and that has some. A stage whose interviews can have no problems is left out.
    """
    usual: dict[int, list[int]] = {stage.pk: [] for stage in stages if takes_problems(stage)}
    carried = list(StageProblem.objects.filter(stage__in=list(usual)).select_related("problem"))
    givable = {problem.pk for problem in can_be_given(row.problem for row in carried)}
    for row in carried:
        if row.problem_id in givable:
            usual[row.stage_id].append(row.problem_id)
    bare = [stage.pk for stage in stages if stage.mode == StageMode.DSA and not usual[stage.pk]]
    newest = _newest_with_problems(bare, viewer)
    given = list(InterviewProblem.objects.filter(interview__in=list(newest)).select_related("problem"))
    givable = {problem.pk for problem in can_be_given(row.problem for row in given)}
    for past in given:
        if past.problem_id in givable:
            usual[newest[past.interview_id]].append(past.problem_id)
    return usual


def _newest_with_problems(stage_ids: Sequence[int], viewer: User) -> dict[UUID, int]:
    """The newest interview of each of these stages that has a ready problem, with its stage."""
    with_problems = visible_interviews(viewer).filter(
        stage=OuterRef("pk"), problems__problem__state=ProblemState.VALIDATED
    )
    stages = StageTypeConfig.objects.filter(pk__in=stage_ids).annotate(
        newest=Subquery(with_problems.order_by("-created_at").values("pk")[:1])
    )
    return dict(stages.exclude(newest=None).values_list("newest", "pk"))
