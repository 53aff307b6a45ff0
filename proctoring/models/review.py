"""What reviewers made of a candidate's snapshots, and who looked at them."""

from django.db import models
from django.db.models import Q

from interviews.models import Invitation, User
from proctoring.choices import ReviewStatus

MAX_NOTE_LENGTH = 4_000


class Review(models.Model):
    """One statement of a reviewer. The highest number counts; the earlier ones are its history."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="proctoring_reviews")
    # A form carries the number that it is to have: of two reviewers with the same page open, one is told.
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=14, choices=ReviewStatus.choices)
    note = models.TextField(blank=True, max_length=MAX_NOTE_LENGTH)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        ordering = ["invitation", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReviewStatus.values), name="review_status_known"),
            models.UniqueConstraint(fields=["invitation", "number"], name="review_numbered_once"),
        ]
        indexes = [models.Index(fields=["reviewed_at"])]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ({self.number})"


class SnapshotView(models.Model):
    """Somebody looked at a picture. The snapshot is named by its id alone, because this outlives it."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="snapshot_views")
    snapshot_id = models.UUIDField()
    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_thumbnail = models.BooleanField()
    viewed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["invitation", "viewed_at"]), models.Index(fields=["viewed_at"])]

    def __str__(self) -> str:
        return f"View of {self.snapshot_id}"
