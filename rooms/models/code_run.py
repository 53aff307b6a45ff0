"""The runs of an interview's shared code. Their rows are the queue that workers take them from."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dsa.models import Problem
from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor
from talentsync.lib.leased_queue import LeasedModel
from talentsync.lib.programming_languages import Language


class CodeRunState(models.TextChoices):
    """Where a run stands. `failed` is a failure of ours; a program that fails has finished."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    STOPPED = "stopped", "Stopped"
    FAILED = "failed", "Could not be run"


UNFINISHED_RUN_STATES = (CodeRunState.QUEUED, CodeRunState.RUNNING)


class CodeRun(LeasedModel):
    """The shared document, as it was after the update `document_sequence`, run once for everybody in the room."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    actor_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    # RESTRICT: whoever did something stays named until the whole interview goes.
    actor_invitation = models.ForeignKey(Invitation, on_delete=models.RESTRICT, null=True, related_name="+")
    peer_id = models.CharField(max_length=64, help_text="The author's userId in the room.")
    author_name = models.CharField(max_length=200)
    language = models.CharField(max_length=20)
    document_sequence = models.PositiveIntegerField()
    stdin = models.TextField(blank=True)
    problem = models.ForeignKey(
        Problem,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="On whose visible tests it is run, in place of an input.",
    )
    state = models.CharField(max_length=10, choices=CodeRunState, default=CodeRunState.QUEUED)
    is_stop_requested = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=3, blank=True)
    exit_code = models.IntegerField(null=True)
    signal = models.IntegerField(null=True)
    cpu_ms = models.PositiveIntegerField(default=0)
    memory_kb = models.PositiveIntegerField(default=0)
    stdout = models.TextField(blank=True)
    stderr = models.TextField(blank=True)
    compile_output = models.TextField(blank=True)
    test_results = models.JSONField(
        default=list, help_text="Of a problem's visible tests, in their order, as `run_state` gives them."
    )
    is_output_cut = models.BooleanField(default=False)
    failure = models.TextField(blank=True, help_text="For operators.")

    class Meta:
        ordering = ["interview", "created_at"]
        indexes = [
            models.Index(fields=["interview", "created_at"]),
            # For `dispatch`, which asks every few seconds.
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=UNFINISHED_RUN_STATES),
                name="coderun_unfinished",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["interview"],
                condition=Q(state__in=UNFINISHED_RUN_STATES),
                name="coderun_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(actor_user=None, actor_invitation__isnull=False)
                | Q(actor_user__isnull=False, actor_invitation=None),
                name="coderun_one_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{Language(self.language).label} by {self.author_name}, {self.state}"

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.actor_user_id, invitation_id=self.actor_invitation_id)

    @property
    def is_over(self) -> bool:
        return self.state not in UNFINISHED_RUN_STATES
