"""Candidates' requests to have their own records deleted."""

from django.db import models
from django.db.models import Q

from interviews.choices import DeletionState
from interviews.models.invitation import Invitation
from talentsync.lib.leased_queue import LeasedModel


class OwnDeletion(LeasedModel):
    """One request, which a worker carries out. It stays as the proof that it was asked for and done."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="own_deletions")
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=DeletionState.choices, default=DeletionState.WAITING, editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "deletion for a candidate"
        verbose_name_plural = "deletions for candidates"
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(state="waiting"), name="own_deletion_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeletionState.values), name="own_deletion_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, asked for at {self.asked_at}"
