"""The tests that candidates write for themselves."""

from django.db import models

from dsa import json_schemas
from dsa.models.problem import Problem
from dsa.models.session import DsaSession
from talentsync.lib.schema_fields import SchemaField


class OwnTestList(models.Model):
    """A candidate's own tests of one problem, in their order. Whole lists are saved, and the last save counts."""

    session = models.ForeignKey(DsaSession, on_delete=models.CASCADE, related_name="own_test_lists")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="+")
    tests = SchemaField(schema=json_schemas.OWN_TESTS)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = "list of own tests"
        verbose_name_plural = "lists of own tests"
        constraints = [models.UniqueConstraint(fields=["session", "problem"], name="own_tests_once")]

    def __str__(self) -> str:
        return f"Own tests of {self.problem}"
