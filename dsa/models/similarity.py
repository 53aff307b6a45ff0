"""Similar submissions to one problem in one language: what was compared, and the pairs that share passages."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dsa import json_schemas
from dsa.choices import ACTIVE_SIMILARITY_STATES, SimilarityState
from dsa.models.problem import LANGUAGE_CHOICES, Problem
from dsa.models.submission import Submission
from talentsync.lib.leased_queue import LeasedModel
from talentsync.lib.schema_fields import SchemaField


class SimilarityReportQuerySet(models.QuerySet["SimilarityReport"]):
    """The ways in which the rest of the code speaks of reports."""

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE_SIMILARITY_STATES)


class SimilarityReport(LeasedModel):
    """One comparison of all submissions to a problem in a language. The rows are the queue of `dsa.similarity`."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="similarity_reports")
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    state = models.CharField(
        max_length=10, choices=SimilarityState.choices, default=SimilarityState.QUEUED, editable=False
    )
    # None: the system itself, for the demo.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Steps of the work, for the page that waits for it.
    total_steps = models.PositiveIntegerField(default=0)
    finished_steps = models.PositiveIntegerField(default=0)
    # Once it is finished: how many submissions and people there were, and how many submissions were too short.
    submissions = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    too_short = models.PositiveIntegerField(default=0)
    # Pairs that were found and not kept, because they share least of many.
    dropped_pairs = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True, help_text="Why it failed.")
    created_at = models.DateTimeField(auto_now_add=True)
    # Submissions from then on are not in it.
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SimilarityReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SimilarityState.values), name="similarity_report_state_known"
            ),
            models.UniqueConstraint(
                fields=["problem", "language"],
                condition=Q(state__in=sorted(ACTIVE_SIMILARITY_STATES)),
                name="similarity_report_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ACTIVE_SIMILARITY_STATES)) | Q(finished_at__isnull=False),
                name="similarity_report_over_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Similar submissions to {self.problem} in {self.get_language_display()}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_SIMILARITY_STATES


class SimilarPair(models.Model):
    """Two submissions of two people that share passages. It holds numbers only, and goes with either submission."""

    report = models.ForeignKey(SimilarityReport, on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    shared_tokens = models.PositiveIntegerField()
    # How much of each one's own code that is.
    first_percent = models.PositiveSmallIntegerField()
    second_percent = models.PositiveSmallIntegerField()
    passages = SchemaField(schema=json_schemas.PASSAGES, default=list)

    class Meta:
        ordering = ["-shared_tokens", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "first", "second"], name="similar_pair_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="similar_pair_of_two"),
            models.CheckConstraint(
                condition=Q(first_percent__lte=100, second_percent__lte=100),
                name="similar_pair_percent_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"Pair {self.pk}"
