"""One candidate for one position, and every decision on it."""

from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q

from interviews.choices import ApplicationDecision
from interviews.models.candidate import Candidate
from interviews.models.position import Position
from interviews.models.timeline import AppendOnlyError
from interviews.models.user import User

MAX_REASON_LENGTH = 2000


class Application(models.Model):
    """A candidacy. `decision`, `decided_at` and `decided_by` repeat the newest of its decisions, for lists."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="applications")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="applications")
    created_at = models.DateTimeField()
    decision = models.CharField(
        max_length=10,
        choices=ApplicationDecision.choices,
        default=ApplicationDecision.UNDECIDED,
        editable=False,
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    # Counted up by each decision, so that of two who decide at the same moment one is told.
    decision_count = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "position"], name="application_once"),
            models.CheckConstraint(
                condition=Q(decision__in=ApplicationDecision.values), name="application_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(decision_count=0, decided_at=None, decided_by=None)
                | Q(decision_count__gt=0, decided_at__isnull=False, decided_by__isnull=False),
                name="application_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["position", "decision"])]

    def __str__(self) -> str:
        return f"{self.candidate.name} for {self.position}"


class DecisionQuerySet(models.QuerySet["DecisionRecord"]):
    """Reading and appending only, but for merging two applications of one person."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Decisions are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("Decisions go only together with their application.")

    def move_to(self, application: Application, *, number: int) -> int:
        """Give one row another place; gives how many rows that were."""
        return super().update(application=application, number=number)

    def of(self, application: Application) -> Self:
        return self.filter(application=application)


class DecisionRecord(models.Model):
    """What somebody decided, when and why. The highest number counts; the earlier ones are its history."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=ApplicationDecision.choices)
    reason = models.TextField(max_length=MAX_REASON_LENGTH)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "decision"
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="decision_numbered_once"),
            models.CheckConstraint(
                condition=Q(decision__in=ApplicationDecision.values), name="decision_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("Decisions are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("Decisions go only together with their application.")
