"""Candidates' requests to have their own records deleted."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from interviews.choices import ENDED_STATES, DeletionState
from interviews.models.invitation import Invitation
from talentsync.lib.leased_queue import LeasedModel


class OwnDeletionQuerySet(models.QuerySet["OwnDeletion"]):
    """The ways in which the rest of the code speaks of requests."""

    def to_settle(self) -> Self:
        """The newest of each candidate where it failed, although their records may be deleted: a person's task."""
        newer = OwnDeletion.objects.filter(invitation=OuterRef("invitation"), pk__gt=OuterRef("pk"))
        return self.filter(
            ~Exists(newer),
            state=DeletionState.FAILED,
            invitation__interview__state__in=ENDED_STATES,
            invitation__interview__ended_at__lte=Now() - timedelta(days=settings.OWN_DELETION_AFTER_DAYS),
        )


class OwnDeletion(LeasedModel):
    """One request, which a worker carries out. It stays as the proof that it was asked for and done."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="own_deletions")
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=DeletionState.choices, default=DeletionState.WAITING, editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = OwnDeletionQuerySet.as_manager()

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
