"""The candidates whose sessions are proctored, as the admin lists them."""

from typing import Self

from django.db import models
from django.db.models import Q

from interviews.choices import StageMode
from interviews.models import Invitation
from interviews.models.invitation import InvitationQuerySet


class ProctoredCandidateQuerySet(InvitationQuerySet):
    """The ways in which the rest of the code speaks of proctored candidates."""

    def proctored(self) -> Self:
        """Those whose stage asks for it, and those about whom something is held from when it did."""
        return self.filter(
            Q(interview__stage__mode=StageMode.DSA, interview__stage__dsa_config__proctoringEnabled=True)
            | Q(pk__in=models.Subquery(Invitation.objects.filter(snapshots__isnull=False).values("pk")))
            | Q(pk__in=models.Subquery(Invitation.objects.filter(consents__isnull=False).values("pk")))
            | Q(exemption_request__isnull=False)
        )


class ProctoredCandidate(Invitation):
    """An invitation as reviewers see it. Its permissions are those of the review: view (and export), change (review,
    exempt), delete (erase).
    """

    objects = ProctoredCandidateQuerySet.as_manager()  # type: ignore[misc]  # a proxy may have a manager of its own

    class Meta:
        proxy = True
        verbose_name = "proctored candidate"
        ordering = ["-pk"]
        default_permissions = ("view", "change", "delete")
