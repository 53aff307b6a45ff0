"""Code that a candidate ran or submitted, and how it was judged."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from dsa import json_schemas
from dsa.choices import UNFINISHED_JUDGEMENT_STATES, VERDICT_CHOICES, JudgementState, SubmissionKind
from dsa.models.problem import LANGUAGE_CHOICES, Problem
from dsa.models.session import MAX_SOURCE_CHARACTERS, DsaSession
from dsa.models.test_case import TestCase
from talentsync.lib.leased_queue import LeasedModel
from talentsync.lib.schema_fields import SchemaField

MAX_STDIN_CHARACTERS = 64 * 1024
MAX_OWN_TESTS = 10
MAX_OWN_TEST_NAME = 60
# Of all own tests of a problem together: names, inputs and expected outputs.
MAX_OWN_TEST_CHARACTERS = 64 * 1024
# What is kept of the output of a visible test or of own input.
MAX_KEPT_OUTPUT_CHARACTERS = 64 * 1024


class Submission(models.Model):
    """One press of Run or Submit. Its id is random, because candidates see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(DsaSession, on_delete=models.CASCADE, related_name="submissions")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=10, choices=SubmissionKind.choices)
    language = models.CharField(max_length=12, choices=LANGUAGE_CHOICES)
    source_code = models.TextField(max_length=MAX_SOURCE_CHARACTERS)
    # Own input; None runs the visible tests.
    stdin = models.TextField(max_length=MAX_STDIN_CHARACTERS, null=True, blank=True)  # noqa: DJ001  empty input is input
    # Own tests that were run, each with what was expected of it; None runs the visible tests, or `stdin`.
    own_tests = SchemaField(schema=json_schemas.OWN_TESTS_OR_NONE, null=True, blank=True)
    # The candidate's Idempotency-Key; None where none was sent.
    idempotency_key = models.CharField(max_length=128, null=True, blank=True)  # noqa: DJ001  unique only where set
    # Made of the last draft when time was up.
    is_automatic = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SubmissionKind.values), name="submission_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=SubmissionKind.RUN) | Q(stdin=None), name="submission_own_input_only_in_runs"
            ),
            models.CheckConstraint(
                condition=Q(own_tests__isnull=True) | Q(kind=SubmissionKind.RUN, stdin=None),
                name="submission_own_tests_only_in_runs",
            ),
            models.UniqueConstraint(
                fields=["session", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="submission_once_per_idempotency_key",
            ),
        ]
        indexes = [models.Index(fields=["session", "problem", "created_at"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.problem}"

    @property
    def is_on_own(self) -> bool:
        """Whether it ran on what the candidate gave, and not on the problem's tests."""
        return self.stdin is not None or self.own_tests is not None


class JudgementQuerySet(models.QuerySet["Judgement"]):
    """The ways in which the rest of the code speaks of judgements."""

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED_JUDGEMENT_STATES)

    def paused(self) -> Self:
        """Those that wait for the execution service."""
        return self.unfinished().exclude(pause_reason="")


class Judgement(LeasedModel):
    """One judging of a submission: the first, or a later rejudging. The rows are the queue `submissions.queue`."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="judgements")
    number = models.PositiveIntegerField(default=1, help_text="1 is the first; a rejudging counts up.")
    # These four are the submission's, copied so that the database can allow only one submission in flight per problem.
    session = models.ForeignKey(DsaSession, on_delete=models.CASCADE, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SubmissionKind.choices)
    is_automatic = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=JudgementState.choices, default=JudgementState.QUEUED)
    verdict = models.CharField(max_length=3, choices=VERDICT_CHOICES, blank=True)
    compile_output = models.TextField(blank=True)
    # How many tests there are, and how many were passed. Recruiters only.
    total = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    # Percentage of all tests passed; only for submissions, and never for failures of ours. Recruiters only.
    score = models.FloatField(null=True)
    failure = models.TextField(blank=True, help_text="What failed on our side, for operators.")
    # Why it waits although its turn has come; empty while the execution service can be used. For operators.
    pause_reason = models.TextField(blank=True)
    # Runs that an execution service has begun, to be looked for there instead of being run again.
    begun_runs = models.JSONField(null=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JudgementState.values), name="judgement_state_known"
            ),
            models.UniqueConstraint(fields=["submission", "number"], name="judgement_numbered_once"),
            models.UniqueConstraint(
                fields=["session", "problem"],
                condition=Q(
                    kind=SubmissionKind.SUBMIT,
                    number=1,
                    # Made of a draft when time was up, perhaps while another is being judged.
                    is_automatic=False,
                    state__in=sorted(UNFINISHED_JUDGEMENT_STATES),
                ),
                name="judgement_one_submission_in_flight",
            ),
            models.CheckConstraint(
                condition=~Q(state=JudgementState.RUNNING) | Q(claim__isnull=False, started_at__isnull=False),
                name="judgement_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state=JudgementState.FINISHED) | (~Q(verdict="") & Q(finished_at__isnull=False)),
                name="judgement_finished_has_verdict",
            ),
            models.CheckConstraint(
                condition=Q(score=None)
                | Q(kind=SubmissionKind.SUBMIT, state=JudgementState.FINISHED, score__range=(0, 100)),
                name="judgement_only_finished_submissions_score",
            ),
            models.CheckConstraint(condition=Q(passed__lte=F("total")), name="judgement_passed_within_total"),
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]

    @property
    def is_paused(self) -> bool:
        """Whether it waits for the execution service, however long that is away."""
        return self.state in UNFINISHED_JUDGEMENT_STATES and self.pause_reason != ""

    def __str__(self) -> str:
        return f"Judgement {self.number} of {self.submission_id}"


class TestResult(models.Model):
    """What one test of a judgement came to. Output is kept of visible tests and own input only.

    A hidden test's output is never stored: a program can print its input.
    """

    __test__ = False  # pytest collects by name

    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="results")
    # None for own input, and for a test that was removed since.
    test_case = models.ForeignKey(TestCase, on_delete=models.SET_NULL, null=True, related_name="+")
    # Copied: the test may change or go afterwards.
    name = models.CharField(max_length=200)
    is_visible = models.BooleanField()
    position = models.PositiveIntegerField(help_text="The place among the tests of this judgement, from 0.")
    verdict = models.CharField(max_length=3, choices=VERDICT_CHOICES)
    cpu_ms = models.PositiveIntegerField()
    memory_kb = models.PositiveIntegerField()
    stdout = models.TextField(blank=True)
    stderr = models.TextField(blank=True)
    # What program and validator said to each other, of an interactive problem's visible test.
    interaction = models.TextField(blank=True)
    # What the output validator says to judges: for recruiters, never for candidates.
    judge_message = models.TextField(blank=True)
    is_output_cut = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["judgement", "position"], name="test_result_once"),
            models.CheckConstraint(
                condition=Q(is_visible=True) | Q(stdout="", stderr="", interaction=""),
                name="test_result_hidden_keeps_no_output",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}"
