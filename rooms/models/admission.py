"""Who asked to come into a room, and what became of it."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from interviews.models import Interview, Invitation, User
from interviews.timeline import Actor


class RequestState(models.TextChoices):
    """`waiting` ends once, as one of the three next; an admission is used up by the join that it was for."""

    WAITING = "waiting", "Waiting"
    ADMITTED = "admitted", "Admitted"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"
    USED = "used", "Admitted, and in the room"


class RequestReason(models.TextChoices):
    """Why somebody who was invited has to wait."""

    EARLY = "early", "No interviewer has opened the room"
    KNOCK = "knock", "Everybody knocks in this stage"
    LOCKED = "locked", "The room is locked"
    LINK_IN_USE = "link_in_use", "The link is in use"
    REMOVED = "removed", "Was taken out of the room"


class AdmissionRequestQuerySet(models.QuerySet["AdmissionRequest"]):
    """The ways in which the rest of the code speaks of requests."""

    def waiting(self) -> Self:
        """Those whose socket is there and that nobody has decided about."""
        return self.filter(state=RequestState.WAITING, alive_until__gte=timezone.now())


class AdmissionRequest(models.Model):
    """One socket that waits before a room, until `alive_until` unless the socket pushes that forward."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+", db_index=False)
    actor_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=12)
    invited_name = models.CharField(max_length=200)
    typed_name = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=12, choices=RequestReason)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    requested_at = models.DateTimeField(default=timezone.now)
    alive_until = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = AdmissionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at"]
        indexes = [
            models.Index(fields=["interview", "state", "requested_at"]),
            # Few of all wait, and the desk and a sweep look for them by it.
            models.Index(
                fields=["alive_until"],
                condition=Q(state=RequestState.WAITING),
                name="admissionrequest_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_user=None, actor_invitation__isnull=False)
                | Q(actor_user__isnull=False, actor_invitation=None),
                name="admissionrequest_one_actor",
            ),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values), name="admissionrequest_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=RequestReason.values), name="admissionrequest_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state}, {self.invited_name}"

    @property
    def actor(self) -> Actor:
        return Actor(user_id=self.actor_user_id, invitation_id=self.actor_invitation_id)
