"""Reference submissions: programs of which we know what they must get."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from dsa import json_schemas
from dsa.execution import Verdict
from dsa.models.expectation import Expectation
from dsa.models.problem import LANGUAGE_CHOICES, Problem
from talentsync.lib.schema_fields import SchemaField

MAX_SOURCE_BYTES = 256 * 1024


def validate_source_size(source: str) -> None:
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise ValidationError(f"A program is at most {MAX_SOURCE_BYTES // 1024} KB.")


class SolutionQuerySet(models.QuerySet["Solution"]):
    """The ways in which the rest of the code speaks of solutions."""

    def accepted(self) -> Self:
        """Those that every test must accept."""
        return self.filter(expected__permitted=[Verdict.AC.value])


class Solution(models.Model):
    """A program, its language and the verdicts that it must get."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="solutions")
    name = models.CharField(max_length=200, help_text="Such as accepted/anna.py.")
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    source = models.TextField(validators=[validate_source_size])
    expected = SchemaField(
        "expected verdicts",
        schema=json_schemas.EXPECTED,
        default=json_schemas.accepted,
    )

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["problem", "name"], name="solution_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def expectation(self) -> Expectation:
        return Expectation.from_json(self.expected)
