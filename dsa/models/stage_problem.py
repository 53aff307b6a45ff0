"""The problems that a stage carries."""

from django.db import models

from dsa.models.problem import Problem
from interviews.models import StageTypeConfig


class StageProblem(models.Model):
    """A problem that new interviews of a stage begin with, unless somebody chooses others."""

    stage = models.ForeignKey(StageTypeConfig, on_delete=models.CASCADE, related_name="problems")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveIntegerField(default=0, help_text="Lower numbers come first.")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "problem of a stage"
        verbose_name_plural = "problems of stages"
        constraints = [
            models.UniqueConstraint(fields=["stage", "problem"], name="stage_problem_once"),
        ]

    def __str__(self) -> str:
        return str(self.problem)
