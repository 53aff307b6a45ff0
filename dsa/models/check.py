"""Validations of problems: all solutions on all tests, and whether each got what is expected of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from dsa import json_schemas
from dsa.choices import ACTIVE_CHECK_STATES, CheckState
from dsa.models.problem import LANGUAGE_CHOICES, Problem
from talentsync.lib.leased_queue import LeasedModel
from talentsync.lib.schema_fields import SchemaField


class ProblemCheckQuerySet(models.QuerySet["ProblemCheck"]):
    """The ways in which the rest of the code speaks of checks."""

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE_CHECK_STATES)


class ProblemCheck(LeasedModel):
    """One validation of a problem. The rows are a queue as well, that of `problems.validation`."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="checks")
    state = models.CharField(max_length=10, choices=CheckState.choices, default=CheckState.QUEUED)
    # None: the system itself, for example for demo problems.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marks_ready = models.BooleanField(default=False, help_text="Mark the problem ready if this passes.")
    # A content hash.
    fingerprint = models.CharField(max_length=64, blank=True, help_text="What was judged.")
    total_runs = models.PositiveIntegerField(default=0)
    finished_runs = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True, help_text="Why it failed or could not be run.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ProblemCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "check"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CheckState.values), name="problem_check_state_known"
            ),
            models.UniqueConstraint(
                fields=["problem"],
                condition=Q(state__in=sorted(ACTIVE_CHECK_STATES)),
                name="problem_check_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=CheckState.PASSED) | (~Q(fingerprint="") & Q(finished_at__isnull=False)),
                name="problem_check_passed_judged_something",
            ),
        ]

    def __str__(self) -> str:
        return f"Check {self.pk} of {self.problem}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_CHECK_STATES

    @property
    def percent(self) -> int:
        return 100 * self.finished_runs // self.total_runs if self.total_runs else 0


class SolutionCheck(models.Model):
    """What one solution got. Its name and expectation are copied: the solution may change afterwards."""

    problem_check = models.ForeignKey(ProblemCheck, on_delete=models.CASCADE, related_name="solutions")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    expected = SchemaField(schema=json_schemas.EXPECTED)
    runs = SchemaField(schema=json_schemas.RUNS)
    # Why it is not what was expected; empty where it is.
    mismatch = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["problem_check", "name"], name="solution_check_once"),
        ]

    def __str__(self) -> str:
        return self.name
