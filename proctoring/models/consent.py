"""A candidate's answers to the consent text, and the leave to go without a camera."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from interviews.models import Invitation, User
from interviews.models.timeline import AppendOnlyError
from proctoring.choices import Decision


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Reading, appending, and deleting when the time has come."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("An answer is never changed; a new one is written.")


class Consent(models.Model):
    """One answer. The latest counts; the earlier ones stay as its history."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="consents")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    text_version = models.CharField(max_length=40)
    # As it was shown: the words in code may have changed when somebody asks.
    text = models.JSONField()
    # What was promised; a longer setting later does not change it.
    snapshot_days = models.PositiveIntegerField()
    incident_days = models.PositiveIntegerField()
    decided_at = models.DateTimeField()
    keep_until = models.DateTimeField()

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="consent_decision_known"),
        ]
        indexes = [models.Index(fields=["keep_until"])]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} to text {self.text_version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("An answer is never changed; a new one is written.")
        super().save(*args, **kwargs)


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """The ways in which the rest of the code speaks of exemptions."""

    def active(self) -> Self:
        return self.filter(withdrawn_at=None)


class Exemption(models.Model):
    """A recruiter's leave for one candidate to take the session without a camera."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="exemptions")
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=Q(withdrawn_at=None), name="exemption_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="exemption_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Exemption of {self.invitation.name}"
